#include "mappers/markup.h"
#include "mappers/utf8.h"

#include <cstdint>

namespace tandem {

namespace {

std::string Normalised(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool blank = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (c == ' ' || c == '\t') {
      blank = true;
      continue;
    }
    if (blank && c != '\n') out += ' ';
    blank = false;
    out += c;
  }
  const auto is_space = [](char c) { return IsAsciiSpace(static_cast<unsigned char>(c)); };
  while (!out.empty() && is_space(out.back())) out.pop_back();
  std::size_t start = 0;
  while (start < out.size() && is_space(out[start])) ++start;
  return out.substr(start);
}

}  // namespace

std::string NormalisedHash(std::string_view text) {
  // FNV-1a, 64 bits; offset and prime from http://www.isthe.com/chongo/tech/comp/fnv/.
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : Normalised(text)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  std::string out(16, '0');
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[out.size() - 1 - i] = "0123456789abcdef"[hash & 0xFU];
    hash >>= 4U;
  }
  return out;
}

std::string HashOfMarkdown(std::string_view markdown) {
  return NormalisedHash(markdown);
}

}  // namespace tandem
