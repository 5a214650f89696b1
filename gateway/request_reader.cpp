#include "gateway/request_reader.h"

#include <algorithm>
#include <utility>

namespace tandem {
namespace {

// A line end without its carriage return would be the end of a line to some programs only.
bool HasBareLineFeed(std::string_view bytes, std::size_t from) {
  for (auto at = bytes.find('\n', from); at != std::string_view::npos;
       at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return true;
  }
  return false;
}

}  // namespace

RequestReader::State RequestReader::Advance() {
  if (state_ == State::kEmpty || state_ == State::kHead) state_ = AdvanceHead();
  if (state_ == State::kBody) state_ = AdvanceBody();
  return state_;
}

RequestReader::State RequestReader::Break(int status, std::string_view detail) {
  arriving_.broken = Refusal{status, std::string(detail)};
  return State::kArrived;
}

RequestReader::State RequestReader::AdvanceHead() {
  // RFC 9112, 2.2: an empty line before the request line is to be ignored. One, wherever the
  // network cuts it.
  if (!skipped_empty_line_ && unread_ == "\r") return State::kHead;
  if (!skipped_empty_line_ && searched_ == 0 && unread_.starts_with("\r\n")) {
    unread_.erase(0, 2);
    skipped_empty_line_ = true;
  }
  if (unread_.empty()) return State::kEmpty;
  const auto end = unread_.find("\r\n\r\n", searched_ - std::min<std::size_t>(searched_, 3));
  const bool whole = end != std::string::npos;
  const std::size_t size = whole ? end + 4 : unread_.size();
  if (size > limits_.head) {
    const bool long_address = unread_.find("\r\n") > limits_.request_line;
    return long_address ? Break(414, "the request line is too long")
                        : Break(431, "the headers are too large");
  }
  if (HasBareLineFeed(std::string_view(unread_).substr(0, size), searched_)) {
    return Break(400, "lines end with CR LF");
  }
  searched_ = size;
  if (!whole) return State::kHead;
  ReadHeadFrom(std::string_view(unread_).substr(0, size));
  unread_.erase(0, size);
  searched_ = 0;
  return arriving_.broken || arriving_.request.refusal ? State::kArrived : State::kBody;
}

void RequestReader::ReadHeadFrom(std::string_view head) {
  auto read = ReadHead(head, limits_);
  if (auto* refusal = std::get_if<Refusal>(&read)) {
    arriving_.broken = std::move(*refusal);
    return;
  }
  auto& sound = std::get<RequestHead>(read);
  arriving_.head = head;
  arriving_.request = std::move(sound.request);
  arriving_.persistence = arriving_.request.refusal ? Persistence::kClose : sound.persistence;
  body_left_ = sound.length;
  if (sound.framing == BodyFraming::kChunked) chunks_.emplace(limits_.max_body);
}

RequestReader::State RequestReader::AdvanceBody() {
  std::string& body = arriving_.request.body;
  if (!chunks_) {
    const auto count = std::min(body_left_, unread_.size());
    body.append(unread_, 0, count);
    unread_.erase(0, count);
    body_left_ -= count;
    return body_left_ == 0 ? State::kArrived : State::kBody;
  }
  std::string_view bytes = unread_;
  const auto state = chunks_->Take(bytes, body);
  unread_.erase(0, unread_.size() - bytes.size());
  switch (state) {
    case ChunkedBody::State::kMore:
      return State::kBody;
    case ChunkedBody::State::kEnd:
      return State::kArrived;
    case ChunkedBody::State::kTooLarge:
      body = {};
      arriving_.request.refusal =
          Refusal{413, "the body is larger than " + std::to_string(limits_.max_body) + " bytes"};
      arriving_.persistence = Persistence::kClose;
      return State::kArrived;
    case ChunkedBody::State::kBroken:
      break;
  }
  return Break(400, "the chunks are malformed");
}

ReceivedRequest RequestReader::Take() {
  state_ = State::kEmpty;
  skipped_empty_line_ = false;
  body_left_ = 0;
  chunks_.reset();
  return std::exchange(arriving_, {});
}

}  // namespace tandem
