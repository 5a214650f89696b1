#include "gateway/api_answers.h"

#include "gateway/operation_text.h"
#include "gateway/time_text.h"
#include "mappers/utf8.h"

#include <algorithm>

namespace tandem {
namespace {

constexpr std::size_t kSearched = 2'000;  // entries of the activity
constexpr std::size_t kShown = 50;

// Bytes that are no UTF-8 can only stand in texts.
std::string WithoutStrayBytes(const std::string& json) {
  std::string valid;
  for (std::size_t at = 0; at < json.size();) {
    const CodePoint point = CodePointAt(json, at);
    if (point.valid) {
      valid.append(json, at, point.bytes);
    } else {
      AppendUtf8(0xFFFD, valid);
    }
    at += point.bytes;
  }
  return valid;
}

}  // namespace

ServerResponse JsonAnswer(int status, const Json& body) {
  return {status, {}, WithoutStrayBytes(body.Dump())};
}

ServerResponse ErrorAnswer(const Error& error) {
  switch (error.remedy) {
    case Remedy::kNotFound:
      return JsonError(404, error.message);
    case Remedy::kConflict:
      return JsonError(409, error.message);
    case Remedy::kUnavailable:
    case Remedy::kUnknownOutcome:
      return ComeAgain(error.message);
    default:
      return JsonError(502, error.message);
  }
}

ServerResponse NotATicket() {
  return JsonError(400, "the address must end with a ticket's number");
}

std::optional<TicketId> TicketIn(std::string_view segment) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 53;
  const bool digits =
      std::all_of(segment.begin(), segment.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto number = digits ? ReadWholeNumber(segment) : std::nullopt;
  if (!number || *number < 1 || *number > kLargest) return std::nullopt;
  return TicketId{*number};
}

Wish WishIn(std::string_view query) {
  if (query.empty() || query == "dry_run=0") return Wish::kDo;
  return query == "dry_run=1" ? Wish::kPlan : Wish::kUnclear;
}

Json ActivityJson(const PastActivity& past) {
  const auto& [delivery, link, what, detail] = past.activity;
  return Json::Object{{"at", FormatTime(past.at)},
                      {"delivery", delivery},
                      {"link", link},
                      {"what", what},
                      {"detail", detail}};
}

Result<std::vector<PastActivity>> ActivityOf(Store& store, const std::vector<Key>& keys) {
  TRY_ASSIGN(std::vector<PastActivity> activity, store.ReadActivity(kSearched));
  std::erase_if(activity, [&](const PastActivity& past) {
    return std::none_of(keys.begin(), keys.end(),
                        [&](const Key& key) { return key.text == past.activity.link; });
  });
  if (activity.size() > kShown) activity.resize(kShown);
  return activity;
}

}  // namespace tandem
