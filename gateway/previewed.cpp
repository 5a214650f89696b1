#include "gateway/previewed.h"

#include "gateway/json_members.h"
#include "mappers/wording.h"

#include <type_traits>

namespace tandem {
namespace {

// What the guard took out of the text, in a build whose guard tells it.
template <class Text>
std::vector<std::string> TakenOutOf(const Text& text) {
  if constexpr (requires { text.redacted(); }) {
    const auto& kinds = text.redacted();
    return {kinds.begin(), kinds.end()};
  } else {
    return {};
  }
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
  json.Set("text", tandem::ToJson(action.text)).Set("redacted", tandem::ToJson(action.redacted));
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
  for (std::string& kind : TakenOutOf(action.body)) shown.redacted.push_back(std::move(kind));
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
