// The commands that only show: preview, links, activity, parked.
#include "gateway/api_commands.h"
#include "gateway/api_waiting.h"
#include "gateway/text_table.h"

#include <ostream>

namespace tandem {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::chrono::minutes kPlanning{2};
constexpr std::chrono::hours kPlanningAll{1};
constexpr std::size_t kIndent = 4;

std::string Joined(const Json& list, const char* between) {
  std::string joined;
  for (const Json& item : list.Items())
    joined += (joined.empty() ? "" : between) + item.StringOr("");
  return joined;
}

// The JSON as it came; or what `rows` makes of it, or `none` when there is no row below the head.
template <class MakeRows>
int Show(const Result<Json>& answer, Shown shown, const char* none, const Console& console,
         const MakeRows& rows) {
  if (!answer.ok()) return TellError(answer.error(), console);
  if (shown == Shown::kAsJson) {
    console.out << answer->DumpPretty() << "\n";
    return kExitDone;
  }
  const Rows table = rows(*answer);
  console.out << (table.size() > 1 ? TextTable(table) : std::string(none) + "\n");
  return kExitDone;
}

std::string IssueNameIn(const Json& issue) {
  return issue["repository"].StringOr("") + "#" +
         std::to_string(issue["number"].Integer().value_or(0));
}

void WriteAction(const Json& action, const Console& console) {
  console.out << Printable(action["action"].StringOr("") + " -> " + action["target"].StringOr(""))
              << "\n";
  if (const auto title = action["title"].String())
    console.out << Indented(Printable("title: " + *title), 2);
  if (!action["labels"].Items().empty())
    console.out << Indented(Printable("labels: " + Joined(action["labels"], ", ")), 2);
  if (const auto text = action["text"].String()) console.out << Indented(Printable(*text), kIndent);
  std::string redacted;
  for (const auto& [kind, count] : action["redacted_counts"].Members())
    redacted +=
        (redacted.empty() ? "" : ", ") + std::to_string(count.Integer().value_or(0)) + " " + kind;
  if (!redacted.empty()) console.out << Indented("redacted: " + redacted, 2);
}

void WritePlan(const Json& plan, const Console& console) {
  for (const Json& action : plan["actions"].Items()) WriteAction(action, console);
  for (const Json& wait : plan["waits"].Items())
    console.out << Printable("waits: " + wait.StringOr("")) << "\n";
  if (const auto because = plan["nothing_because"].String())
    console.out << Printable("nothing to do: " + *because) << "\n";
}

}  // namespace

int PreviewCommand(const ApiClient& api, std::int64_t ticket, Shown shown, const Console& console) {
  const auto plan = api.Ask("GET", "/api/preview/" + std::to_string(ticket), {}, kPlanning);
  if (!plan.ok()) return TellError(plan.error(), console);
  if (shown == Shown::kAsJson) {
    console.out << plan->DumpPretty() << "\n";
  } else {
    WritePlan(*plan, console);
  }
  return kExitDone;
}

int PlanAllCommand(const ApiClient& api, const Console& console) {
  const auto answer = api.Ask("POST", "/api/sync?dry_run=1", {}, kPlanningAll);
  if (!answer.ok()) return TellError(answer.error(), console);
  for (const Json& link : (*answer)["links"].Items()) {
    console.out << Printable(IssueNameIn(link["issue"])) << "\n";
    WritePlan(link, console);
    console.out << "\n";
  }
  console.out << (*answer)["links"].Items().size() << " links\n";
  return kExitDone;
}

int LinksCommand(const ApiClient& api, Shown shown, const Console& console) {
  const auto rows = [](const Json& answer) {
    Rows table{{"ISSUE", "TICKETS", "STATE", "LAST SYNCED (UTC)", "REASON"}};
    for (const Json& link : answer["links"].Items()) {
      std::string tickets;
      for (const Json& ticket : link["tickets"].Items()) {
        tickets += (tickets.empty() ? "" : ", ") + std::to_string(ticket["id"].Id().value_or(0)) +
                   " " + ticket["status"].StringOr("");
      }
      table.push_back({IssueNameIn(link["issue"]) + " " + link["issue"]["state"].StringOr(""),
                       tickets, link["state"].StringOr(""),
                       ShortTime(link["last_synced"].StringOr("")), link["reason"].StringOr("")});
    }
    return table;
  };
  return Show(api.Ask("GET", "/api/links"), shown, "nothing is linked yet", console, rows);
}

int ActivityCommand(const ApiClient& api, std::int64_t limit, Shown shown, const Console& console) {
  const auto rows = [](const Json& answer) {
    Rows table{{"TIME (UTC)", "LINK", "WHAT", "DETAIL"}};
    for (const Json& entry : answer["activity"].Items()) {
      table.push_back({ShortTime(entry["at"].StringOr("")), entry["link"].StringOr(""),
                       entry["what"].StringOr(""), entry["detail"].StringOr("")});
    }
    return table;
  };
  return Show(api.Ask("GET", "/api/activity?limit=" + std::to_string(limit)), shown,
              "nothing has happened yet", console, rows);
}

int ParkedCommand(const ApiClient& api, Shown shown, const Console& console) {
  const auto rows = [](const Json& answer) {
    Rows table{{"KEY", "SINCE (UTC)", "ATTEMPTS", "REASON"}};
    for (const Json& each : answer["parked"].Items()) {
      table.push_back({each["key"].StringOr(""), ShortTime(each["since"].StringOr("")),
                       std::to_string(each["attempts"].Integer().value_or(0)),
                       each["reason"].StringOr("")});
      if (const auto what = each["what_to_do"].String())
        table.push_back({"", "", "", "-> " + *what});
    }
    return table;
  };
  return Show(api.Ask("GET", "/api/parked"), shown, "nothing is parked", console, rows);
}

}  // namespace tandem
