#include "tests/chaos/run/late.h"

#include "tests/chaos/run/directed.h"
#include "tests/chaos/run/view.h"

#include <algorithm>

namespace tandem::chaos {
namespace {

using namespace sandbox;  // NOLINT(google-build-using-namespace): this file is all about it
using std::chrono::milliseconds;
using std::chrono::seconds;

// Long enough for the second thought to be read and for what was decided to be kept, also on a slow
// machine, and well within the wait after an unknown outcome.
constexpr milliseconds kLate{2'000};
constexpr milliseconds kLookAfterLate{5'000};

// A person's choice on one side, and the write that carries it to the other.
struct Choice {
  Field field = Field::kState;
  Side side = Side::kHub;
  const char* method = "";
  const char* tail = "";  // of the path, after the number
};
constexpr std::array kChoices{
    Choice{Field::kState, Side::kHub, "PUT", "$"},
    Choice{Field::kBug, Side::kHub, "PUT", "$"},
    Choice{Field::kState, Side::kDesk, "PATCH", "$"},
    Choice{Field::kBug, Side::kDesk, "POST", "/labels$"},
};

std::string PathOf(const Linked& link, Side side) {
  return side == Side::kDesk
             ? "/tickets/" + std::to_string(link.ticket)
             : "/repos/" + std::string(kRepository) + "/issues/" + std::to_string(link.issue);
}

Fault LateWrite(const Choice& choice, const Linked& link) {
  const Side other = Other(choice.side);
  Fault fault;
  fault.service = other == Side::kDesk ? sandbox::Service::kFreshdesk : sandbox::Service::kGithub;
  fault.method = choice.method;
  fault.path = PathOf(link, other) + choice.tail;
  fault.kind = FaultKind::kLate;
  fault.delay = kLate;
  return fault;
}

// Wholly, or by its ETag.
bool WasRead(const Journal& log, const std::string& path, Moment since) {
  const auto calls = log.Calls();
  return std::any_of(calls.begin(), calls.end(), [&](const CallSeen& each) {
    const bool answered = each.status == 200 || each.status == 304;
    return each.method == "GET" && each.path == path && each.at > since && answered;
  });
}

void Play(Directed& stage, const Choice& choice) {
  const std::size_t at = stage.OpenLink();
  const Linked& link = stage.link(at);
  const auto came_through = [&] {
    return Shown(stage.world(), link, choice.field, Other(choice.side));
  };
  stage.world().Failing().Add(LateWrite(choice, link));
  stage.people().Choose(at, choice.field, choice.side, true);
  stage.Await("it is carried over", [&] { return stage.world().Failing().Left() == 0; });
  stage.people().Choose(at, choice.field, choice.side, false);
  const Moment since = stage.world().Time().Now();
  stage.Await("the second thought is read", [&] {
    const Journal& log = stage.world().Log();
    return WasRead(log, PathOf(link, Side::kDesk), since) &&
           WasRead(log, PathOf(link, Side::kHub), since);
  });
  if (came_through()) stage.Miss("the second thought is read before the write comes through");
  stage.Await("it comes through", came_through);
  stage.Quiet();
}

}  // namespace

Verdict PlayLate(const Settings& settings) {
  Directed stage(settings, {kLookAfterLate});
  stage.Add();
  for (const Choice& choice : kChoices) Play(stage, choice);
  return stage.Judged();
}

}  // namespace tandem::chaos
