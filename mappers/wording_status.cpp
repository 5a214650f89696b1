// The status note: what it says while the ticket is linked and while it is held up.

#include "mappers/draft.h"
#include "mappers/note_parts.h"
#include "mappers/status.h"
#include "mappers/words.h"

#include <algorithm>

namespace tandem {
namespace {

std::string Joined(const std::vector<std::string>& names, const char* otherwise) {
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + CleanText(name);
  return EscapeHtml(joined.empty() ? otherwise : joined);
}

// What the issue will be when this plan is carried out.
bool WillBeOpen(const Link& link, const Sight& sight) {
  const auto state = link.issue_memory.fields.find(kStateField);
  return state == link.issue_memory.fields.end() ? sight.issue.open : state->second.agreed == kOpen;
}

// Those of the priority map count too.
std::vector<std::string> MirroredLabels(const Rule& rule, const Link& link) {
  std::vector<std::string> labels;
  const auto add = [&](const auto& each) {
    const auto field = link.issue_memory.fields.find(FieldOf(each));
    if (field != link.issue_memory.fields.end() && field->second.agreed == kOn)
      labels.push_back(each.label);
  };
  std::for_each(rule.mirror.begin(), rule.mirror.end(), add);
  std::for_each(rule.priority.begin(), rule.priority.end(), add);
  return labels;
}

std::string InWords(std::chrono::milliseconds time) {
  using std::chrono::duration_cast;
  if (time < std::chrono::seconds(2)) return "moments";
  if (time < std::chrono::minutes(2))
    return std::to_string(duration_cast<std::chrono::seconds>(time).count()) + " seconds";
  const auto minutes = duration_cast<std::chrono::minutes>(time).count();
  return minutes == 60 ? std::string("an hour") : std::to_string(minutes) + " minutes";
}

// Numbers in a reason change from one try to the next: they make no new text.
std::string WithoutDigits(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

constexpr std::string_view kState = "State: ";
constexpr std::string_view kLabels = "Labels: ";
constexpr std::string_view kSynced = "Last synced: ";

// The lines before the time.
std::vector<std::string> FactsIn(std::string_view html) {
  std::vector<std::string> lines(1);
  for (const char c : PlainText(html)) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  const auto time = std::find_if(lines.begin(), lines.end(),
                                 [](const std::string& line) { return line.starts_with(kSynced); });
  lines.erase(time, lines.end());
  return lines;
}

// The longest of the rule's labels that a list begins with; null when it begins with none.
const std::string* LabelAtStart(std::string_view list, const Rule& rule) {
  const std::string* longest = nullptr;
  const auto look = [&](const auto& each) {
    const std::string shown = CleanText(each.label);
    const bool fits = list.starts_with(shown) &&
                      (list.size() == shown.size() || list.substr(shown.size()).starts_with(", "));
    if (fits && (longest == nullptr || shown.size() > CleanText(*longest).size()))
      longest = &each.label;
  };
  std::for_each(rule.mirror.begin(), rule.mirror.end(), look);
  std::for_each(rule.priority.begin(), rule.priority.end(), look);
  return longest;
}

// A label that the rule does not name any more is passed over.
std::set<std::string> LabelsIn(std::string_view list, const Rule& rule) {
  std::set<std::string> labels;
  while (!list.empty()) {
    const std::string* label = LabelAtStart(list, rule);
    if (label != nullptr) labels.insert(*label);
    const std::size_t from = label != nullptr ? CleanText(*label).size() : 0;
    const auto comma = list.find(", ", from);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 2);
  }
  return labels;
}

}  // namespace

std::optional<StatusSaid> ReadStatusNote(std::string_view html, const Rule& rule) {
  StatusSaid said;
  bool has_state = false;
  bool has_labels = false;
  for (const std::string& line : FactsIn(html)) {
    if (line.starts_with(kState)) {
      const std::string state = line.substr(kState.size());
      if (state != "open" && state != "closed") return std::nullopt;
      said.open = state == "open";
      has_state = true;
    } else if (line.starts_with(kLabels)) {
      said.labels = LabelsIn(std::string_view(line).substr(kLabels.size()), rule);
      has_labels = true;
    }
  }
  return has_state && has_labels ? std::optional(said) : std::nullopt;
}

bool SaysTheSame(std::string_view note_html, const StatusText& text) {
  return FactsIn(note_html) == FactsIn(text.html);
}

StatusText StatusNoteText(const Account& account, const Rule& rule, const Sight& sight,
                          const Link& link) {
  const bool open = WillBeOpen(link, sight);
  const std::string facts =
      Paragraph("This ticket is linked to " + IssueLink(account, link.issue) + ".") + "<ul><li>" +
      std::string(kState) + (open ? "open" : "closed") +
      "</li><li>Assigned to: " + Joined(sight.issue.assignees, "nobody") +
      "</li><li>Rule: " + EscapeHtml(CleanText(rule.name)) + "</li><li>" + std::string(kLabels) +
      Joined(MirroredLabels(rule, link), "none that are mirrored") + "</li></ul>";
  return {facts + Paragraph(std::string(kSynced) + TimeForPeople(sight.read_at)),
          NormalisedHash(facts)};
}

StatusText HeldStatusText(const Account& account, const std::optional<IssueRef>& issue,
                          const Holdup& holdup) {
  const std::string link =
      issue ? Paragraph("This ticket is linked to " + IssueLink(account, *issue) + ".") : "";
  const std::string since = TimeForPeople(holdup.since);
  const std::string within = InWords(holdup.tried_within);
  const std::string what =
      Paragraph("<b>Held up</b> since " + EscapeHtml(since) + ": " +
                EscapeHtml(CleanText(holdup.reason)) + ".") +
      Paragraph(holdup.needs_person
                    ? "A person has to look at it. Tandem tries again within " + within +
                          ", and at once when somebody writes /sync or changes something here or "
                          "in the issue."
                    : "Tandem goes on trying by itself; the next try comes within " + within + ".");
  return {link + what, NormalisedHash(link + since + WithoutDigits(holdup.reason) + within +
                                      (holdup.needs_person ? "!" : ""))};
}

StatusText NothingHeldText() {
  const std::string text = Paragraph("Nothing is held up any more; this ticket has no issue.");
  return {text, NormalisedHash(text)};
}

}  // namespace tandem
