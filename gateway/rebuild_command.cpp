// `tandem rebuild`: asks for it, tells how far it has come, and what it found.
#include "gateway/api_commands.h"
#include "gateway/api_waiting.h"
#include "gateway/text_table.h"

#include <chrono>
#include <ostream>
#include <thread>

namespace tandem {
namespace {

constexpr std::chrono::milliseconds kPause{500};

std::int64_t Count(const Json& rebuild, const char* name) {
  return rebuild["tickets"][name].Integer().value_or(0);
}

std::string Text(const Json& number) {
  return std::to_string(number.Integer().value_or(0));
}

// One line; the same while nothing has changed.
std::string HowFar(const Json& rebuild) {
  const Json& listed = rebuild["listed"];
  std::string line = "listed " + Text(listed["issues"]) + " issues, " + Text(listed["comments"]) +
                     " comments, " + Text(listed["tickets"]) + " tickets; " +
                     Text(rebuild["to_look_at"]) + " tickets to look at, " +
                     std::to_string(Count(rebuild, "linked")) + " back, " +
                     std::to_string(Count(rebuild, "returning")) + " on their way";
  const std::string reason = rebuild["reason"].StringOr("");
  return reason.empty() ? line : line + "; held up: " + reason;
}

int TellEnd(const Json& rebuild, const Console& console) {
  const auto line = [&](std::int64_t count, const char* what) {
    if (count > 0) console.out << "  " << count << " " << what << "\n";
  };
  console.out << "done: " << Text(rebuild["links"]) << " links with "
              << Text(rebuild["linked_tickets"]) << " tickets and " << Text(rebuild["messages"])
              << " copied messages are known\n";
  line(Count(rebuild, "linked"), "tickets are back in their links");
  line(Count(rebuild, "known"), "tickets were known already");
  line(Count(rebuild, "ended"), "tickets have links that were ended: they stay so");
  line(Count(rebuild, "nothing"), "tickets were never linked");
  line(Count(rebuild, "gone"), "tickets are named on GitHub but not there, or not ours to see");
  const auto& untold = rebuild["untold"].Items();
  if (untold.empty()) return kExitDone;
  console.out << "what could not be told:\n";
  for (const Json& each : untold) {
    console.out << Printable("  " + each["what"].StringOr("") + ": " + each["why"].StringOr(""))
                << "\n";
  }
  return kExitFailed;
}

}  // namespace

int RebuildCommand(const ApiClient& api, const Console& console) {
  const auto asked = api.Ask("POST", "/api/rebuild");
  if (!asked.ok()) return TellError(asked.error(), console);
  std::string told;
  while (true) {
    const auto now = api.Ask("GET", "/api/rebuild");
    if (!now.ok()) return TellError(now.error(), console);
    const Json& rebuild = (*now)["rebuild"];
    if (rebuild["phase"].StringOr("") == "done") return TellEnd(rebuild, console);
    const std::string line = HowFar(rebuild);
    if (line != told) console.out << Printable(line) << std::endl;
    told = line;
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace tandem
