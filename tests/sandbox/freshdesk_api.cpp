#include "tests/sandbox/freshdesk_api.h"

#include "tests/sandbox/freshdesk_json.h"

#include <algorithm>
#include <array>

namespace tandem::sandbox {
namespace {

using Arguments = std::vector<std::string>;

bool Young(const FreshdeskState& state, Moment created) {
  return created + state.list_lag > state.clock->Now();
}

std::vector<const DeskEntry*> Listed(const FreshdeskState& state, const DeskTicket& ticket) {
  std::vector<const DeskEntry*> entries;
  for (const auto& entry : ticket.entries)
    if (!Young(state, entry.created)) entries.push_back(&entry);
  return entries;
}

std::int64_t IdOf(const Arguments& arguments) {
  return ReadNumber(arguments[0]).value_or(0);
}

Answer GetTicket(FreshdeskState& state, const Call& call, const Arguments& arguments) {
  constexpr std::size_t kEmbedded = 10;
  const auto* ticket = FindTicket(state, IdOf(arguments));
  if (ticket == nullptr) return NoBody(404);
  Json json = TicketJson(state, *ticket, Description::kWith);
  if (call.Query("include").find("conversations") != std::string::npos) {
    const auto entries = Listed(state, *ticket);
    Json embedded = Json::Array();
    for (std::size_t i = 0; i < std::min(entries.size(), kEmbedded); ++i)
      embedded.Add(EntryJson(*ticket, *entries[i]));
    json.Set("conversations", embedded);
  }
  return JsonAnswer(200, json);
}

Answer PutTicket(FreshdeskState& state, const Call& call, const Arguments& arguments) {
  auto* ticket = FindTicket(state, IdOf(arguments));
  if (ticket == nullptr || !Writable(*ticket)) return NoBody(404);
  return UpdateTicket(state, *ticket, *Json::Parse(call.body));
}

Answer GetConversations(FreshdeskState& state, const Call& call, const Arguments& arguments) {
  const auto* ticket = FindTicket(state, IdOf(arguments));
  if (ticket == nullptr) return NoBody(404);
  const auto entries = Listed(state, *ticket);
  return PageOf(state, call, entries.size(),
                [&](std::size_t i) { return EntryJson(*ticket, *entries[i]); });
}

std::optional<Answer> BadNote(const Json& body, const std::vector<std::string>& known) {
  std::vector<FieldError> errors;
  for (const auto& [name, value] : body.Members())
    if (std::ranges::find(known, name) == known.end())
      errors.push_back({name, "Unexpected/invalid field in request", "invalid_field"});
  if (!body["body"].IsString())
    errors.push_back({"body", "It should be a/an String",
                      body["body"].IsNull() ? "missing_field" : "datatype_mismatch"});
  else if (body["body"].StringOr("").empty())
    errors.push_back(
        {"body", "It should not be blank as this is a mandatory field", "invalid_value"});
  if (!body["private"].IsNull() && !body["private"].IsBool())
    errors.push_back({"private", "It should be a/an Boolean", "datatype_mismatch"});
  if (errors.empty()) return std::nullopt;
  return ValidationFailed(errors);
}

Answer PostNote(FreshdeskState& state, const Call& call, const Arguments& arguments) {
  auto* ticket = FindTicket(state, IdOf(arguments));
  if (ticket == nullptr || !Writable(*ticket)) return NoBody(404);
  const Json body = *Json::Parse(call.body);
  if (auto bad = BadNote(body, {"body", "private", "notify_emails", "incoming"})) return *bad;
  DeskEntry note;
  note.author = state.key_agent;
  note.html = body["body"].StringOr("");
  note.is_private = body["private"].Bool().value_or(true);
  return JsonAnswer(201, EntryJson(*ticket, AddEntry(state, *ticket, note)));
}

// Only notes can be edited and deleted, and nothing on a ticket that is read only.
std::optional<Answer> RefusedEntry(const FoundEntry& found) {
  if (found.entry == nullptr || !Writable(*found.ticket)) return NoBody(404);
  if (found.entry->source == kNoteSource && !found.entry->incoming) return std::nullopt;
  return DeskError(403, "access_denied", "You are not authorized to perform this action.");
}

Answer PutEntry(FreshdeskState& state, const Call& call, const Arguments& arguments) {
  const auto found = FindEntry(state, IdOf(arguments));
  if (auto refused = RefusedEntry(found)) return *refused;
  const Json body = *Json::Parse(call.body);
  if (auto bad = BadNote(body, {"body", "attachments"})) return *bad;
  EditEntry(state, *found.ticket, *found.entry, body["body"].StringOr(""));
  return JsonAnswer(200, EntryJson(*found.ticket, *found.entry));
}

Answer RemoveEntry(FreshdeskState& state, const Call&, const Arguments& arguments) {
  const auto found = FindEntry(state, IdOf(arguments));
  if (auto refused = RefusedEntry(found)) return *refused;
  DeleteEntry(state, *found.ticket, found.entry->id);
  return NoBody(204);
}

Answer GetMe(FreshdeskState& state, const Call&, const Arguments&) {
  return JsonAnswer(200, AgentJson(state.agents[state.key_agent]));
}

Answer GetAgent(FreshdeskState& state, const Call&, const Arguments& arguments) {
  const auto found = state.agents.find(IdOf(arguments));
  return found == state.agents.end() ? NoBody(404) : JsonAnswer(200, AgentJson(found->second));
}

Answer GetContact(FreshdeskState& state, const Call&, const Arguments& arguments) {
  const auto found = state.contacts.find(IdOf(arguments));
  return found == state.contacts.end() ? NoBody(404) : JsonAnswer(200, ContactJson(found->second));
}

Answer GetCompany(FreshdeskState& state, const Call&, const Arguments& arguments) {
  const auto found = state.companies.find(IdOf(arguments));
  if (found == state.companies.end()) return NoBody(404);
  return JsonAnswer(200, Json::Object{{"id", found->first}, {"name", found->second}});
}

Answer GetFields(FreshdeskState& state, const Call&, const Arguments&) {
  return JsonAnswer(200, TicketFieldsJson(state));
}

Answer GetTickets(FreshdeskState& state, const Call& call, const Arguments&) {
  return ListTickets(state, call);
}

// What it would do to the customer is kept out of here; that it was called is recorded.
Answer PostReply(FreshdeskState& state, const Call& call, const Arguments& arguments) {
  auto* ticket = FindTicket(state, IdOf(arguments));
  if (ticket == nullptr || !Writable(*ticket)) return NoBody(404);
  DeskEntry reply;
  reply.author = state.key_agent;
  reply.html = (*Json::Parse(call.body))["body"].StringOr("");
  reply.source = kReplySource;
  return JsonAnswer(201, EntryJson(*ticket, AddEntry(state, *ticket, reply)));
}

struct Route {
  const char* method;
  const char* path;
  Answer (*answer)(FreshdeskState&, const Call&, const Arguments&);
};
constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "tickets", GetTickets},
    {"GET", "tickets/{}", GetTicket},
    {"PUT", "tickets/{}", PutTicket},
    {"GET", "tickets/{}/conversations", GetConversations},
    {"POST", "tickets/{}/notes", PostNote},
    {"POST", "tickets/{}/reply", PostReply},
    {"PUT", "conversations/{}", PutEntry},
    {"DELETE", "conversations/{}", RemoveEntry},
    {"GET", "agents/me", GetMe},
    {"GET", "agents/{}", GetAgent},
    {"GET", "contacts/{}", GetContact},
    {"GET", "companies/{}", GetCompany},
    {"GET", "ticket_fields", GetFields},
});

