// One request and its answer over a Wire, written and read by cpp-httplib, bounded by us. Not
// thread-safe.
#pragma once

#include "gateway/http.h"
#include "gateway/wire.h"

#include <cstddef>
#include <string>

namespace tandem {

// How an exchange ended.
struct Exchanged {
  enum class End { kAnswered, kTooLarge, kTooSlow, kBroken };
  End end = End::kBroken;
  HttpResponse response{};  // only when answered; header values as they were sent
  bool reusable = false;    // whether the wire can carry another request
};

// Sends `request` to `target` (the whole path with query) and reads the answer. `host` goes into
// the Host header.
Exchanged Exchange(Wire& wire, const HttpRequest& request, const std::string& target,
                   const std::string& host, Wire::Deadline deadline, std::size_t max_answer);

}  // namespace tandem
