#include "gateway/previewed.h"

#include "gateway/json_members.h"
#include "mappers/wording.h"

#include <cstddef>

namespace tandem {
namespace {

// As the API calls them.
std::string ShortName(RedactionKind kind) {
  switch (kind) {
    case RedactionKind::kMailAddress:
      return "email";
    case RedactionKind::kPhoneNumber:
      return "phone";
    case RedactionKind::kIpAddress:
      return "ip_address";
    case RedactionKind::kSecret:
      return "secret";
    case RedactionKind::kName:
      return "name";
    case RedactionKind::kContactDetail:
      return "contact_detail";
  }
  return {};
}

// The kinds of what the guard took out, each as often as it did.
std::map<std::string, int> TakenOutOf(const PublicText& text) {
  std::map<std::string, int> taken;
  for (std::size_t i = 0; i < kRedactionKinds; ++i) {
    const auto kind = static_cast<RedactionKind>(i);
    if (text.redacted()[kind] > 0) taken[ShortName(kind)] = text.redacted()[kind];
  }
  return taken;
}

const std::string& TextOf(const std::string& name) {
  return name;
}
const std::string& TextOf(const PublicText& name) {
  return name.text();
}

// "+bug" and "-outage", one to a line.
template <class Names>
void AppendChanges(std::string& text, char sign, const Names& names) {
  for (const auto& name : names) {
    if (!text.empty()) text += '\n';
    text += sign + TextOf(name);
  }
}

// By the name that the configuration gives it.
std::string StatusText(int status, TicketId ticket, const Link& planned) {
  const auto side = planned.tickets.find(ticket);
  const bool named = side != planned.tickets.end() && !side->second.write_status.empty();
  return named ? side->second.write_status : "status " + std::to_string(status);
}

// By what an action is made of, so that one more kind of action needs no line here.
template <class Kind>
void Fill(const Kind& each, const Link& planned, PreviewedAction& shown) {
  if constexpr (requires { each.ticket; }) {
    if (each.ticket) shown.target = "ticket " + std::to_string(each.ticket.value);
  }
  if constexpr (requires { each.body.text(); }) {
    shown.text = each.body.text();
    shown.redacted = TakenOutOf(each.body);
  } else if constexpr (requires { each.html; }) {
    shown.text = each.html;
  } else if constexpr (requires {
                         each.add;
                         each.remove;
                       }) {
    shown.text.emplace();
    AppendChanges(*shown.text, '+', each.add);
    AppendChanges(*shown.text, '-', each.remove);
  } else if constexpr (requires {
                         each.status;
                         each.done;
                       }) {
    shown.text = StatusText(each.status, each.ticket, planned);
  } else if constexpr (requires { each.reason; }) {
    shown.text = each.reason;
  }
}

Json ToJson(const PreviewedAction& action) {
  Json json;
  json.Set("action", action.action).Set("target", action.target);
  if (action.title) json.Set("title", *action.title);
  Json::Array kinds;
  Json::Object counts;
  for (const auto& [kind, count] : action.redacted) {
    kinds.push_back(kind);
    counts.emplace_back(kind, static_cast<std::int64_t>(count));
  }
  json.Set("text", tandem::ToJson(action.text)).Set("redacted", kinds);
  json.Set("redacted_counts", counts);
  if (action.title) json.Set("labels", tandem::ToJson(action.labels));
  return json;
}

}  // namespace

PreviewedAction Describe(const Action& action, const Link& planned) {
  PreviewedAction shown;
  shown.action = NameOf(action);
  shown.target = IssueName(planned.issue);
  std::visit([&](const auto& each) { Fill(each, planned, shown); }, action);
  return shown;
}

PreviewedAction Describe(const CreateIssue& action) {
  PreviewedAction shown;
  shown.action = "create_issue";
  shown.target = action.repository;
  shown.title = action.title.text();
  shown.text = action.body.text();
  shown.redacted = TakenOutOf(action.title);
  for (const auto& [kind, count] : TakenOutOf(action.body)) shown.redacted[kind] += count;
  for (const PublicText& label : action.labels) shown.labels.push_back(label.text());
  return shown;
}

Json ToJson(const Previewed& previewed) {
  Json actions{Json::Array{}};
  for (const PreviewedAction& action : previewed.actions) actions.Add(ToJson(action));
  Json json;
  json.Set("actions", actions);
  json.Set("nothing_because", tandem::ToJson(previewed.nothing_because));
  json.Set("waits", tandem::ToJson(previewed.waits));
  return json;
}

}  // namespace tandem