// Nothing but JSON is read, and an object it must be.
std::optional<Answer> BadBody(const Call& call) {
  if (call.method != "POST" && call.method != "PUT") return std::nullopt;
  if (!LowerCase(call.Header("content-type")).starts_with("application/json"))
    return DeskError(415, "unsupported_media_type",
                     "Content type is not supported. Only JSON is supported.");
  const auto body = Json::Parse(call.body);
  if (body.ok() && body->IsObject()) return std::nullopt;
  return DeskError(400, "invalid_json", "Request body has invalid json format");
}

}  // namespace

int FreshdeskCost(const Call& call) {
  const auto include = call.Query("include");
  if (include.empty()) return 1;
  return 2 + static_cast<int>(std::ranges::count(include, ','));
}

Answer PageOf(const FreshdeskState& state, const Call& call, std::size_t count,
              const std::function<Json(std::size_t)>& element) {
  constexpr std::int64_t kLargestPage = 100;
  const auto size = call.Number("per_page", 30);
  const auto page = call.Number("page", 1);
  if (!size || *size > kLargestPage)
    return ValidationFailed(
        {{"per_page", "It should be a Positive Integer less than or equal to 100",
          "invalid_value"}});
  if (!page)
    return ValidationFailed({{"page", "It should be a/an Positive Integer", "datatype_mismatch"}});
  const auto first = std::min(static_cast<std::size_t>((*page - 1) * *size), count);
  const auto last = std::min(first + static_cast<std::size_t>(*size), count);
  Json shown = Json::Array();
  for (auto i = first; i < last; ++i) shown.Add(element(i));
  auto answer = JsonAnswer(200, shown);
  if (last == count) return answer;
  std::string url = state.base_url + "/api/v2" + call.path + "?";
  for (const auto& [name, value] : call.query)
    if (name != "page") url += name + "=" + PercentEncode(value) + "&";
  answer.headers.emplace_back("Link",
                              "<" + url + "page=" + std::to_string(*page + 1) + ">; rel=\"next\"");
  return answer;
}

Answer AnswerFreshdesk(FreshdeskState& state, const Call& call) {
  std::string allowed;
  for (const auto& route : kRoutes) {
    const auto arguments = MatchPath(route.path, call.segments);
    if (!arguments) continue;
    if (route.method == call.method) {
      if (auto bad = BadBody(call)) return *bad;
      return route.answer(state, call, *arguments);
    }
    allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
  }
  if (allowed.empty()) return NoBody(404);
  auto answer = DeskError(405, "method_not_allowed",
                          call.method +
                              " method is not allowed. It should be one of these "
                              "method(s): " +
                              allowed);
  answer.headers.emplace_back("Allow", allowed);
  return answer;
}

}  // namespace tandem::sandbox
