// A call to one of the sandbox's services and its answer, without HTTP's framing. Values; safe
// everywhere.
#pragma once

#include "gateway/json.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::sandbox {

enum class Service { kFreshdesk, kGithub };

struct Call {
  std::string method{};
  std::string target{};                 // as it was sent, with the query
  std::string path{};                   // percent-decoded, without the query
  std::vector<std::string> segments{};  // of the path, each decoded on its own
  std::map<std::string, std::string> query{};
  std::map<std::string, std::string> headers{};  // names in lower case
  std::string body{};

  std::string Header(const std::string& name) const;  // empty when absent
  std::string Query(const std::string& name, const std::string& other = {}) const;
  // A positive number of the query; `other` when absent; nothing when it is no such number.
  std::optional<std::int64_t> Number(const std::string& name, std::int64_t other) const;
};

struct Answer {
  int status = 200;
  std::string body{};
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers{};
};

bool Succeeded(const Answer& answer);
Answer JsonAnswer(int status, const Json& body);

// Compares with a pattern such as "tickets/{}/notes"; what stood at each {} on success.
std::optional<std::vector<std::string>> MatchPath(std::string_view pattern,
                                                  const std::vector<std::string>& segments);
std::vector<std::string> SplitPath(std::string_view path);
// The path with its numbers, its repository and its label's name taken out:
// "/repos/{repo}/issues/{n}/labels/{name}". What calls are counted by.
std::string PathShape(const Call& call);
// A whole positive number of at most 18 digits.
std::optional<std::int64_t> ReadNumber(std::string_view text);
std::string PercentDecode(std::string_view text);
std::string PercentEncode(std::string_view text);
std::string LowerCase(std::string_view text);  // ASCII only
std::size_t CountCharacters(std::string_view utf8);

}  // namespace tandem::sandbox
