#include "tests/scenarios/planted.h"

#include "gateway/json.h"
#include "tests/sandbox/call.h"

#include <algorithm>
#include <cctype>

namespace tandem::sandbox {
namespace {

constexpr std::string_view kPrefix = "zqtok";
constexpr std::size_t kLetters = 5;  // after it

// What it says whatever stands between: its ASCII letters and digits, in lower case.
std::string Bare(std::string_view text) {
  std::string bare;
  for (const unsigned char c : text)
    if (c < 0x80 && std::isalnum(c)) bare += static_cast<char>(std::tolower(c));
  return bare;
}

void Gather(const Json& json, std::string& strings) {
  if (const auto text = json.String()) strings += *text + "\n";
  for (const Json& each : json.Items()) Gather(each, strings);
  for (const auto& [name, value] : json.Members()) {
    strings += name + "\n";
    Gather(value, strings);
  }
}

std::string JsonStrings(const std::string& said) {
  const auto body = said.find("\n\n");
  const auto json = Json::Parse(body == std::string::npos ? said : said.substr(body + 2));
  std::string strings;
  if (json.ok()) Gather(*json, strings);
  return strings;
}

int Digit(char c) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto at = kDigits.find(c == '-' ? '+' : c == '_' ? '/' : c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// The text read as Base64, but for the first `skip` digits of each run of them.
std::string FromBase64(std::string_view text, int skip) {
  std::string bytes;
  unsigned bits = 0;
  int held = 0;
  int run = 0;
  for (const char c : text) {
    const int digit = Digit(c);
    if (digit < 0) {
      held = run = 0;
      bytes += ' ';
      continue;
    }
    if (run++ < skip) continue;
    bits = (bits << 6U) | static_cast<unsigned>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU);
  }
  return bytes;
}

// Everything that the text may be read as.
std::vector<std::string> Readings(const std::string& said) {
  std::vector<std::string> all{said, PercentDecode(said), JsonStrings(said)};
  all.push_back(PercentDecode(all.back()));
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string text = all[i];
    for (int skip = 0; skip < 4; ++skip) all.push_back(FromBase64(text, skip));
  }
  for (std::string& each : all) each = Bare(each);
  return all;
}

}  // namespace

std::string Planted::Word(const std::string& where) {
  std::string word(kPrefix);
  int rest = ++count_ * 7919;  // so that neighbours do not look alike
  for (std::size_t i = 0; i < kLetters; ++i, rest /= 26) word += static_cast<char>('a' + rest % 26);
  where_.emplace(word, where);
  return word;
}

std::string Planted::Secret(const std::string& where) {
  return Word(where);
}

std::string Planted::Name(const std::string& where) {
  std::string first = Word(where);
  std::string last = Word(where);
  first[0] = last[0] = 'Z';
  return first + " " + last;
}

std::string Planted::Number(const std::string& digits, const std::string& where) {
  where_.emplace(Bare(digits), where);
  return digits;
}

std::string Planted::Open(const std::string& where) {
  std::string word = Word(where);
  open_.insert(where_.extract(word));
  return word;
}

std::vector<std::string> Planted::In(const std::string& said) const {
  std::set<std::string> found;
  for (const std::string& text : Readings(said)) {
    for (const auto& [secret, where] : where_)
      if (text.find(secret) != std::string::npos)
        found.insert(std::string(secret).append(" (").append(where).append(")"));
    // A part of one, too: whatever begins like one and is none of those that may.
    for (auto at = text.find(kPrefix); at != std::string::npos; at = text.find(kPrefix, at + 1)) {
      const std::string word = text.substr(at, kPrefix.size() + kLetters);
      if (!open_.contains(word) && !where_.contains(word)) found.insert(word + " (a part)");
    }
  }
  return {found.begin(), found.end()};
}

std::vector<std::string> Planted::Escaped(const Journal& log, std::size_t from) const {
  std::vector<std::string> escaped;
  const auto calls = log.Calls();
  for (std::size_t i = from; i < calls.size(); ++i) {
    if (calls[i].service != Service::kGithub) continue;
    const std::string where = " in " + calls[i].method + " " + calls[i].path;
    for (std::string& what : In(calls[i].said)) escaped.push_back(std::move(what.append(where)));
  }
  return escaped;
}

std::vector<std::string> Planted::Missing(const Journal& log) const {
  std::string brought;
  for (const Write& write : log.Writes())
    if (write.service == Service::kGithub && write.applied) brought += write.body;
  std::vector<std::string> missing;
  for (const auto& [word, where] : open_)
    if (brought.find(word) == std::string::npos)
      missing.push_back(std::string(word).append(" (").append(where).append(")"));
  return missing;
}

}  // namespace tandem::sandbox
