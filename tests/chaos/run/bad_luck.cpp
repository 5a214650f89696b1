#include "tests/chaos/run/bad_luck.h"

#include <algorithm>

namespace tandem::chaos {
namespace {

using namespace sandbox;  // NOLINT(google-build-using-namespace): this file is all about it
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// What was missing once is there when it is looked for again.
constexpr std::chrono::seconds kBetweenMisses{20};

WebhookFaults FaultsOf(const Settings& settings) {
  WebhookFaults faults;
  faults.seed = settings.seed;
  faults.lose = settings.lost;
  faults.repeat = settings.repeated;
  faults.reorder = settings.reordered;
  return faults;
}

Fault Of(FaultKind kind, int status = 500) {
  Fault fault;
  fault.kind = kind;
  fault.status = status;
  return fault;
}

Fault Answering(int status, const char* body) {
  Fault fault = Of(FaultKind::kStatusBefore, status);
  fault.body = body;
  return fault;
}

Fault TooMany(FaultKind kind) {
  Fault fault = Of(kind, kind == FaultKind::kRateLimit ? 429 : 403);
  fault.retry_after = 1;
  return fault;
}

Fault DenialOf(std::size_t throw_of_20, sandbox::Service service) {
  if (throw_of_20 == 0) return Answering(401, R"({"message":"Bad credentials"})");
  if (throw_of_20 < 7) return TooMany(FaultKind::kRateLimit);
  if (throw_of_20 < 10 && service == sandbox::Service::kGithub)
    return TooMany(FaultKind::kSecondaryLimit);
  if (throw_of_20 < 14) return Answering(403, R"({"message":"Forbidden"})");
  return Answering(422, R"({"message":"Validation Failed"})");
}

}  // namespace

BadLuck::BadLuck(Sandbox& world, const Settings& settings)
    : world_(world), settings_(settings), dice_(settings.seed + 1) {
  world_.Set(FaultsOf(settings));
  if (settings.resent) {
    const std::vector<milliseconds> waits(100, milliseconds(100));
    world_.FreshdeskWebhooks().RetryAfter(waits);
    world_.GithubWebhooks().RetryAfter(waits);
  }
  world_.Failing().Decide(
      [this](sandbox::Service service, const Call& call) { return Decide(service, call); });
}

void BadLuck::EndRefusals() {
  const std::lock_guard lock(mutex_);
  denies_ = false;
}

BadLuck::~BadLuck() {
  End();
}

void BadLuck::End() {
  world_.Failing().Decide({});
  world_.Set(WebhookFaults{});
}

std::optional<Fault> BadLuck::Decide(sandbox::Service service, const Call& call) {
  const std::lock_guard lock(mutex_);
  std::optional<Fault> fault;
  const bool reads = call.method == "GET";
  if (reads && settings_.missing > 0) fault = Miss(call);
  if (!fault && denies_) fault = Deny(service, call);
  if (!fault && dice_.Chance(settings_.faults))
    fault = !reads && dice_.Chance(settings_.applied) ? ApplyUnseen() : Refuse();
  if (!fault && reads && call.segments.size() >= 2)
    ++read_[call.segments[call.segments.size() - 2] + "/" + call.segments.back()];
  if (!fault) return std::nullopt;
  fault->service = service;
  ++faults_;
  return fault;
}

std::size_t BadLuck::Looks(std::int64_t ticket, std::int64_t issue) {
  const std::lock_guard lock(mutex_);
  return std::min(read_["tickets/" + std::to_string(ticket)],
                  read_["issues/" + std::to_string(issue)]);
}

// A ticket or an issue that is there: 404, once in a while.
std::optional<Fault> BadLuck::Miss(const Call& call) {
  const bool one =
      MatchPath("tickets/{}", call.segments) || MatchPath("repos/{}/{}/issues/{}", call.segments);
  if (!one || !dice_.Chance(settings_.missing)) return std::nullopt;
  const auto now = steady_clock::now();
  const auto [last, is_new] = missed_.try_emplace(call.path, now);
  if (!is_new && now - last->second < kBetweenMisses) return std::nullopt;
  last->second = now;
  Fault fault = Of(FaultKind::kStatusBefore, 404);
  fault.body = R"({"message":"Not Found"})";
  return fault;
}

// A definite answer: nothing is done, and both sides know. 401 is rare, because it silences the
// service for a minute; only writes can be invalid.
std::optional<Fault> BadLuck::Deny(sandbox::Service service, const Call& call) {
  Denial& denial = denials_[service];
  if (denial.left == 0) {
    if (!dice_.Chance(settings_.refusals)) return std::nullopt;
    denial = {DenialOf(dice_.Below(20), service), 1 + dice_.Below(8)};
  }
  if (denial.fault.status == 422 && call.method == "GET") return std::nullopt;
  --denial.left;
  ++refused_;
  return denial.fault;
}

// Nothing is done. A read is answered with nonsense too.
Fault BadLuck::Refuse() {
  switch (dice_.Below(5)) {
    case 0:
      return Of(FaultKind::kStatusBefore, 500);
    case 1:
      return Of(FaultKind::kStatusBefore, 503);
    case 2:
      return Of(FaultKind::kResetBefore);
    case 3: {
      Fault fault = Of(FaultKind::kHangBefore);
      fault.delay = milliseconds(100);
      return fault;
    }
    default: {
      Fault fault = Of(FaultKind::kSlow);
      fault.delay = milliseconds(50);
      return fault;
    }
  }
}

// It is done, and the caller cannot know.
Fault BadLuck::ApplyUnseen() {
  ++applied_;
  if (dice_.Chance(settings_.late)) {
    Fault fault = Of(FaultKind::kLate);
    fault.delay = milliseconds(20 + static_cast<std::int64_t>(dice_.Below(
                                        static_cast<std::size_t>(kLatest.count()) - 20)));
    return fault;
  }
  switch (dice_.Below(3)) {
    case 0:
      return Of(FaultKind::kStatusAfter, 502);
    case 1:
      return Of(FaultKind::kResetAfter);
    default:
      return Of(FaultKind::kGarbage);
  }
}

}  // namespace tandem::chaos
