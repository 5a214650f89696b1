#include "gateway/request.h"

#include "gateway/json.h"

#include <optional>

namespace tandem {
namespace {

std::optional<RequestKind> KindNamed(std::string_view name) {
  for (const auto kind : {RequestKind::kLink, RequestKind::kUnlink, RequestKind::kWithdraw}) {
    if (NameOf(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace

std::string_view NameOf(RequestKind kind) {
  switch (kind) {
    case RequestKind::kLink:
      return "link";
    case RequestKind::kUnlink:
      return "unlink";
    case RequestKind::kWithdraw:
      return "withdraw";
  }
  return "link";
}

std::string EncodeRequest(const Request& request) {
  return Json(Json::Object{{"kind", NameOf(request.kind)},
                           {"repository", request.repository},
                           {"number", request.number},
                           {"delivery", request.delivery}})
      .Dump();
}

Result<Request> DecodeRequest(TicketId ticket, std::string_view text) {
  const auto json = Json::Parse(text);
  if (!json.ok()) return Error{Remedy::kInvalid, json.error().message};
  const auto kind = KindNamed((*json)["kind"].StringOr(""));
  const auto number = (*json)["number"].Integer();
  if (!kind || !number) return Error{Remedy::kInvalid, "no request of ours"};
  return Request{*kind, ticket, (*json)["repository"].StringOr(""), *number,
                 (*json)["delivery"].StringOr("")};
}

}  // namespace tandem
