// A text that must not be seen: it prints as asterisks, and is read only where it is used. Values;
// safe everywhere.
#pragma once

#include <ostream>
#include <string>
#include <utility>

namespace tandem {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  const std::string& Reveal() const { return text_; }
  bool empty() const { return text_.empty(); }
  bool operator==(const Secret&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "********"; }

 private:
  std::string text_{};
};

}  // namespace tandem
