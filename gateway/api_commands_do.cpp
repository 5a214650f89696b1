// The commands that have something done: sync, parked retry and drop, link, unlink, withdraw.
#include "gateway/api_commands.h"
#include "gateway/api_waiting.h"
#include "gateway/brake.h"
#include "gateway/text_table.h"
#include "gateway/url.h"

#include <ostream>

namespace tandem {
namespace {

// Asks for it, waits for it and tells it.
int Carry(const ApiClient& api, std::int64_t ticket, const std::string& method,
          const std::string& path, const Json& body, const Console& console) {
  const auto accepted = api.Ask(method, path, body);
  if (!accepted.ok()) return TellError(accepted.error(), console);
  const auto work = WaitFor(api, ticket, (*accepted)["delivery"].StringOr(""));
  if (!work.ok()) return TellError(work.error(), console);
  const int exit = TellWork(*work, ticket, console);
  for (const Json& entry : work->activity) {
    if (entry["what"].StringOr("") == "refused") return kExitFailed;
  }
  return exit;
}

std::string Numbered(const char* path, std::int64_t ticket) {
  return path + std::to_string(ticket);
}

}  // namespace

int SyncCommand(const ApiClient& api, std::int64_t ticket, const Console& console) {
  return Carry(api, ticket, "POST", Numbered("/api/sync/", ticket), {}, console);
}

int SyncAllCommand(const ApiClient& api, const Console& console) {
  const auto answer = api.Ask("POST", "/api/sync");
  if (!answer.ok()) return TellError(answer.error(), console);
  console.out << (*answer)["links"].Integer().value_or(0)
              << " links will be synced now; \"tandem links\" shows how they stand\n";
  return kExitDone;
}

int RetryParkedCommand(const ApiClient& api, const std::string& key, const Console& console) {
  const auto answer = api.Ask("POST", "/api/parked/" + PercentEncode(key) + "/retry");
  if (!answer.ok()) return TellError(answer.error(), console);
  console.out << Printable(key) << ": will be tried now\n";
  return kExitDone;
}

int RetryAllParkedCommand(const ApiClient& api, const Console& console) {
  const auto parked = api.Ask("GET", "/api/parked");
  if (!parked.ok()) return TellError(parked.error(), console);
  int exit = kExitDone;
  for (const Json& each : (*parked)["parked"].Items()) {
    const std::string key = each["key"].StringOr("");
    // Of these nothing is kept that could be tried.
    if (key.starts_with("delivery:")) continue;
    // Letting go what vanished by the dozen takes a person who has looked at just that.
    if (key == kBrakeKey) {
      console.out << "brake: stays on; \"tandem parked retry brake\" lets it go\n";
      continue;
    }
    const auto answer = api.Ask("POST", "/api/parked/" + PercentEncode(key) + "/retry");
    const bool gone = !answer.ok() && answer.error().remedy == Remedy::kNotFound;
    if (answer.ok()) console.out << Printable(key) << ": will be tried now\n";
    if (!answer.ok() && !gone) exit = TellError(answer.error(), console);
  }
  return exit;
}

int DropParkedCommand(const ApiClient& api, const std::string& key, const Console& console) {
  const auto answer = api.Ask("DELETE", "/api/parked/" + PercentEncode(key));
  if (!answer.ok()) return TellError(answer.error(), console);
  console.out << Printable(key) << ": dropped\n";
  return kExitDone;
}

int LinkCommand(const ApiClient& api, std::int64_t ticket, const std::string& issue,
                const Console& console) {
  const Json body = Json::Object{{"ticket", ticket}, {"issue", issue}};
  return Carry(api, ticket, "POST", "/api/links", body, console);
}

int UnlinkCommand(const ApiClient& api, std::int64_t ticket, const Console& console) {
  return Carry(api, ticket, "DELETE", Numbered("/api/links/", ticket), {}, console);
}

int WithdrawCommand(const ApiClient& api, std::int64_t ticket, const Console& console) {
  return Carry(api, ticket, "POST", Numbered("/api/withdraw/", ticket), {}, console);
}

int WithdrawAllCommand(const ApiClient& api, const Console& console) {
  const auto links = api.Ask("GET", "/api/links");
  if (!links.ok()) return TellError(links.error(), console);
  int exit = kExitDone;
  for (const Json& link : (*links)["links"].Items()) {
    for (const Json& ticket : link["tickets"].Items()) {
      const int done = WithdrawCommand(api, ticket["id"].Id().value_or(0), console);
      if (done != kExitDone) exit = done;
    }
  }
  return exit;
}

}  // namespace tandem
