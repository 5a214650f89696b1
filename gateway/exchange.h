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
  enum class End { kAnswered, kTooLarge, kTooSlow, kTooLate, kBroken };
  End end = End::kBroken;
  HttpResponse response{};  // only when answered; header values as they were sent
  bool reusable = false;    // whether the wire can carry another request
};

struct ExchangeLimits {
  Wire::Deadline deadline{};
  Wire::Deadline begin_by = Wire::Deadline::max();  // the first byte leaves before that, or none
  std::size_t max_answer = 0;                       // bytes of the body
};

// Sends `request`, whose path is whole here, and reads the answer. `host` goes into the Host
// header.
Exchanged Exchange(Wire& wire, const HttpRequest& request, const std::string& host,
                   const ExchangeLimits& limits);

}  // namespace tandem
