// Takes the chunks off a chunked body as its bytes come in (RFC 9112, 7.1). Strict where leniency
// has been used to smuggle requests. Not thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tandem {

class ChunkedBody {
 public:
  enum class State { kMore, kEnd, kTooLarge, kBroken };

  // `max_body` in bytes, chunks taken off.
  explicit ChunkedBody(std::size_t max_body) : max_body_(max_body) {}

  // Takes bytes off the front of `bytes`, appends what they carry to `body`. Stops at the body's
  // end: what is left over belongs to the next request. A state other than kMore is final.
  State Take(std::string_view& bytes, std::string& body);

 private:
  enum class Part { kSize, kContent, kContentEnd, kTrailer };

  bool TakeLine(std::string_view& bytes);
  State OnLine(std::size_t taken);

  std::size_t max_body_;
  Part part_ = Part::kSize;
  State state_ = State::kMore;
  std::size_t left_ = 0;     // bytes of this chunk that are still to come
  std::size_t trailer_ = 0;  // bytes of trailer lines so far
  std::string line_{};       // the line that is being read
};

}  // namespace tandem
