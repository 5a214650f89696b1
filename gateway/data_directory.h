// The directory `data`: what Tandem itself keeps, where only it may read. One owner; its functions
// may be called from any thread, but only the holder of the lock may make a secret.
#pragma once

#include "gateway/descriptor.h"
#include "gateway/result.h"
#include "gateway/secret.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace tandem {

// Held until it and every process that inherited it are gone; the kernel sees to that after a
// kill -9 as well.
class DataLock {
 public:
  explicit DataLock(Descriptor file) : file_(std::move(file)) {}
  int descriptor() const { return file_.number(); }

 private:
  Descriptor file_;
};

class DataDirectory {
 public:
  // Makes `path` (0700) when it is missing. An error names the path, its owner and our uid when it
  // cannot be made, entered or written.
  static Result<DataDirectory> Open(const std::string& path);

  const std::string& path() const { return path_; }
  int descriptor() const { return directory_.number(); }

  // The exclusive lock on `lock`. Waits up to `wait`, and not on when `give_up` says so, for
  // another process to leave it; kUnavailable when that does not.
  Result<DataLock> Lock(std::chrono::milliseconds wait,
                        const std::function<bool()>& give_up = {}) const;

  // What the file `name` holds ("secret", "admin_token"), without its last newline; nullopt when
  // there is none. What an empty file means nobody can tell: an error.
  Result<std::optional<Secret>> ReadSecret(const std::string& name) const;
  // The same, and makes it when there is none: 64 hex digits from OpenSSL's generator, 0600, on the
  // disk before this returns.
  Result<Secret> KeptSecret(const std::string& name) const;

  // A path to the socket `name` in the directory that fits into a socket's address (107 bytes):
  // the plain one, else one through /proc/self/fd, which is valid in this process and as long as
  // this object lives.
  std::string SocketPath(const std::string& name) const;

 private:
  DataDirectory(std::string path, Descriptor directory)
      : path_(std::move(path)), directory_(std::move(directory)) {}
  Status Write(const std::string& name, const std::string& text) const;

  std::string path_;
  Descriptor directory_;
};

}  // namespace tandem
