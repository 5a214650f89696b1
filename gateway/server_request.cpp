#include "gateway/server_request.h"

#include "gateway/json.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};
constexpr std::array kPhrases = {
    Phrase{200, "OK"},
    Phrase{202, "Accepted"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{411, "Length Required"},
    Phrase{413, "Payload Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{505, "HTTP Version Not Supported"},
};

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::vector<std::string_view> ServerRequest::All(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : headers) {
    if (EqualNoCase(key, name)) values.emplace_back(value);
  }
  return values;
}

std::optional<std::string_view> ServerRequest::Only(std::string_view name) const {
  const auto values = All(name);
  return values.size() == 1 ? std::optional(values.front()) : std::nullopt;
}

std::string_view ReasonPhrase(int status) {
  const auto* const phrase = std::find_if(kPhrases.begin(), kPhrases.end(),
                                          [&](const Phrase& p) { return p.status == status; });
  return phrase == kPhrases.end() ? "Error" : phrase->text;
}

ServerResponse JsonError(int status, std::string_view detail) {
  std::string word(ReasonPhrase(status));
  for (char& c : word) c = c == ' ' ? '_' : Lower(c);
  Json body;
  body.Set("error", word).Set("detail", detail);
  return {status, {}, body.Dump()};
}

ServerResponse ComeAgain(std::string_view detail) {
  ServerResponse response = JsonError(503, detail);
  response.headers.emplace_back("Retry-After", "5");
  return response;
}

bool EqualNoCase(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return Lower(a) == Lower(b); });
}

}  // namespace tandem
