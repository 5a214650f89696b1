#include "gateway/data_directory.h"

#include <openssl/rand.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>

namespace tandem {
namespace {

using std::chrono::steady_clock;

Error Failed(const std::string& what, int why) {
  return Error{Remedy::kInvalid, what + ": " + std::strerror(why), {}};
}

std::string Absolute(const std::string& path) {
  std::error_code ignored;
  const auto absolute = std::filesystem::absolute(path, ignored).lexically_normal();
  return absolute.empty() ? path : absolute.string();
}

// Who owns what is there of it, and what to do. No advice changes the owner of a directory above
// the one that was configured, nor of all that is in one: both may be other people's.
std::string Remedies(const std::string& whole) {
  const auto us = std::to_string(geteuid());
  std::string nearest = whole;
  struct stat found {};
  while (stat(nearest.c_str(), &found) != 0 && nearest.size() > 1) {
    nearest = std::filesystem::path(nearest).parent_path().string();
  }
  const std::string owners =
      nearest + " belongs to uid " + std::to_string(found.st_uid) + " and Tandem runs as uid " + us;
  const std::string other = "name in \"data\" a directory that uid " + us + " may write";
  if (!S_ISDIR(found.st_mode)) return nearest + " is no directory: " + other;
  if (nearest != whole) {
    return owners + ". Make it for Tandem: mkdir -p " + whole + " && chown " + us + " " + whole +
           "; or " + other;
  }
  if (whole == "/") return owners + ": " + other;
  return owners +
         ". Where it is for Tandem alone, give it and the files in it to that uid (chown " + us +
         " " + whole + "); else " + other;
}

// "the directory ./data (/srv/data) cannot be written: Permission denied. It belongs to uid 0, ..."
Error Unusable(const std::string& path, const std::string& what, int why) {
  const std::string whole = Absolute(path);
  return Error{Remedy::kInvalid,
               "the directory " + path + " (" + whole + ", setting \"data\") cannot be " + what +
                   ": " + std::strerror(why) + "; " + Remedies(whole),
               {}};
}

Status Make(const std::string& path) {
  std::error_code failure;
  const std::filesystem::path whole(Absolute(path));
  std::filesystem::create_directories(whole.parent_path(), failure);
  if (failure) return Unusable(path, "made", failure.value());
  if (mkdir(whole.c_str(), 0700) == 0 || errno == EEXIST) return Done{};
  return Unusable(path, "made", errno);
}

std::string RandomHex() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return {};
  std::string hex;
  for (const unsigned byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  return hex;
}

Result<std::string> ReadAll(int file, const std::string& name) {
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    const auto size = read(file, piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return Failed("cannot read " + name, errno);
    if (size == 0) break;
    text.append(piece.data(), static_cast<std::size_t>(size));
  }
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

bool WriteAll(int file, std::string_view text) {
  while (!text.empty()) {
    const auto size = write(file, text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return fsync(file) == 0;
}

}  // namespace

Result<DataDirectory> DataDirectory::Open(const std::string& path) {
  TRY(Make(path));
  const Descriptor low(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!low.ok()) return Unusable(path, "opened", errno);
  if (faccessat(low.number(), ".", R_OK | W_OK | X_OK, AT_EACCESS) != 0) {
    return Unusable(path, "written", errno);
  }
  // Above 2, where a child's redirections do not run over it.
  Descriptor directory(fcntl(low.number(), F_DUPFD_CLOEXEC, 3));
  if (!directory.ok()) return Failed("cannot open " + path, errno);
  return DataDirectory(path, std::move(directory));
}

Result<DataLock> DataDirectory::Lock(std::chrono::milliseconds wait,
                                     const std::function<bool()>& give_up) const {
  const auto deadline = steady_clock::now() + wait;
  const Descriptor low(openat(directory_.number(), "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  Descriptor file(low.ok() ? fcntl(low.number(), F_DUPFD_CLOEXEC, 3) : -1);
  if (!file.ok()) return Unusable(path_, "locked (its file lock)", errno);
  while (flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return Failed("cannot lock " + path_, errno);
    if (give_up && give_up()) {
      return Error{Remedy::kUnavailable,
                   "told to wait no longer for " + path_ + "/lock, which another Tandem holds",
                   {}};
    }
    if (steady_clock::now() >= deadline) {
      return Error{Remedy::kUnavailable,
                   "another Tandem, or its redis-server, holds " + path_ +
                       "/lock: stop it, or give this one another directory in the setting \"data\"",
                   {}};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return DataLock(std::move(file));
}

Result<std::optional<Secret>> DataDirectory::ReadSecret(const std::string& name) const {
  const Descriptor file(openat(directory_.number(), name.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok() && errno == ENOENT) return std::optional<Secret>();
  if (!file.ok()) return Failed("cannot open " + path_ + "/" + name, errno);
  TRY_ASSIGN(auto text, ReadAll(file.number(), path_ + "/" + name));
  if (!text.empty()) return std::optional(Secret(std::move(text)));
  return Error{
      Remedy::kInvalid,
      path_ + "/" + name + " is empty: put the secret back, or remove the file for a new one",
      {}};
}

Result<Secret> DataDirectory::KeptSecret(const std::string& name) const {
  TRY_ASSIGN(auto kept, ReadSecret(name));
  if (kept) return *std::move(kept);
  const auto made = RandomHex();
  if (made.empty()) return Error{Remedy::kInvalid, "OpenSSL has no random bytes", {}};
  TRY(Write(name, made + "\n"));
  return Secret(made);
}

// Under another name first, so that a crash leaves the whole file or none.
Status DataDirectory::Write(const std::string& name, const std::string& text) const {
  const std::string half = name + ".new";
  const int here = directory_.number();
  const Descriptor file(
      openat(here, half.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  const bool written = file.ok() && fchmod(file.number(), 0600) == 0 &&
                       WriteAll(file.number(), text) &&
                       renameat(here, half.c_str(), here, name.c_str()) == 0 && fsync(here) == 0;
  if (!written) return Failed("cannot write " + path_ + "/" + name, errno);
  return Done{};
}

std::string DataDirectory::SocketPath(const std::string& name) const {
  auto plain = path_ + "/" + name;
  if (plain.size() < sizeof(sockaddr_un{}.sun_path)) return plain;
  return "/proc/self/fd/" + std::to_string(directory_.number()) + "/" + name;
}

}  // namespace tandem
