// The marker that each object we create carries: its operation's name, keyed so that nobody else
// can make one, and readable by us without knowing which operation it names. Immutable; safe from
// all threads.
#pragma once

#include "gateway/keyed_hash.h"
#include "gateway/secret.h"
#include "mappers/operation.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// Always 48 lower-case hexadecimal digits: 32 of HMAC-SHA256(secret, operation), 16 of
// HMAC-SHA256(secret, those).
class Marker {
 public:
  const std::string& text() const { return text_; }
  // The first 32 digits, which tell the operation.
  std::string_view name() const { return std::string_view(text_).substr(0, 32); }
  bool operator==(const Marker&) const = default;

 private:
  friend class MarkerKeys;
  explicit Marker(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

class MarkerKeys {
 public:
  // The first key writes; all of them are recognised. At least one.
  explicit MarkerKeys(const std::vector<Secret>& keys);

  Marker Sign(const Operation& operation) const;
  // The names of the markers that an operation may carry: one for each key, today's first.
  std::vector<std::string> NamesOf(const Operation& operation) const;
  // Whether the text is a marker with one of these names. That is proof enough: a name cannot be
  // made without the key.
  bool IsNamedIn(std::string_view text, const Operation& operation) const;
  // The marker, when the text is a genuine one of ours; constant time.
  std::optional<Marker> Verify(std::string_view text) const;

 private:
  std::vector<KeyedHash> keys_;
};

// GitHub: the comment that ends a body, on a line of its own. 66 bytes with the blank line before
// it.
std::string MarkerComment(const Marker& marker);

// Freshdesk: a note's last link, to the issue, with the marker as its fragment.
// On a ticket without an issue it leads to the ticket itself.
std::string MarkerLink(const Marker& marker, std::string_view url,
                       std::string_view text = "GitHub issue");

}  // namespace tandem
