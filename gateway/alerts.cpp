#include "gateway/alerts.h"

#include "gateway/json.h"
#include "gateway/url.h"

#include <algorithm>
#include <utility>

namespace tandem {
namespace {

constexpr std::chrono::minutes kLongestWait{10};

std::int64_t ChangesOf(const AlertFacts& facts, bool github) {
  std::int64_t changes = 0;
  for (const Unannounced& missed : facts.unannounced) {
    if (missed.repository.empty() != github) changes += missed.changes;
  }
  return changes;
}

// Slack says what it dislikes as text; only the status is told on, and the setting to look at.
Error NotPosted(const std::string& why) {
  return {Remedy::kUnavailable, why + "; look at \"alerts\"", {}};
}

}  // namespace

struct Alerts::Standing {
  AlertState::Known known{};
  AlertsDue due{};
};

void Alerts::Start() {
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      lock.unlock();
      Look();
      lock.lock();
      stop_.wait_for(lock, parts_.look_every, [this] { return stopping_; });
    }
  });
}

void Alerts::AskToStop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
}

void Alerts::Stop() {
  AskToStop();
  if (thread_.joinable()) thread_.join();
}

Result<Alerts::Standing> Alerts::Read() {
  const CredentialsSeen seen{parts_.services.CredentialOf(Service::kFreshdesk),
                             parts_.services.CredentialOf(Service::kGithub)};
  Standing standing;
  TRY_ASSIGN(standing.known, parts_.state.Read(seen, parts_.pace.grace));
  TRY_ASSIGN(const QueueStats stats, parts_.queue.Stats());
  AlertFacts& facts = standing.known.facts;
  facts.waiting = stats.depth;
  facts.oldest_age = stats.oldest_age;
  standing.due = DueAlerts(ConcernsOf(facts, standing.known.now, parts_.pace), standing.known.told,
                           standing.known.now, parts_.pace);
  return standing;
}

// Once for each reason; the workers say already that the store is away.
void Alerts::Wait(const Error& error) {
  const bool away = error.remedy == Remedy::kUnavailable;
  if (away || std::exchange(unreadable_, error.message) == error.message)
    return parts_.log.Debug("alerts wait", {{"reason", error.message}});
  parts_.log.Error("no alert can be told", {{"reason", error.message}});
}

void Alerts::Look() {
  const auto standing = Read();
  if (!standing.ok()) return Wait(standing.error());
  unreadable_.clear();
  parts_.metrics.SetUnannounced("freshdesk", ChangesOf(standing->known.facts, false));
  parts_.metrics.SetUnannounced("github", ChangesOf(standing->known.facts, true));
  const bool due = standing->due != AlertsDue{};
  if (parts_.address.empty() || !due || std::chrono::steady_clock::now() < not_before_) return;
  const Status told = Tell();
  if (!told.ok()) return Failed(told.error());
  wait_ = {};
}

// Read again under the turn: another gateway may just have told it. Recorded after it was posted:
// should this gateway die between the two, the message comes twice rather than never.
Status Alerts::Tell() {
  TRY_ASSIGN(const bool mine, parts_.state.TakeTurn(parts_.turn));
  if (!mine) return Done{};
  TRY_ASSIGN(const Standing standing, Read());
  const AlertState::Known& known = standing.known;
  if (!standing.due.raise.empty() || !standing.due.over.empty())
    TRY(Post(AlertMessage(standing.due, parts_.account)));
  TRY(parts_.state.Save(known.told, AfterTelling(standing.due, known.told, known.now)));
  return parts_.state.GiveTurnBack();
}

Status Alerts::Post(const std::string& text) {
  const auto url = ParseUrl(parts_.address.Reveal());
  if (!url) return NotPosted("no http or https address");
  HttpClient client(url->scheme + "://" + HostAndPort(*url), parts_.limits);
  HttpRequest request;
  request.method = "POST";
  request.path = url->target.starts_with('/') ? url->target : "/" + url->target;
  request.body = Json(Json::Object{{"text", text}}).Dump();
  const auto answer = client.Send(request);
  parts_.metrics.CountCall("slack", answer.ok() ? answer->status : 0);
  const bool posted = answer.ok() && answer->status >= 200 && answer->status < 300;
  parts_.metrics.CountAlert(posted ? ActionOutcome::kDone : ActionOutcome::kFailed);
  if (posted) {
    parts_.log.Info("alert posted");
    return Done{};
  }
  if (!answer.ok()) return NotPosted("no answer");
  return NotPosted("answered " + std::to_string(answer->status));
}

void Alerts::Failed(const Error& error) {
  wait_ = std::min<std::chrono::milliseconds>(
      kLongestWait, std::max<std::chrono::milliseconds>(2 * wait_, parts_.try_again));
  not_before_ = std::chrono::steady_clock::now() + wait_;
  parts_.log.Warn("an alert could not be told",
                  {{"reason", error.message}, {"again_in_ms", wait_.count()}});
}

}  // namespace tandem
