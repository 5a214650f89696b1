#include "tests/simulator/world.h"

namespace tandem::simulator {
namespace {

using namespace std::chrono_literals;

}  // namespace

World::World(Weather weather_of_story, const Teeth& teeth_of_story)
    : weather(std::move(weather_of_story)),
      teeth(teeth_of_story),
      shelf(teeth_of_story, [this] { return now_; }),
      now_(kBegin) {}

void World::At(Time time, std::function<void()> what) {
  happenings_.emplace(time, std::move(what));
}

std::optional<Time> World::NextHappening() const {
  return happenings_.empty() ? std::nullopt : std::optional(happenings_.begin()->first);
}

void World::PassUntil(Time until) {
  while (!happenings_.empty() && happenings_.begin()->first <= until) {
    auto happening = happenings_.extract(happenings_.begin());
    now_ = std::max(now_, happening.key());
    happening.mapped()();
  }
  now_ = std::max(now_, until);
}

void World::Freeze(milliseconds duration) {
  const Time until = now_ + duration;
  if (!frozen_ && others) {
    frozen_ = true;
    others(until);
    frozen_ = false;
  }
  PassUntil(until);
}

void World::SetClockWrong(milliseconds error, milliseconds duration) {
  clock_error_ = error;
  At(now_ + duration, [this] { clock_error_ = {}; });
}

void World::ForgetAnswers() {
  for (; remembered < writes.size(); ++remembered) writes[remembered].certain = false;
}

void World::Rename(const std::map<std::int64_t, std::int64_t>& ids) {
  const auto rename = [&](std::int64_t& id) {
    if (const auto now = ids.find(id); now != ids.end()) id = now->second;
  };
  for (Change& each : changes) rename(each.place);
  for (OurWrite& each : writes) {
    rename(each.place);
    rename(each.message);
  }
  for (const auto& [before, after] : ids) {
    auto known = in_step.extract(before);
    if (known.empty()) continue;
    known.key() = after;
    in_step.insert(std::move(known));
  }
}

void World::Say(const std::string& words) {
  if (journal == nullptr) return;
  journal->push_back(std::to_string((now_ - kBegin).count()) + " ms  " + words);
}

void World::Deliver(const Delivery& delivery) {
  constexpr auto kUsual = 150ms;
  const Fault fault = weather.Next(CallKind::kDelivery);
  if (fault.fate == Fate::kLost) return;
  Delivery named = delivery;
  named.id = "delivery-" + std::to_string(++deliveries);
  const auto come = [this, named] { shelf.Accept(named, kSettle); };
  At(now_ + (fault.fate == Fate::kLate ? fault.amount : kUsual), come);
  if (fault.fate == Fate::kTwice) At(now_ + kUsual + fault.amount, come);
}

void World::DeliverTicket(TicketId id) {
  Delivery delivery;
  delivery.source = "freshdesk";
  delivery.key = KeyOf(id);
  Deliver(delivery);
}

void World::DeliverIssue(const HubIssue& issue) {
  Delivery delivery;
  delivery.source = "github";
  delivery.key = KeyOf(issue.issue.ref.id);
  const IssueRef& ref = issue.issue.ref;
  delivery.place = IssuePlace{ref.repository_id, ref.repository, ref.number};
  Deliver(delivery);
}

void World::DeliverRepository(RepositoryId id) {
  Delivery delivery;
  delivery.source = "github";
  delivery.key = KeyOf(id);
  Deliver(delivery);
}

}  // namespace tandem::simulator
