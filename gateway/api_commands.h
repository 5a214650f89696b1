// The commands that ask a running gateway. Each writes for people, or the API's own JSON, and gives
// the exit code. One at a time, in main's thread.
#pragma once

#include "gateway/api_client.h"
#include "gateway/commands.h"

#include <cstdint>
#include <string>

namespace tandem {

enum class Shown { kForPeople, kAsJson };

int PreviewCommand(const ApiClient& api, std::int64_t ticket, Shown shown, const Console& console);
// Waits until the ticket's work is done, and says what was done.
int SyncCommand(const ApiClient& api, std::int64_t ticket, const Console& console);
int SyncAllCommand(const ApiClient& api, const Console& console);
int PlanAllCommand(const ApiClient& api, const Console& console);

int LinksCommand(const ApiClient& api, Shown shown, const Console& console);
int ActivityCommand(const ApiClient& api, std::int64_t limit, Shown shown, const Console& console);
int ParkedCommand(const ApiClient& api, Shown shown, const Console& console);
int RetryParkedCommand(const ApiClient& api, const std::string& key, const Console& console);
int RetryAllParkedCommand(const ApiClient& api, const Console& console);
int DropParkedCommand(const ApiClient& api, const std::string& key, const Console& console);

// Each waits until it is carried out.
int LinkCommand(const ApiClient& api, std::int64_t ticket, const std::string& issue,
                const Console& console);
int UnlinkCommand(const ApiClient& api, std::int64_t ticket, const Console& console);
int WithdrawCommand(const ApiClient& api, std::int64_t ticket, const Console& console);
int WithdrawAllCommand(const ApiClient& api, const Console& console);

// Restores the map of links, and waits until that is done.
int RebuildCommand(const ApiClient& api, const Console& console);

}  // namespace tandem
