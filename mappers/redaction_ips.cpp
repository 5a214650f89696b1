// IPv4 and IPv6 addresses. Not one: "version 1.2.3.4", "foo-1.2.3.4.jar", "1.3.6.1.4.1", times, MAC
// addresses, "std::string". An address of a private network is one whatever stands in front, but
// for a "v" without a space.

#include "mappers/redaction_scan.h"

#include <algorithm>
#include <array>
#include <optional>

namespace tandem {
namespace {

struct Version4 {
  std::size_t end = 0;
  std::array<int, 4> parts{};
};

std::optional<Version4> Version4At(std::u32string_view text, std::size_t at, char32_t dot = '.') {
  Version4 address;
  std::size_t end = at;
  for (std::size_t part = 0; part < 4; ++part) {
    if (part > 0 && CharacterAt(text, end++) != dot) return std::nullopt;
    const std::size_t begin = end;
    int value = 0;
    while (end < begin + 4 && IsAsciiDigit(CharacterAt(text, end)))
      value = value * 10 + static_cast<int>(text[end++] - '0');
    if (end == begin || value > 255) return std::nullopt;
    address.parts.at(part) = value;
  }
  const char32_t next = CharacterAt(text, end);
  if (IsAsciiDigit(next) || (next == dot && IsAsciiDigit(CharacterAt(text, end + 1))))
    return std::nullopt;
  address.end = end;
  return address;
}

bool TellsNothing(const Version4& address) {
  const auto& [a, b, c, d] = address.parts;
  return a == 127 || (a == 0 && b == 0 && c == 0 && d == 0) || (a == 255 && b == 255);
}

// Machines inside of a house have these: 10/8, 172.16/12, 192.168/16, 100.64/10, 169.254/16.
bool IsPrivate(const Version4& address) {
  const int a = address.parts[0];
  const int b = address.parts[1];
  return a == 10 || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168) ||
         (a == 100 && b >= 64 && b < 128) || (a == 169 && b == 254);
}

bool IsVersionWord(const std::string& word) {
  constexpr std::array<std::string_view, 15> kWords{
      "version",         "versions",    "ver",      "v",        "release",
      "build",           "rev",         "revision", "firmware", "assembly",
      "assemblyversion", "fileversion", "driver",   "sdk",      "productversion"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// ".jar" or ".tar.gz" at this place.
bool NamesFile(std::u32string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 20> kEndings{
      "jar", "war", "zip", "tar", "tgz", "gz", "exe", "msi", "deb", "rpm",
      "dmg", "pkg", "whl", "gem", "apk", "so", "dll", "iso", "img", "nupkg"};
  if (CharacterAt(text, at) != '.') return false;
  std::size_t end = at + 1;
  while (IsWordCharacter(CharacterAt(text, end))) ++end;
  const std::string ending = AsciiForm(text.substr(at + 1, end - at - 1));
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

class Version4Scanner {
 public:
  explicit Version4Scanner(std::u32string_view text) : text_(text) {}

  Places Run() {
    Places found;
    for (std::size_t at = 0; at < text_.size();) {
      if (!IsAsciiDigit(text_[at]) || !MayBegin(at)) {
        ++at;
        continue;
      }
      const auto address = Version4At(text_, at);
      const bool in_range = !found.empty() && found.back().end + 1 == at;  // "1.2.3.4-1.2.3.9"
      if (address && !IsPrivate(*address) && !in_range &&
          (HangsOnWord(*address, at) || IsVersion(at)))
        last_version_ = address->end;
      else if (address && !TellsNothing(*address))
        found.push_back({at, address->end});
      at = address ? address->end : at + 1;
    }
    return found;
  }

 private:
  bool MayBegin(std::size_t at) const {
    const char32_t before = CharacterBefore(text_, at);
    if (IsAsciiDigit(before)) return false;
    if (IsLetter(before)) return MayBeginInWord(at);
    // the rest of an object identifier
    return before != '.' || at < 2 || !IsAsciiDigit(text_[at - 2]);
  }
  // "host192.168.1.5", but not "v10.2.0.1" nor "jdk1.8.0.2": versions have short parts.
  bool MayBeginInWord(std::size_t at) const {
    const auto address = Version4At(text_, at);
    if (!address || IsVersionWord(WordBefore(text_, at, {}))) return false;
    return IsPrivate(*address) || HasLongPart(*address);
  }
  static bool HasLongPart(const Version4& address) {
    return std::any_of(address.parts.begin(), address.parts.end(), [](int n) { return n > 99; });
  }
  // "foo-1.2.3.4.jar", but not "client-203.0.113.7"
  bool HangsOnWord(const Version4& address, std::size_t at) const {
    const bool hangs = at > 1 && IsOneOf(text_[at - 1], "-_") && IsWordCharacter(text_[at - 2]);
    return hangs && (!HasLongPart(address) || NamesFile(text_, address.end));
  }
  // Right after a word that says so; also both of "from 1.2.3.4 to 1.2.3.5" after such a word.
  bool IsVersion(std::size_t at) const {
    constexpr std::string_view kBetween = "=:\"'#";
    constexpr std::size_t kLongestLink = 8;
    if (last_version_ > 0 && at - last_version_ <= kLongestLink &&
        LeadsToNext(AsciiForm(text_.substr(last_version_, at - last_version_))))
      return true;
    const std::string word = WordBefore(text_, at, kBetween);
    if (IsVersionWord(word)) return true;
    if (word == "from" || word == "von") {
      const std::size_t length = word.size();
      std::size_t begin = at;
      while (begin > 0 && !IsLetter(text_[begin - 1])) --begin;
      return IsVersionWord(WordBefore(text_, begin - length, {}));
    }
    // "ver. 1.2.3.4"; behind a longer word a full stop ends the sentence
    const std::string shortened = WordBefore(text_, at, ".");
    return shortened == "ver" || shortened == "v" || shortened == "rev";
  }
  // What stands between the old version and the new one.
  static bool LeadsToNext(const std::string& between) {
    constexpr std::array<std::string_view, 5> kLinks{" to ", " bis ", " nach ", " -> ", "->"};
    return std::find(kLinks.begin(), kLinks.end(), between) != kLinks.end();
  }

  std::u32string_view text_;
  std::size_t last_version_ = 0;
};

// "ip-10-0-0-5", "pppoe-203-0-113-7.isp.example": a host's name that is its address.
Places FindInHostNames(std::u32string_view text) {
  Places found;
  for (std::size_t at = 2; at < text.size(); ++at) {
    if (!IsAsciiDigit(text[at]) || text[at - 1] != '-' || !IsWordCharacter(text[at - 2])) continue;
    const auto address = Version4At(text, at, '-');
    const std::string word = WordBefore(text, at, "-");
    if (!address || word.empty() || IsAsciiDigit(static_cast<unsigned char>(word[0]))) continue;
    const bool in_name = CharacterAt(text, address->end) == '.' &&
                         IsLetter(CharacterAt(text, address->end + 1)) &&
                         !NamesFile(text, address->end);
    if (in_name || word == "ip" || word == "host" || word == "ec2")
      found.push_back({at, address->end});
    at = address->end - 1;
  }
  return found;
}

bool IsHex(char32_t c) {
  return IsAsciiDigit(c) || (FoldedLetter(c) >= 'a' && FoldedLetter(c) <= 'f' && c < 0x80);
}

struct Version6 {
  std::vector<std::u32string_view> groups{};
  bool shortened = false;  // "::"
  bool with_version4 = false;
};

// How long the separator there is: one colon between two groups, or the only pair of them; else 0.
std::size_t SeparatorAt(std::u32string_view text, std::size_t at, bool shortened) {
  if (CharacterAt(text, at + 1) == ':') return shortened ? 0 : 2;
  return at + 1 == text.size() ? 0 : 1;
}

// Reads the whole text, which holds hexadecimal digits, colons and dots.
std::optional<Version6> ReadVersion6(std::u32string_view text) {
  Version6 address;
  std::size_t at = 0;
  if (text.substr(0, 2) != U"::" && text.substr(0, 1) == U":") return std::nullopt;
  while (at < text.size()) {
    if (text[at] == ':') {
      const std::size_t size = SeparatorAt(text, at, address.shortened);
      if (size == 0) return std::nullopt;
      address.shortened = address.shortened || size == 2;
      at += size;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && IsHex(text[end])) ++end;
    if (CharacterAt(text, end) == '.') {
      const auto tail = Version4At(text, at);
      if (!tail || tail->end != text.size()) return std::nullopt;
      address.with_version4 = true;
      return address;
    }
    if (end == at || end - at > 4) return std::nullopt;
    address.groups.push_back(text.substr(at, end - at));
    at = end;
  }
  return address;
}

bool IsVersion6(std::u32string_view text) {
  const auto address = ReadVersion6(text);
  if (!address) return false;
  const auto& groups = address->groups;
  const std::size_t whole = address->with_version4 ? 6 : 8;
  if (address->shortened ? groups.size() >= whole : groups.size() != whole) return false;
  if (groups.empty()) return address->with_version4;
  const auto size_of = [](std::u32string_view group) { return group.size(); };
  if (!address->shortened)  // eight pairs of digits are a hardware address
    return std::any_of(groups.begin(), groups.end(), [&](auto each) { return size_of(each) != 2; });
  if (groups.size() == 1 && groups[0] == U"1" && text.front() == ':') return false;  // loopback
  const bool digit = std::any_of(text.begin(), text.end(), IsAsciiDigit);
  const bool network = groups[0].size() == 4 && IsOneOf(FoldedLetter(groups[0][0]), "23f");
  return digit && (groups.size() > 2 || network || address->with_version4);
}

Places FindVersion6(std::u32string_view text) {
  constexpr std::size_t kLongest = 45;
  Places found;
  for (std::size_t at = 0; at < text.size();) {
    const bool lone_colon = text[at] == ':' && CharacterAt(text, at + 1) != ':';
    if (lone_colon || (!IsHex(text[at]) && text[at] != ':')) {
      ++at;
      continue;
    }
    std::size_t end = at;
    bool colons = false;
    while (end < text.size() && (IsHex(text[end]) || IsOneOf(text[end], ":.")))
      colons = text[end++] == ':' || colons;
    const std::size_t next = end;
    while (end > at && text[end - 1] == '.') --end;
    // "at 2001:db8::1: refused"
    if (end > at + 1 && text[end - 1] == ':' && text[end - 2] != ':') --end;
    const bool alone = !IsWordCharacter(CharacterBefore(text, at)) &&
                       !IsWordCharacter(CharacterAt(text, end)) && CharacterAt(text, end) != ':';
    if (colons && alone && end - at <= kLongest && IsVersion6(text.substr(at, end - at)))
      found.push_back({at, end});
    at = next;
  }
  return found;
}

}  // namespace

Places FindIpAddresses(std::u32string_view text) {
  Places all = FindVersion6(text);
  for (const Places& more : {Version4Scanner(text).Run(), FindInHostNames(text)})
    all.insert(all.end(), more.begin(), more.end());
  std::sort(all.begin(), all.end(),
            [](const Place& a, const Place& b) { return a.begin < b.begin; });
  Places found;  // "::ffff:10.0.0.1" and "ip-1-2-3-10.0.0.1" are one
  for (const Place& place : all) {
    if (!found.empty() && place.begin < found.back().end) {
      found.back().end = std::max(found.back().end, place.end);
    } else {
      found.push_back(place);
    }
  }
  return found;
}

}  // namespace tandem
