#include "mappers/attachments.h"

#include "mappers/redaction_decode.h"
#include "mappers/utf8.h"

#include <algorithm>

namespace tandem {
namespace {

std::string WithTenth(std::int64_t tenths, const char* unit) {
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + unit;
}

// "https://host/path?query" as its host, in lower case, and its path.
struct Address {
  std::string host{};
  std::string_view path{};
};

Address Split(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::string_view rest = url.substr(scheme + 3);
  const std::size_t host_end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view host = rest.substr(0, host_end);
  host = host.substr(host.rfind('@') + 1);  // npos + 1 is 0
  host = host.substr(0, host.find(':'));
  const std::string_view path = rest.substr(host_end);
  return {AsciiLowered(host), path.substr(0, path.find_first_of("?#"))};
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// "/owner/name/files/123/log.txt", as GitHub gave them out before /user-attachments/.
bool IsFileOfRepository(std::string_view path) {
  for (const std::string_view folder : {"/files/", "/assets/"}) {
    const std::size_t at = path.find(folder);
    if (at == std::string_view::npos || at + folder.size() >= path.size()) continue;
    const bool after_name = std::count(path.begin(), path.begin() + static_cast<int>(at), '/') == 2;
    if (after_name && IsAsciiDigit(static_cast<unsigned char>(path[at + folder.size()])))
      return true;
  }
  return false;
}

}  // namespace

std::string SizeForPeople(std::int64_t bytes) {
  constexpr std::int64_t kKilo = 1'000;
  constexpr std::int64_t kMega = kKilo * kKilo;
  constexpr std::int64_t kGiga = kMega * kKilo;
  if (bytes <= 0) return {};
  if (bytes < kKilo) return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  // Rounded, so that what would be "1000 kB" is the next unit's.
  if (bytes < kMega - kKilo / 2) return std::to_string((bytes + kKilo / 2) / kKilo) + " kB";
  if (bytes < kGiga - kMega / 20) return WithTenth((bytes + kMega / 20) / (kMega / 10), " MB");
  constexpr std::int64_t kTenth = kGiga / 10;
  return WithTenth(bytes / kTenth + (bytes % kTenth >= kTenth / 2 ? 1 : 0), " GB");
}

bool IsFreshdeskFile(std::string_view url) {
  if (!Contains(url, ":")) return false;
  // Other addresses carry it within, as those by which mail programs check links.
  std::string address;
  for (const DecodedCharacter& each : DecodeMarkdown(url)) AppendUtf8(each.value, address);
  address = AsciiLowered(address);
  if (Contains(address, "attachment.freshdesk.com")) return true;
  for (std::size_t at = address.find("://"); at != std::string::npos;
       at = address.find("://", at + 1)) {
    if (Contains(Split(std::string_view(address).substr(at)).path, "/helpdesk/attachments/"))
      return true;
  }
  return false;
}

bool IsGithubFile(std::string_view url) {
  const Address address = Split(url);
  return address.host.ends_with("user-images.githubusercontent.com") ||
         Contains(address.path, "/user-attachments/assets/") ||
         Contains(address.path, "/user-attachments/files/") ||
         (address.host == "github.com" && IsFileOfRepository(address.path));
}

std::string WithoutFreshdeskFiles(std::string_view text) {
  if (!Contains(text, ":")) return std::string(text);
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \t\n", at), text.size());
    const std::string_view word = text.substr(at, end - at);
    kept += IsFreshdeskFile(word) ? "[attached file]" : word;
    if (end < text.size()) kept += text[end];
    at = end + 1;
  }
  return kept;
}

}  // namespace tandem
