// Listing and changing tickets: the two calls with rules of their own.
#include "tests/sandbox/freshdesk_api.h"
#include "tests/sandbox/freshdesk_json.h"

#include <algorithm>
#include <array>

namespace tandem::sandbox {
namespace {

constexpr auto kListedWithoutSince = std::chrono::days(30);
constexpr std::int64_t kLastPage = 300;
constexpr std::size_t kLongestTag = 32;

using Errors = std::vector<FieldError>;

// Without a filter: neither trash nor spam.
bool Shown(const DeskTicket& ticket, const std::string& filter) {
  if (filter == "deleted") return ticket.deleted;
  if (filter == "spam") return ticket.spam && !ticket.deleted;
  return !ticket.deleted && !ticket.spam;
}

std::optional<Answer> BadQuery(const Call& call) {
  const auto page = call.Number("page", 1);
  if (page && *page > kLastPage)
    return ValidationFailed({{"page",
                              "You cannot access tickets beyond the 300th page. Please provide a "
                              "smaller page number.",
                              "invalid_value"}});
  if (!call.Query("updated_since").empty() && !FromIso(call.Query("updated_since")))
    return ValidationFailed({{"updated_since",
                              "It should be a/an Valid date in the 'combined date and time "
                              "ISO8601' format",
                              "invalid_date"}});
  const auto order = call.Query("order_by", "created_at");
  if (order != "created_at" && order != "updated_at" && order != "status")
    return ValidationFailed(
        {{"order_by",
          "It should be one of these values: 'due_by,created_at,updated_at,priority,status'",
          "invalid_value"}});
  return std::nullopt;
}

void Sort(std::vector<const DeskTicket*>& tickets, const Call& call) {
  const auto by = call.Query("order_by", "created_at");
  const bool ascending = call.Query("order_type", "desc") == "asc";
  const auto key = [&](const DeskTicket& ticket) {
    if (by == "status") return std::pair<std::int64_t, std::int64_t>(ticket.status, ticket.id);
    const auto moment = by == "updated_at" ? ticket.updated : ticket.created;
    return std::pair<std::int64_t, std::int64_t>(moment.time_since_epoch().count(), ticket.id);
  };
  std::ranges::sort(tickets, [&](const DeskTicket* a, const DeskTicket* b) {
    return ascending ? key(*a) < key(*b) : key(*b) < key(*a);
  });
}

Errors CheckStatus(const FreshdeskState& state, const Json& status) {
  if (status.IsNull()) return {};
  const auto number = status.Integer();
  if (number && state.statuses.contains(static_cast<int>(*number))) return {};
  std::string known;
  for (const auto& [id, names] : state.statuses)
    known += (known.empty() ? "" : ",") + std::to_string(id);
  return {{"status", "It should be one of these values: '" + known + "'",
           number ? "invalid_value" : "datatype_mismatch"}};
}

Errors CheckTags(const Json& tags) {
  if (tags.IsNull()) return {};
  if (!tags.IsArray()) return {{"tags", "It should be a/an Array", "datatype_mismatch"}};
  for (const auto& tag : tags.Items()) {
    if (!tag.IsString())
      return {{"tags", "It should contain elements of type String", "datatype_mismatch"}};
    if (CountCharacters(*tag.String()) > kLongestTag)
      return {{"tags", "It should only contain elements that have maximum of 32 characters",
               "invalid_value"}};
    if (tag.String()->find(',') != std::string::npos)
      return {{"tags", "It should not contain special characters: ,", "invalid_value"}};
  }
  return {};
}

bool KnownField(const std::string& name) {
  static constexpr auto kKnown = std::to_array<std::string_view>(
      {"status", "priority", "tags", "type", "subject", "description", "source", "responder_id",
       "group_id", "requester_id", "due_by", "fr_due_by", "email", "company_id", "custom_fields"});
  return std::ranges::find(kKnown, name) != std::end(kKnown);
}

Errors CheckCustomFields(const FreshdeskState& state, const Json& fields) {
  Errors errors;
  for (const auto& [name, value] : fields.Members())
    if (std::ranges::find(state.custom_fields, name) == state.custom_fields.end())
      errors.push_back({name, "Unexpected/invalid field in request", "invalid_field"});
  return errors;
}

// Statuses Resolved and Closed ask for the fields that the account requires for them.
Errors CheckClosure(const FreshdeskState& state, const DeskTicket& ticket, const Json& body) {
  const auto status = body["status"].Integer().value_or(ticket.status);
  Errors errors;
  if (status != kResolved && status != kClosed) return errors;
  for (const auto& name : state.required_for_closure) {
    const auto held = std::ranges::find(ticket.custom_fields, name, &Json::Member::first);
    const bool has = held != ticket.custom_fields.end() && !held->second.IsNull();
    if (!has && body["custom_fields"][name].IsNull())
      errors.push_back({name, "It should be a/an String", "missing_field"});
  }
  return errors;
}

Errors CheckTicket(const FreshdeskState& state, const DeskTicket& ticket, const Json& body) {
  Errors errors;
  const auto take = [&](Errors more) { errors.insert(errors.end(), more.begin(), more.end()); };
  for (const auto& [name, value] : body.Members())
    if (!KnownField(name))
      errors.push_back({name, "Unexpected/invalid field in request", "invalid_field"});
  const auto priority = body["priority"].Integer();
  if (!body["priority"].IsNull() && (!priority || *priority < 1 || *priority > 4))
    errors.push_back({"priority", "It should be one of these values: '1,2,3,4'", "invalid_value"});
  take(CheckStatus(state, body["status"]));
  take(CheckTags(body["tags"]));
  take(CheckCustomFields(state, body["custom_fields"]));
  take(CheckClosure(state, ticket, body));
  return errors;
}

std::vector<std::string> ReadTags(const Json& tags) {
  std::vector<std::string> read;
  for (const auto& tag : tags.Items())
    if (std::ranges::find(read, *tag.String()) == read.end()) read.push_back(*tag.String());
  return read;
}

std::optional<std::optional<std::int64_t>> ReadReference(const Json& body, const char* name) {
  const auto& members = body.Members();
  if (std::ranges::find(members, name, &Json::Member::first) == members.end()) return std::nullopt;
  return body[name].Id();
}

}  // namespace

Answer ListTickets(FreshdeskState& state, const Call& call) {
  if (auto bad = BadQuery(call)) return *bad;
  const auto now = state.clock->Now();
  const auto since = FromIso(call.Query("updated_since"));
  std::vector<const DeskTicket*> found;
  for (const auto& [id, ticket] : state.tickets) {
    const bool recent =
        since ? ticket.updated >= *since : ticket.created + kListedWithoutSince >= now;
    if (recent && ticket.created + state.list_lag <= now && Shown(ticket, call.Query("filter")))
      found.push_back(&ticket);
  }
  Sort(found, call);
  const bool described = call.Query("include").find("description") != std::string::npos;
  return PageOf(state, call, found.size(), [&](std::size_t i) {
    return TicketJson(state, *found[i], described ? Description::kWith : Description::kWithout);
  });
}

Answer UpdateTicket(FreshdeskState& state, DeskTicket& ticket, const Json& body) {
  if (auto errors = CheckTicket(state, ticket, body); !errors.empty())
    return ValidationFailed(errors);
  DeskChange change;
  if (auto status = body["status"].Integer()) change.status = static_cast<int>(*status);
  if (auto priority = body["priority"].Integer()) change.priority = static_cast<int>(*priority);
  if (body["tags"].IsArray()) change.tags = ReadTags(body["tags"]);
  change.type = body["type"].String();
  change.subject = body["subject"].String();
  change.html = body["description"].String();
  change.responder = ReadReference(body, "responder_id");
  change.group = ReadReference(body, "group_id");
  change.custom_fields = body["custom_fields"].Members();
  ChangeTicket(state, ticket, change);
  return JsonAnswer(200, TicketJson(state, ticket, Description::kWith));
}

}  // namespace tandem::sandbox
