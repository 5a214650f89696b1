#include "gateway/alert_rules.h"

#include "gateway/time_text.h"

#include <algorithm>
#include <optional>

namespace tandem {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kParked = "parked:";
constexpr std::string_view kRefused = "refused:";
constexpr std::string_view kUnannounced = "unannounced:";
constexpr std::string_view kQueue = "queue";
constexpr std::string_view kDeliveries = "parked:deliveries";

// So many changes without a webhook mean that some get lost even while others arrive. One or two
// may be those that no webhook tells by nature, such as a time-triggered automation's.
constexpr std::int64_t kSomeGetLost = 3;

bool IsParked(std::string_view cause) {
  return cause.starts_with(kParked);
}

std::string Lower(Service service) {
  return service == Service::kGithub ? "github" : "freshdesk";
}

Concern ConcernAbout(const ParkedFact& fact) {
  const Parked& parked = fact.parked;
  const std::string issue = fact.issue.empty() ? "" : " (" + fact.issue + ")";
  return {std::string(kParked) + parked.key.text, parked.key.text + issue + " is parked since " +
                                                      FormatTime(parked.since) + ": " +
                                                      parked.reason};
}

Concern ConcernAbout(const RefusedCredential& refused) {
  const std::string service(NameOf(refused.service));
  return {std::string(kRefused) + Lower(refused.service),
          service + " has refused our credential since " + FormatTime(refused.since) +
              ": it has expired or was taken back; look at " +
              std::string(CredentialOf(refused.service)) +
              ". Nothing is read or written there until it is mended; webhooks are still kept."};
}

std::string WhereToLook(const Unannounced& missed) {
  if (missed.repository.empty()) {
    return "Look at Freshdesk's two rules under Admin, Workflows, Automations (address, header "
           "X-Tandem-Secret, freshdesk.webhook_secret), and whether Freshdesk can reach this "
           "gateway.";
  }
  return "Look at Settings, Webhooks, Recent Deliveries of " + missed.repository +
         " (address, content type, github.webhook_secret), and whether GitHub can reach this "
         "gateway.";
}

// "1 change", "3 changes"
std::string Count(std::int64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

Concern ConcernAbout(const Unannounced& missed) {
  const std::string source = missed.repository.empty() ? "Freshdesk" : missed.repository;
  const bool never = missed.last_webhook == Time{};
  return {std::string(kUnannounced) + source,
          "since " + FormatTime(missed.first) + " the catch-up poll found " +
              Count(missed.changes, "change", "changes") + " of " + source +
              " that no webhook announced, for instance " + missed.example + "; " +
              (never ? "no webhook has ever come from there"
                     : "the last webhook from there came at " + FormatTime(missed.last_webhook)) +
              ". " + WhereToLook(missed) +
              " Nothing is lost, but changes are seen late (catch_up)."};
}

// Whether webhooks are broken: nothing at all comes any more, or too much is missing.
bool AreBroken(const Unannounced& missed) {
  return missed.changes >= kSomeGetLost ||
         (missed.changes > 0 && missed.last_webhook < missed.first);
}

std::string OverText(std::string_view cause) {
  if (cause == kQueue) return "the queue is worked off again";
  if (cause == kDeliveries) return "no unreadable delivery is parked any more";
  if (IsParked(cause)) return std::string(cause.substr(kParked.size())) + " is not parked any more";
  if (cause.starts_with(kRefused)) {
    const bool github = cause.ends_with("github");
    return std::string(NameOf(github ? Service::kGithub : Service::kFreshdesk)) +
           " takes our credential again";
  }
  return "no more changes without a webhook (" + std::string(cause.substr(kUnannounced.size())) +
         ")";
}

// On one line, and not too long for a message of ten.
std::string Shown(std::string text) {
  constexpr std::size_t kLongest = 700;
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  if (text.size() <= kLongest) return text;
  std::size_t end = kLongest;  // not within a character
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "...";
}

// These three are all that Slack wants escaped; it also takes the force out of <!here> and <@U..>.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// As many lines as fit, and how many are left out.
void AddLines(const std::vector<std::string>& lines, std::size_t limit, std::string& message) {
  constexpr std::size_t kMost = 10;
  std::size_t said = 0;
  for (const std::string& line : lines) {
    const std::string shown = "\n• " + Escaped(Shown(line));
    if (said == kMost || message.size() + shown.size() > limit) break;
    message += shown;
    ++said;
  }
  if (said < lines.size())
    message += "\n• and " + std::to_string(lines.size() - said) + " more (tandem parked)";
}

const Told* Find(const std::vector<Told>& told, std::string_view cause) {
  const auto found =
      std::find_if(told.begin(), told.end(), [&](const Told& each) { return each.cause == cause; });
  return found == told.end() ? nullptr : &*found;
}

}  // namespace

AlertPace PaceOf(const RetryConfig& retry) {
  AlertPace pace;
  pace.patience = retry.look_after * 4 / 3;
  pace.grace = retry.look_after * 4;
  pace.together = retry.look_after * 20 / 3;
  return pace;
}

std::chrono::milliseconds LookEvery(const RetryConfig& retry) {
  return std::clamp<milliseconds>(retry.look_after / 9, milliseconds(100), std::chrono::seconds(5));
}

std::vector<Concern> ConcernsOf(const AlertFacts& facts, Time now, const AlertPace& pace) {
  std::vector<Concern> concerns;
  for (const RefusedCredential& refused : facts.refused) concerns.push_back(ConcernAbout(refused));
  for (const Unannounced& missed : facts.unannounced) {
    if (AreBroken(missed)) concerns.push_back(ConcernAbout(missed));
  }
  if (facts.oldest_age > pace.old_age) {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(facts.oldest_age).count();
    concerns.push_back(
        {std::string(kQueue), "the oldest of " + Count(facts.waiting, "key", "keys") +
                                  " that wait has waited for " + std::to_string(minutes) +
                                  " minutes: `tandem activity` and /health/ready say what fails or "
                                  "is slow; /metrics shows the services' rate limits"});
  }
  for (const ParkedFact& fact : facts.parked) {
    if (now - fact.parked.since >= pace.patience) concerns.push_back(ConcernAbout(fact));
  }
  if (facts.parked_deliveries > 0) {
    concerns.push_back(
        {std::string(kDeliveries),
         Count(facts.parked_deliveries, "delivery", "deliveries") +
             " could not be read: look at the webhook's address and content in "
             "Freshdesk's rules; `tandem parked` lists them, `tandem parked drop KEY` "
             "forgets one"});
  }
  return concerns;
}

AlertsDue DueAlerts(const std::vector<Concern>& concerns, const std::vector<Told>& told, Time now,
                    const AlertPace& pace) {
  const bool gathering = std::any_of(told.begin(), told.end(), [&](const Told& each) {
    return IsParked(each.cause) && now - each.changed < pace.together;
  });
  const auto waits = [&](std::string_view cause) { return gathering && IsParked(cause); };
  AlertsDue due;
  for (const Concern& concern : concerns) {
    const Told* before = Find(told, concern.cause);
    const bool lately = before != nullptr && now - before->raised < pace.again;
    if (!lately && !waits(concern.cause)) due.raise.push_back(concern);
  }
  for (const Told& each : told) {
    const bool stands = std::any_of(concerns.begin(), concerns.end(), [&](const Concern& concern) {
      return concern.cause == each.cause;
    });
    if (stands) continue;
    if (!each.over && !waits(each.cause)) due.over.push_back(each.cause);
    if (each.over && now - each.raised >= pace.again) due.forget.push_back(each.cause);
  }
  return due;
}

std::vector<Told> AfterTelling(const AlertsDue& due, const std::vector<Told>& told, Time now) {
  std::vector<Told> after;
  const auto in = [](const std::vector<std::string>& causes, const std::string& cause) {
    return std::find(causes.begin(), causes.end(), cause) != causes.end();
  };
  const auto raised = [&](const std::string& cause) {
    return std::any_of(due.raise.begin(), due.raise.end(),
                       [&](const Concern& concern) { return concern.cause == cause; });
  };
  for (Told each : told) {
    if (raised(each.cause) || in(due.forget, each.cause)) continue;
    if (in(due.over, each.cause)) {
      each.over = true;
      each.changed = now;
    }
    after.push_back(std::move(each));
  }
  for (const Concern& concern : due.raise) after.push_back({concern.cause, now, now, false});
  return after;
}

std::string AlertMessage(const AlertsDue& due, std::string_view account) {
  constexpr std::size_t kLimit = 3'900;
  constexpr std::size_t kLeftForTheRest = 400;
  const std::string who = "Tandem (" + Escaped(account) + ")";
  std::string message;
  if (!due.raise.empty()) {
    std::vector<std::string> lines;
    for (const Concern& concern : due.raise) lines.push_back(concern.text);
    message = ":warning: " + who + " needs a person:";
    AddLines(lines, kLimit - 3 * kLeftForTheRest, message);
    const bool parked = std::any_of(due.raise.begin(), due.raise.end(), [](const Concern& each) {
      return IsParked(each.cause) && each.cause != kDeliveries;
    });
    if (parked) {
      message +=
          "\nWhat is parked is tried again by itself within the hour, at the next event, and at "
          "once by `tandem parked retry KEY`.";
    }
  }
  if (!due.over.empty()) {
    std::vector<std::string> lines;
    for (const std::string& cause : due.over) lines.push_back(OverText(cause));
    message += message.empty() ? ":white_check_mark: " + who + ", over:" : "\nOver:";
    AddLines(lines, kLimit - kLeftForTheRest / 2, message);
  }
  return message;
}

}  // namespace tandem
