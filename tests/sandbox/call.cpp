#include "tests/sandbox/call.h"

#include <algorithm>
#include <charconv>

namespace tandem::sandbox {

std::string Call::Header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

std::string Call::Query(const std::string& name, const std::string& other) const {
  const auto found = query.find(name);
  return found == query.end() ? other : found->second;
}

std::optional<std::int64_t> Call::Number(const std::string& name, std::int64_t other) const {
  const auto found = query.find(name);
  return found == query.end() ? other : ReadNumber(found->second);
}

bool Succeeded(const Answer& answer) {
  return answer.status >= 200 && answer.status < 300;
}

Answer JsonAnswer(int status, const Json& body) {
  Answer answer;
  answer.status = status;
  answer.body = body.Dump();
  return answer;
}

std::vector<std::string> SplitPath(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    if (path.front() == '/') path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    segments.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

std::optional<std::vector<std::string>> MatchPath(std::string_view pattern,
                                                  const std::vector<std::string>& segments) {
  const auto wanted = SplitPath(pattern);
  if (wanted.size() != segments.size()) return std::nullopt;
  std::vector<std::string> found;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "{}")
      found.push_back(segments[i]);
    else if (wanted[i] != segments[i])
      return std::nullopt;
  }
  return found;
}

std::string PathShape(const Call& call) {
  std::string shape;
  for (std::size_t i = 0; i < call.segments.size(); ++i) {
    const bool after_repos = i == 1 && call.segments[0] == "repos";
    if (after_repos && call.segments.size() > 2) {
      shape += "/{repo}";
      ++i;
    } else if (i > 0 && call.segments[i - 1] == "labels") {
      shape += "/{name}";
    } else {
      shape += "/" + (ReadNumber(call.segments[i]) ? "{n}" : call.segments[i]);
    }
  }
  return shape;
}

std::optional<std::int64_t> ReadNumber(std::string_view text) {
  constexpr std::size_t kMostDigits = 18;
  std::int64_t number = 0;
  if (text.size() > kMostDigits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number <= 0) return std::nullopt;
  return number;
}

std::string PercentDecode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && text.size() - i > 2 &&
        std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      decoded += static_cast<char>(value);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (kPlain.find(c) != std::string_view::npos)
      encoded += c;
    else
      encoded += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
  }
  return encoded;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::size_t CountCharacters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace tandem::sandbox
