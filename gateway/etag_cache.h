// Answers to repeated reads, kept with their ETag: an unchanged one is answered 304, which costs
// nothing of GitHub's primary limit. Bounded in bytes. Not thread-safe: each client owns its own.
#pragma once

#include "gateway/http.h"

#include <cstddef>
#include <list>
#include <map>
#include <string>

namespace tandem {

class EtagCache {
 public:
  explicit EtagCache(std::size_t max_bytes = std::size_t{8} * 1024 * 1024)
      : max_bytes_(max_bytes) {}

  // Adds If-None-Match to a GET whose answer is kept.
  void Ask(HttpRequest& request);
  // What the answer stands for: a 304 becomes the kept answer, a 200 with an ETag is kept. The one
  // that was used longest ago makes room.
  HttpResponse Resolve(const HttpRequest& request, HttpResponse response);

 private:
  struct Entry {
    std::string path{};
    std::string etag{};
    HttpResponse response{};
    std::size_t size = 0;
  };
  void Keep(const std::string& path, std::string etag, const HttpResponse& response);
  void Drop(const std::string& path);

  std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  std::list<Entry> entries_{};  // the one used last comes first
  std::map<std::string, std::list<Entry>::iterator> by_path_{};
};

}  // namespace tandem
