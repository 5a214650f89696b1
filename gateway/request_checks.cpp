#include "gateway/request_checks.h"

#include <algorithm>
#include <array>
#include <limits>

namespace tandem {
namespace {

constexpr std::string_view kNewline = "\r\n";
constexpr std::array<std::string_view, 7> kMethods = {"GET",   "HEAD",   "POST",   "PUT",
                                                      "PATCH", "DELETE", "OPTIONS"};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// RFC 9110, 5.6.2.
bool IsTokenChar(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kMarks.find(c) != std::string_view::npos;
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenChar);
}

// A visible ASCII character: all that an address may consist of.
bool IsVisible(char c) {
  return c > ' ' && c < '\x7f';
}

// RFC 9110, 5.5: no control characters but the tab; bytes above ASCII are let through.
bool IsValueChar(char c) {
  return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
}

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool StartsWithNoCase(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && EqualNoCase(text.substr(0, start.size()), start);
}

// Nothing means that it may stay.
using Verdict = std::optional<Refusal>;

Verdict ReadRequestLine(std::string_view line, const RequestLimits& limits, RequestHead& head) {
  if (line.size() > limits.request_line) return Refusal{414, "the request line is too long"};
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return Refusal{400, "the request line is malformed"};
  }
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!IsToken(method)) return Refusal{400, "the request line is malformed"};
  if (target.empty() || target.front() != '/' ||
      !std::all_of(target.begin(), target.end(), IsVisible)) {
    return Refusal{400, "the address must begin with / and be plain ASCII"};
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return Refusal{505, "speak HTTP/1.1"};
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) {
    return Refusal{501, "this method is unknown here"};
  }
  const auto question = target.find('?');
  head.request.method = method;
  head.request.path = target.substr(0, question);
  if (question != std::string_view::npos) head.request.query = target.substr(question + 1);
  if (version == "HTTP/1.0") head.persistence = Persistence::kClose;
  return {};
}

Verdict ReadHeaderLine(std::string_view line, const RequestLimits& limits, ServerHeaders& headers) {
  if (line.size() > limits.header_line) return Refusal{431, "a header line is too long"};
  if (headers.size() >= limits.header_count) return Refusal{431, "there are too many headers"};
  const auto colon = line.find(':');
  // A folded line begins with a space, so its name is no token; so is a name with a space after it.
  if (colon == std::string_view::npos || !IsToken(line.substr(0, colon))) {
    return Refusal{400, "a header line is malformed"};
  }
  const std::string_view value = Trim(line.substr(colon + 1));
  if (!std::all_of(value.begin(), value.end(), IsValueChar)) {
    return Refusal{400, "a header holds a control character"};
  }
  headers.emplace_back(line.substr(0, colon), value);
  return {};
}

// Digits only; what does not fit is as large as can be.
std::optional<std::size_t> ReadLength(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), IsDigit)) return std::nullopt;
  constexpr std::size_t kLargest = std::numeric_limits<std::size_t>::max();
  std::size_t value = 0;
  for (const char c : text) {
    const auto digit = static_cast<std::size_t>(c - '0');
    if (value > (kLargest - digit) / 10) return kLargest;
    value = value * 10 + digit;
  }
  return value;
}

Verdict ReadFraming(RequestHead& head) {
  const auto lengths = head.request.All("Content-Length");
  const auto codings = head.request.All("Transfer-Encoding");
  if (lengths.size() + codings.size() > 1) {
    return Refusal{400, "give the body's length once, and in one way"};
  }
  if (!codings.empty()) {
    if (!EqualNoCase(codings.front(), "chunked")) {
      return Refusal{501, "the only transfer coding known here is chunked"};
    }
    if (head.persistence == Persistence::kClose) {
      return Refusal{400, "HTTP/1.0 has no transfer codings"};
    }
    head.framing = BodyFraming::kChunked;
  }
  if (!lengths.empty()) {
    const auto length = ReadLength(lengths.front());
    if (!length) return Refusal{400, "Content-Length must be a number"};
    head.framing = BodyFraming::kLength;
    head.length = *length;
  }
  return {};
}

// What makes a request unwelcome although its head is sound: first its body's size, then its
// wishes.
Verdict ReadBodySize(const RequestHead& head, const RequestLimits& limits) {
  const std::string& method = head.request.method;
  const bool has_body = head.framing == BodyFraming::kChunked || head.length > 0;
  const bool needs_length = method == "POST" || method == "PUT" || method == "PATCH";
  if (!needs_length && method != "DELETE" && has_body) {
    return Refusal{400, method + " takes no body"};
  }
  if (needs_length && head.framing == BodyFraming::kNone) {
    return Refusal{411, "give the body's length"};
  }
  if (head.length > limits.max_body) {
    return Refusal{413, "the body is larger than " + std::to_string(limits.max_body) + " bytes"};
  }
  return {};
}

Verdict ReadWishes(const ServerRequest& request) {
  // A range of an answer is never wanted; an expectation would keep the body back.
  for (const char* name : {"Range", "Expect"}) {
    if (!request.All(name).empty()) return Refusal{400, std::string(name) + " is not taken here"};
  }
  for (const std::string_view coding : request.All("Content-Encoding")) {
    if (!EqualNoCase(coding, "identity")) return Refusal{415, "send the body as it is, unencoded"};
  }
  for (const std::string_view type : request.All("Content-Type")) {
    if (StartsWithNoCase(type, "multipart/")) return Refusal{415, "multipart is not taken here"};
  }
  return {};
}

bool AsksToClose(const ServerRequest& request) {
  for (std::string_view list : request.All("Connection")) {
    while (!list.empty()) {
      const auto comma = list.find(',');
      if (EqualNoCase(Trim(list.substr(0, comma)), "close")) return true;
      list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    }
  }
  return false;
}

}  // namespace

std::variant<RequestHead, Refusal> ReadHead(std::string_view head, const RequestLimits& limits) {
  RequestHead result;
  auto end = head.find(kNewline);
  if (end == std::string_view::npos) return Refusal{400, "the request line is malformed"};
  if (auto refusal = ReadRequestLine(head.substr(0, end), limits, result)) return *refusal;
  for (head.remove_prefix(end + 2); !head.starts_with(kNewline); head.remove_prefix(end + 2)) {
    end = head.find(kNewline);
    if (end == std::string_view::npos) return Refusal{400, "the head has no end"};
    const std::string_view line = head.substr(0, end);
    if (auto refusal = ReadHeaderLine(line, limits, result.request.headers)) return *refusal;
  }
  if (result.request.All("Host").size() > 1) return Refusal{400, "give one Host"};
  if (auto refusal = ReadFraming(result)) return *refusal;
  if (AsksToClose(result.request)) result.persistence = Persistence::kClose;
  result.request.refusal = ReadBodySize(result, limits);
  if (!result.request.refusal) result.request.refusal = ReadWishes(result.request);
  return result;
}

}  // namespace tandem
