// The units of a text with what GitHub sees in them: words, the ends of addresses, hashes. A place
// is the index of a unit; beyond the end there is nothing. Pure; not to be shared while it changes.
#pragma once

#include "mappers/markdown_units.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// Hexadecimal digits that GitHub reads as a commit's hash.
inline constexpr std::size_t kShortestHash = 7;
inline constexpr std::size_t kLongestHash = 40;

bool IsHexadecimal(char32_t c);
// `characters` are ASCII.
bool IsOneOf(char32_t c, std::string_view characters);

class UnitText {
 public:
  explicit UnitText(std::vector<Unit> units);

  std::size_t size() const { return units_.size(); }
  const Unit& operator[](std::size_t at) const { return units_[at]; }
  void Replace(std::size_t at, const Unit& unit) { units_[at] = unit; }

  char32_t Value(std::size_t at) const { return at < units_.size() ? units_[at].value : 0; }
  // Written as it is, not as an entity or after a backslash.
  bool IsPlain(std::size_t at, char c) const;
  bool IsAlnum(std::size_t at) const;
  bool BeginsWord(std::size_t at) const;
  // In lower case, one byte for each unit; "?" for what is not ASCII.
  std::string Lower(std::size_t begin, std::size_t end) const;

  // Behind the ")" of a link's target that begins here, or 0. What it may hold is percent-encoded.
  std::size_t TargetEnd(std::size_t at) const;
  // Of an address that begins here, without the punctuation that ends a sentence. What GitHub takes
  // for the address is no shorter.
  std::size_t AddressEnd(std::size_t begin, std::size_t limit) const;
  // Of what a hash is joined to, as in a file's name.
  bool IsTokenPart(std::size_t at) const;
  // Whether these make a hash; with `any_length` also a longer one, of which a part may be left.
  bool IsHash(std::size_t begin, std::size_t end, bool any_length) const;
  // Whether a letter stands before (`step` -1) or behind (1) this place, whatever delimiters are in
  // between: one between a letter and a backtick would not count.
  bool TouchesWord(std::size_t at, int step) const;

 private:
  std::vector<Unit> units_;
};

}  // namespace tandem
