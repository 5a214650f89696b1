// One story's world: its clock, the two services, the store, and what is going to happen. Time goes
// by only here, and whatever becomes due meanwhile happens in between: also in the middle of a
// call. Not thread-safe: each story has its own.
#pragma once

#include "gateway/lease_guard.h"
#include "gateway/queue.h"
#include "gateway/result.h"
#include "tests/simulator/desk.h"
#include "tests/simulator/hub.h"
#include "tests/simulator/shelf.h"
#include "tests/simulator/weather.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tandem::simulator {

using Moment = std::chrono::steady_clock::time_point;

// Something that a person changed, on a ticket or (by its number) an issue.
struct Change {
  Time at{};
  std::int64_t place = 0;
  std::string field{};  // "state", "status", "priority", "pair:bug", "tag:vip", "label:later"
  std::string value{};
  std::string before{};
  bool overwritten = false;  // by a write of a whole set that was read before
  int deed = -1;
};

// A write of Tandem that sets something, as the service saw it.
struct OurWrite {
  Time sent{};
  Time done{};  // when Tandem learned or gave up
  std::int64_t place = 0;
  std::string kind{};  // "state", "priority", "tags", "labels", "issue" or "message"
  std::int64_t message = 0;
  std::map<std::string, std::string> sets{};  // fields and values, as in Change
  Time applied{};                             // when it came through; never: zero
  bool certain = false;                       // Tandem knows what became of it
};

// What a call to a service is about.
struct Asked {
  bool reads = true;
  std::int64_t id = 0;  // no two things of a story have the same; 0: of many
  auto operator<=>(const Asked&) const = default;
};

// A sync that left nothing to do: when it began to read, and when it was over.
struct InStep {
  Time began{};
  Time ended{};
};

// One gateway: what its calls have to know of it.
struct Life {
  bool dead = false;
  std::function<Status(LeaseGuard::Call)> may_send{};  // asked right before each call to a service
  std::map<TicketId, Time> ticket_read{};
};

class World {
 public:
  // 2026-01-05 08:00 UTC; any time will do.
  static constexpr Time kBegin{std::chrono::milliseconds(1'767'600'000'000)};

  World(Weather weather_of_story, const Teeth& teeth_of_story);

  Time now() const { return now_; }
  // What the gateway's own clock shows, which may have been set wrong. The store and the services
  // have clocks of their own.
  Time wall() const { return now_ + clock_error_; }
  void SetClockWrong(milliseconds error, milliseconds duration);
  Moment monotonic() const { return Moment(now_.time_since_epoch()); }

  // `what` happens as soon as time has come that far; in the order of their times.
  void At(Time time, std::function<void()> what);
  std::optional<Time> NextHappening() const;
  void Pass(milliseconds duration) { PassUntil(now_ + duration); }
  void PassUntil(Time until);
  // The caller stands still; others, if there are any, go on.
  void Freeze(milliseconds duration);

  // A webhook: it may be lost, late, or come twice.
  void Deliver(const Delivery& delivery);
  void DeliverTicket(TicketId id);
  void DeliverIssue(const HubIssue& issue);
  void DeliverRepository(RepositoryId id);

  Weather weather;
  Teeth teeth;
  Desk desk{};
  Hub hub{};
  Shelf shelf;
  std::function<void(Time until)> others{};  // who go on while one is frozen
  // The record, for the oracle.
  std::vector<Change> changes{};
  std::vector<OurWrite> writes{};
  std::size_t remembered = 0;        // of `writes`: what became of the others is not stored yet
  std::vector<Time> unsure_saves{};  // when something was stored, and the gateway was not told so
  std::map<std::int64_t, std::vector<InStep>> in_step{};  // by issue id
  Time ruined{};  // when the store last lost something; never: zero
  // What Tandem said that it did, for people who look into one story.
  std::vector<std::string>* journal = nullptr;
  void Say(const std::string& words);
  // What the services answered since something was last stored is not remembered by anybody.
  void ForgetAnswers();
  // Things have other ids from now on, in the record as well.
  void Rename(const std::map<std::int64_t, std::int64_t>& ids);
  std::set<Asked> said_not_there{};  // by a service that was mistaken
  bool short_pages = false;          // listings of what changed come in pages of few entries
  bool two_repositories = false;     // have rules
  int deeds_done = 0;
  int deliveries = 0;

 private:
  Time now_;
  milliseconds clock_error_{};
  std::multimap<Time, std::function<void()>> happenings_{};
  bool frozen_ = false;
};

}  // namespace tandem::simulator
