// Words that occur nowhere else, planted in what people write, and the search for them in all that
// a service was told. Each is plain letters, so that nothing removes it for its looks. Not
// thread-safe.
#pragma once

#include "tests/sandbox/journal.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::sandbox {

class Planted {
 public:
  // A new word that must never reach GitHub; `where` is for people.
  std::string Secret(const std::string& where);
  // Two of them that look like a person's or a company's name.
  std::string Name(const std::string& where);
  // Digits that must never reach GitHub.
  std::string Number(const std::string& digits, const std::string& where);
  // A word that may, and must: see Missing.
  std::string Open(const std::string& where);

  // What of the secrets stands in the text, in whatever disguise: percent-encoded, as JSON, in
  // Base64, in other letter case, split by characters that are not letters.
  std::vector<std::string> In(const std::string& said) const;
  // The same for each call that GitHub received from number `from` on, whatever it answered.
  std::vector<std::string> Escaped(const Journal& log, std::size_t from = 0) const;
  // The open ones that no write which GitHub carried out has brought.
  std::vector<std::string> Missing(const Journal& log) const;

 private:
  std::string Word(const std::string& where);

  int count_ = 0;
  std::map<std::string, std::string> where_{};  // of each secret
  std::map<std::string, std::string> open_{};
};

}  // namespace tandem::sandbox
