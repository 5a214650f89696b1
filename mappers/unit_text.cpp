#include "mappers/unit_text.h"

#include "mappers/utf8.h"

#include <algorithm>
#include <utility>

namespace tandem {

bool IsHexadecimal(char32_t c) {
  return IsAsciiDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool IsOneOf(char32_t c, std::string_view characters) {
  return c < 0x80 && characters.find(static_cast<char>(c)) != std::string_view::npos;
}

UnitText::UnitText(std::vector<Unit> units) : units_(std::move(units)) {}

bool UnitText::IsPlain(std::size_t at, char c) const {
  return at < units_.size() && units_[at].kind == Unit::Kind::kPlain &&
         units_[at].value == static_cast<unsigned char>(c);
}

bool UnitText::IsAlnum(std::size_t at) const {
  return IsAsciiAlnum(Value(at));
}

bool UnitText::BeginsWord(std::size_t at) const {
  return IsAlnum(at) && (at == 0 || !IsAlnum(at - 1));
}

std::string UnitText::Lower(std::size_t begin, std::size_t end) const {
  std::string lower;
  for (std::size_t i = begin; i < std::min(end, units_.size()); ++i) {
    lower += Value(i) < 0x80 ? AsciiLower(static_cast<char>(Value(i))) : '?';
  }
  return lower;
}

std::size_t UnitText::TargetEnd(std::size_t at) const {
  if (!IsPlain(at, '(')) return 0;
  for (++at; at < units_.size(); ++at) {
    if (IsPlain(at, ')')) return at + 1;
    if (units_[at].kind == Unit::Kind::kCode || Value(at) <= ' ' || IsOneOf(Value(at), "<>[]`"))
      break;
  }
  return 0;
}

std::size_t UnitText::AddressEnd(std::size_t begin, std::size_t limit) const {
  std::size_t end = begin;
  while (end < std::min(limit, units_.size()) && units_[end].kind != Unit::Kind::kCode &&
         (IsAlnum(end) || IsOneOf(Value(end), ":/.?=%#+-,;@_~&!$*()'"))) {
    ++end;
  }
  while (end > begin + 1 && IsOneOf(Value(end - 1), ".,:;!?'*_~()&")) --end;
  return end;
}

bool UnitText::IsTokenPart(std::size_t at) const {
  if (IsAlnum(at) || IsOneOf(Value(at), "-_")) return true;
  return IsOneOf(Value(at), "./") && at > 0 && IsAlnum(at - 1) && IsAlnum(at + 1);
}

bool UnitText::IsHash(std::size_t begin, std::size_t end, bool any_length) const {
  const std::size_t length = end - std::min(begin, end);
  if (length < kShortestHash || (length > kLongestHash && !any_length)) return false;
  bool digits_only = true;
  for (std::size_t i = begin; i < end; ++i) {
    if (!IsHexadecimal(Value(i))) return false;
    digits_only = digits_only && IsAsciiDigit(Value(i));
  }
  return !digits_only || length >= kLongestHash;
}

bool UnitText::TouchesWord(std::size_t at, int step) const {
  const auto next = [step](std::size_t i) { return step > 0 ? i + 1 : i - 1; };
  std::size_t outer = next(at);
  for (int i = 0; i < 6 && outer < units_.size() && units_[outer].kind == Unit::Kind::kPlain &&
                  IsOneOf(Value(outer), "*~_");
       ++i) {
    outer = next(outer);
  }
  return outer < units_.size() && outer != next(at) && units_[outer].kind != Unit::Kind::kCode &&
         Value(outer) > ' ' && !IsAsciiPunctuation(Value(outer));
}

}  // namespace tandem
