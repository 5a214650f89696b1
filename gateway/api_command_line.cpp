#include "gateway/api_command_line.h"

#include <CLI/CLI.hpp>

namespace tandem {
namespace {

constexpr std::int64_t kLargestId = std::int64_t{1} << 53;

CLI::App* Command(CLI::App& app, const char* name, const char* does, std::string& config,
                  ApiOptions& options) {
  CLI::App* command = app.add_subcommand(name, does);
  command->add_option("--config", config,
                      "the configuration; default: $TANDEM_CONFIG, ./tandem.json, "
                      "/etc/tandem/tandem.json");
  command->add_option("--url", options.url,
                      "where the gateway is; default: from the configuration");
  return command;
}

CLI::Option* AddTicket(CLI::App* command, ApiOptions& options) {
  return command->add_option("TICKET", options.ticket, "the ticket's number")
      ->check(CLI::Range(std::int64_t{1}, kLargestId));
}

// Either the one or --all.
void TicketOrAll(CLI::App* command, ApiOptions& options) {
  CLI::App* what = command->add_option_group("what");
  AddTicket(what, options);
  what->add_flag("--all", options.all, "all that are linked");
  what->require_option(1);
}

Shown ShownAs(const ApiOptions& options) {
  return options.json ? Shown::kAsJson : Shown::kForPeople;
}

void AddJson(CLI::App* command, ApiOptions& options) {
  command->add_flag("--json", options.json, "as the API answers it");
}

int Sync(const ApiClient& api, const ApiOptions& options, const Console& console) {
  if (!options.all && options.dry_run)
    return PreviewCommand(api, options.ticket, Shown::kForPeople, console);
  if (!options.all) return SyncCommand(api, options.ticket, console);
  return options.dry_run ? PlanAllCommand(api, console) : SyncAllCommand(api, console);
}

void DeclareShowing(CLI::App& app, std::string& config, ApiOptions& options) {
  CLI::App* preview = Command(
      app, "preview", "what a sync would do and publish now, changing nothing", config, options);
  AddTicket(preview, options)->required();
  AddJson(preview, options);
  preview->callback([&options] {
    options.command = [&options](const ApiClient& api, const Console& console) {
      return PreviewCommand(api, options.ticket, ShownAs(options), console);
    };
  });
  CLI::App* links = Command(app, "links", "what is linked, and how it stands", config, options);
  AddJson(links, options);
  links->callback([&options] {
    options.command = [&options](const ApiClient& api, const Console& console) {
      return LinksCommand(api, ShownAs(options), console);
    };
  });
  CLI::App* activity =
      Command(app, "activity", "what happened lately, newest first", config, options);
  AddJson(activity, options);
  constexpr std::int64_t kMost = 10'000;
  activity->add_option("--limit", options.limit, "how many entries")
      ->check(CLI::Range(std::int64_t{1}, kMost));
  activity->callback([&options] {
    options.command = [&options](const ApiClient& api, const Console& console) {
      return ActivityCommand(api, options.limit, ShownAs(options), console);
    };
  });
}

void DeclareParked(CLI::App& app, std::string& config, ApiOptions& options) {
  CLI::App* parked = Command(app, "parked", "what a person should look at", config, options);
  AddJson(parked, options);
  parked->require_subcommand(0, 1);
  CLI::App* retry = Command(*parked, "retry", "try it now", config, options);
  CLI::App* what = retry->add_option_group("what");
  what->add_option("KEY", options.key, "as \"tandem parked\" shows it");
  what->add_flag("--all", options.all, "all that is parked");
  what->require_option(1);
  CLI::App* drop = Command(*parked, "drop", "forget what was to be done", config, options);
  drop->add_option("KEY", options.key, "as \"tandem parked\" shows it")->required();
  parked->callback([&options, retry, drop] {
    options.command = [&options, retry = retry->parsed(), drop = drop->parsed()](
                          const ApiClient& api, const Console& console) {
      if (drop) return DropParkedCommand(api, options.key, console);
      if (!retry) return ParkedCommand(api, ShownAs(options), console);
      return options.all ? RetryAllParkedCommand(api, console)
                         : RetryParkedCommand(api, options.key, console);
    };
  });
}

}  // namespace

void DeclareApiCommands(CLI::App& app, std::string& config, ApiOptions& options) {
  DeclareShowing(app, config, options);
  DeclareParked(app, config, options);
  CLI::App* sync = Command(app, "sync", "sync now", config, options);
  TicketOrAll(sync, options);
  sync->add_flag("--dry-run", options.dry_run, "only say what would be done");
  sync->callback([&options] {
    options.command = [&options](const ApiClient& api, const Console& console) {
      return Sync(api, options, console);
    };
  });
  CLI::App* link = Command(app, "link", "link a ticket to an issue", config, options);
  AddTicket(link, options)->required();
  link->add_option("ISSUE", options.issue, "owner/name#12, or the issue's address")->required();
  link->callback([&options] {
    options.command = [&options](const ApiClient& api, const Console& console) {
      return LinkCommand(api, options.ticket, options.issue, console);
    };
  });
}

void DeclareEndingCommands(CLI::App& app, std::string& config, ApiOptions& options) {
  CLI::App* unlink = Command(app, "unlink", "end a ticket's link", config, options);
  AddTicket(unlink, options)->required();
  unlink->callback([&options] {
    options.command = [&options](const ApiClient& api, const Console& console) {
      return UnlinkCommand(api, options.ticket, console);
    };
  });
  CLI::App* rebuild = Command(
      app, "rebuild", "restore the map of links from both services, when the store was lost",
      config, options);
  rebuild->callback([&options] { options.command = RebuildCommand; });
  CLI::App* withdraw = Command(
      app, "withdraw", "delete on GitHub what was copied there from a ticket", config, options);
  TicketOrAll(withdraw, options);
  withdraw->callback([&options] {
    options.command = [&options](const ApiClient& api, const Console& console) {
      return options.all ? WithdrawAllCommand(api, console)
                         : WithdrawCommand(api, options.ticket, console);
    };
  });
}

}  // namespace tandem
