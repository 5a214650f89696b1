#include "gateway/etag_cache.h"

#include <utility>

namespace tandem {

void EtagCache::Ask(HttpRequest& request) {
  const auto found = by_path_.find(request.path);
  if (request.method != "GET" || found == by_path_.end()) return;
  request.headers.emplace_back("If-None-Match", found->second->etag);
}

HttpResponse EtagCache::Resolve(const HttpRequest& request, HttpResponse response) {
  const auto found = by_path_.find(request.path);
  if (response.status == 304 && found != by_path_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->response;
  }
  if (request.method != "GET" || response.status != 200) return response;
  Drop(request.path);
  if (auto etag = response.Header("ETag")) Keep(request.path, *std::move(etag), response);
  return response;
}

void EtagCache::Keep(const std::string& path, std::string etag, const HttpResponse& response) {
  Entry entry{path, std::move(etag), response, 0};
  entry.size = 2 * path.size() + entry.etag.size() + response.body.size() + sizeof(Entry);
  for (const auto& [name, value] : response.headers) entry.size += name.size() + value.size();
  if (entry.size > max_bytes_) return;
  while (bytes_ + entry.size > max_bytes_) Drop(std::string(entries_.back().path));
  bytes_ += entry.size;
  entries_.push_front(std::move(entry));
  by_path_[path] = entries_.begin();
}

void EtagCache::Drop(const std::string& path) {
  const auto found = by_path_.find(path);
  if (found == by_path_.end()) return;
  bytes_ -= found->second->size;
  entries_.erase(found->second);
  by_path_.erase(found);
}

}  // namespace tandem
