#include "gateway/chunked_body.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace tandem {
namespace {

constexpr std::size_t kLongestLine = 1'024;     // of a size with extensions, of a trailer line
constexpr std::size_t kLongestTrailer = 8'192;  // all trailer lines together
constexpr std::size_t kMostDigits = 8;          // of a size: 4 GiB, beyond any limit of ours

bool IsControl(char c) {
  return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
}

// "1a2b" or "1a2b;extension".
std::optional<std::size_t> ReadSize(std::string_view line) {
  const std::string_view digits = line.substr(0, line.find(';'));
  if (digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  std::size_t size = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, size, 16);
  // from_chars takes no sign for an unsigned type and no "0x", but it does stop early.
  return fault == std::errc() && stop == end ? std::optional(size) : std::nullopt;
}

}  // namespace

// True once `line_` holds a whole line, its CRLF taken off.
bool ChunkedBody::TakeLine(std::string_view& bytes) {
  const auto end = bytes.find('\n');
  const auto count = std::min(end == std::string_view::npos ? bytes.size() : end + 1,
                              kLongestLine + 2 - std::min(line_.size(), kLongestLine + 2));
  line_.append(bytes.substr(0, count));
  bytes.remove_prefix(count);
  const bool whole = line_.ends_with('\n');
  if (!whole) {
    if (line_.size() >= kLongestLine + 2) state_ = State::kBroken;
    return false;
  }
  const std::string_view content =
      line_.size() >= 2 ? std::string_view(line_).substr(0, line_.size() - 2) : std::string_view();
  if (!line_.ends_with("\r\n") || std::any_of(content.begin(), content.end(), IsControl)) {
    state_ = State::kBroken;
    return false;
  }
  line_.resize(line_.size() - 2);
  return true;
}

ChunkedBody::State ChunkedBody::OnLine(std::size_t taken) {
  switch (part_) {
    case Part::kSize: {
      const auto size = ReadSize(line_);
      if (!size) return State::kBroken;
      if (*size > max_body_ - std::min(taken, max_body_)) return State::kTooLarge;
      left_ = *size;
      part_ = left_ == 0 ? Part::kTrailer : Part::kContent;
      return State::kMore;
    }
    case Part::kContentEnd:
      part_ = Part::kSize;
      return line_.empty() ? State::kMore : State::kBroken;
    case Part::kTrailer:
      if (line_.empty()) return State::kEnd;
      trailer_ += line_.size();
      return trailer_ > kLongestTrailer ? State::kBroken : State::kMore;
    case Part::kContent:
      break;
  }
  return State::kBroken;
}

ChunkedBody::State ChunkedBody::Take(std::string_view& bytes, std::string& body) {
  while (state_ == State::kMore && !bytes.empty()) {
    if (part_ == Part::kContent) {
      const std::string_view content = bytes.substr(0, left_);
      body.append(content);
      bytes.remove_prefix(content.size());
      left_ -= content.size();
      if (left_ == 0) part_ = Part::kContentEnd;
    } else if (TakeLine(bytes)) {
      state_ = OnLine(body.size());
      line_.clear();
    }
  }
  return state_;
}

}  // namespace tandem
