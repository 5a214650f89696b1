#include "gateway/freshdesk_json.h"
#include "gateway/http_freshdesk.h"
#include "gateway/refusal.h"
#include "gateway/steady_listing.h"
#include "gateway/time_text.h"
#include "gateway/upstream.h"
#include "gateway/url.h"
#include "mappers/marker_text.h"

#include <utility>

namespace tandem {
namespace {

constexpr std::size_t kPageSize = 100;
constexpr int kMaxPages = 300;

std::string TicketPath(TicketId id) {
  return "/api/v2/tickets/" + std::to_string(id.value);
}

std::string NotePath(NoteId id) {
  return "/api/v2/conversations/" + std::to_string(id.value);
}

HttpRequest Get(std::string path) {
  return {"GET", std::move(path), {}, {}};
}

Error Unreadable(const HttpRequest& request) {
  const bool read = request.method == "GET";
  return {read ? Remedy::kUnavailable : Remedy::kUnknownOutcome,
          request.method + " " + request.path.substr(0, request.path.find('?')) +
              ": Freshdesk's answer is not what was asked for"};
}

// Whether what is answered is the note that was sent, told by its marker: recorded as ours, the
// next edit or deletion would go to somebody else's.
bool Shows(const Note& note, const std::string& sent_html) {
  const auto sent = MarkerInHtml(sent_html);
  if (!sent) return true;
  const auto shown = MarkerInHtml(note.html);
  return shown && shown->marker == sent->marker;
}

// Some answers come without a Link header; then a full page may have a next one.
bool HasMore(const Answer& answer) {
  const auto link = answer.response.Header("Link");
  return link ? NextLink(*link).has_value() : answer.json.Items().size() >= kPageSize;
}

// For what the key's role may not be allowed to see: 403 and 404 are nothing, not an error.
template <class T, class Read>
Result<std::optional<T>> ReadIfAllowed(Upstream& upstream, const HttpRequest& request, Read read) {
  auto answer = upstream.Call(request);
  if (answer.ok()) return std::optional<T>(read(answer->json));
  if (upstream.LastStatus() == 403 && answer.error().remedy == Remedy::kUnauthorized) {
    return std::optional<T>();
  }
  if (answer.error().remedy == Remedy::kNotFound) return std::optional<T>();
  return answer.error();
}

}  // namespace

HttpFreshdesk::HttpFreshdesk(Upstream& upstream) : upstream_(upstream) {}

Result<Agent> HttpFreshdesk::Me() {
  const HttpRequest request = Get("/api/v2/agents/me");
  TRY_ASSIGN(const Answer answer, upstream_.Call(request));
  auto agent = ReadAgentJson(answer.json);
  if (!agent) return Unreadable(request);
  return *std::move(agent);
}

Result<TicketFields> HttpFreshdesk::Fields() {
  TRY_ASSIGN(const auto fields, ReadIfAllowed<TicketFields>(upstream_, Get("/api/v2/ticket_fields"),
                                                            ReadTicketFieldsJson));
  return fields.value_or(ReadTicketFieldsJson(Json()));
}

Result<Ticket> HttpFreshdesk::ReadTicket(TicketId id) {
  const HttpRequest request = Get(TicketPath(id));
  TRY_ASSIGN(const Answer answer, upstream_.Call(request));
  auto ticket = ReadTicketJson(answer.json);
  if (!ticket || ticket->id != id) return Unreadable(request);
  return *std::move(ticket);
}

Result<std::vector<Note>> HttpFreshdesk::ReadNotes(TicketId id) {
  return ReadSteadily<Note>([&] { return ListNotes(id); },
                            "the notes of ticket " + std::to_string(id.value));
}

Result<std::vector<Note>> HttpFreshdesk::ListNotes(TicketId id) {
  std::vector<Note> notes;
  bool more = true;
  for (int page = 1; more; ++page) {
    if (page > kMaxPages) {
      return Error{Remedy::kUnavailable, "the conversation of ticket " + std::to_string(id.value) +
                                             " has more than 300 pages"};
    }
    const HttpRequest request =
        Get(TicketPath(id) + "/conversations?per_page=100&page=" + std::to_string(page));
    TRY_ASSIGN(const Answer answer, upstream_.Call(request));
    if (!answer.json.IsArray()) return Unreadable(request);
    for (const Json& item : answer.json.Items()) {
      auto note = ReadNoteJson(item);
      if (!note) return Unreadable(request);  // left out, it would look deleted
      notes.push_back(*std::move(note));
    }
    more = HasMore(answer);
  }
  return notes;
}

Result<TicketPage> HttpFreshdesk::ReadTicketsSince(Time since, int page) {
  const HttpRequest request =
      Get("/api/v2/tickets?updated_since=" + PercentEncode(FormatTime(since)) +
          "&order_by=updated_at&order_type=asc&per_page=100&page=" + std::to_string(page));
  TRY_ASSIGN(const Answer answer, upstream_.Call(request));
  if (!answer.json.IsArray()) return Unreadable(request);
  TicketPage result;
  for (const Json& item : answer.json.Items()) {
    if (auto ticket = ReadTicketJson(item)) result.tickets.push_back(*std::move(ticket));
  }
  result.more = HasMore(answer);
  return result;
}

Result<std::optional<Agent>> HttpFreshdesk::ReadAgent(FreshdeskUserId id) {
  return ReadIfAllowed<Agent>(upstream_, Get("/api/v2/agents/" + std::to_string(id.value)),
                              ReadAgentJson);
}

Result<std::optional<Requester>> HttpFreshdesk::ReadContact(FreshdeskUserId id) {
  return ReadIfAllowed<Requester>(upstream_, Get("/api/v2/contacts/" + std::to_string(id.value)),
                                  ReadContactJson);
}

Result<std::optional<std::string>> HttpFreshdesk::ReadCompany(std::int64_t id) {
  return ReadIfAllowed<std::string>(upstream_, Get("/api/v2/companies/" + std::to_string(id)),
                                    [](const Json& json) { return json["name"].String(); });
}

Result<Note> HttpFreshdesk::AddPrivateNote(TicketId id, const std::string& html) {
  Json body;
  body.Set("body", html).Set("private", true);
  const HttpRequest request{"POST", TicketPath(id) + "/notes", {}, body.Dump()};
  TRY_ASSIGN(const Answer answer, upstream_.Call(request));
  auto note = ReadNoteJson(answer.json);
  const auto ticket = answer.json["ticket_id"].Id();
  if (!note || !answer.json["body"].IsString() || (ticket && *ticket != id.value)) {
    return Unreadable(request);
  }
  if (!Shows(*note, html)) {
    return Error{Remedy::kUnknownOutcome,
                 request.method + " " + request.path +
                     ": Freshdesk's answer shows another note than the one that was sent, which is "
                     "looked for before it is sent again"};
  }
  return *std::move(note);
}

bool HttpFreshdesk::RefusedAsReadOnly(const Error& error) const {
  switch (upstream_.LastStatus()) {
    case 404:
    case 405:
    case 409:
      return true;
    case 400:
    case 403:
    case 422:
      return error.message.find(kArchivedCause) != std::string::npos;
    default:
      return false;
  }
}

Status HttpFreshdesk::EditNote(NoteId id, const std::string& html) {
  Json body;
  body.Set("body", html);
  TRY(upstream_.Call({"PUT", NotePath(id), {}, body.Dump()}, false));
  return Done{};
}

Status HttpFreshdesk::DeleteNote(NoteId id) {
  TRY(upstream_.Call({"DELETE", NotePath(id), {}, {}}, false));
  return Done{};
}

Result<Ticket> HttpFreshdesk::ChangeTicket(TicketId id, const TicketChange& change) {
  Json body{Json::Object{}};
  if (change.status) body.Set("status", *change.status);
  if (change.tags) {
    Json tags{Json::Array{}};
    for (const std::string& tag : *change.tags) tags.Add(tag);
    body.Set("tags", std::move(tags));
  }
  if (change.priority) body.Set("priority", *change.priority);
  const HttpRequest request{"PUT", TicketPath(id), {}, body.Dump()};
  TRY_ASSIGN(const Answer answer, upstream_.Call(request));
  auto ticket = ReadTicketJson(answer.json);
  if (!ticket || ticket->id != id) return Unreadable(request);
  return *std::move(ticket);
}

}  // namespace tandem
