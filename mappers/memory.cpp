#include "mappers/memory.h"

#include <algorithm>

namespace tandem {

std::vector<Time> MayHaveComeThrough(const FieldMemory& memory, const std::string& now) {
  std::vector<Time> times;
  if (now == memory.seen || now != memory.agreed) return times;
  for (const Attempt& attempt : memory.unknown) {
    if (attempt.value == now) times.push_back(attempt.at);
  }
  return times;
}

void RememberCameThrough(FieldMemory& memory, const std::string& now, Time at) {
  std::erase(memory.unknown, Attempt{now, at});
  memory.seen = now;
}

Sighting See(FieldMemory& memory, const std::string& now, Time read_at,
             std::chrono::milliseconds window, MayBeOurs may_be) {
  const auto is_over = [&](const Attempt& attempt) { return attempt.at + window <= read_at; };
  const auto is_this = [&](const Attempt& attempt) {
    return may_be == MayBeOurs::kYes && attempt.value == now;
  };
  if (may_be == MayBeOurs::kYes && !MayHaveComeThrough(memory, now).empty())
    memory.unknown.erase(std::find_if(memory.unknown.begin(), memory.unknown.end(), is_this));
  // It may have come through while nobody looked: the first look after the window knows it still.
  const bool tried = std::any_of(memory.unknown.begin(), memory.unknown.end(), is_this);
  std::erase_if(memory.unknown, is_over);
  const bool ours = std::any_of(memory.unknown.begin(), memory.unknown.end(), is_this);
  const bool differs = now != memory.seen;
  memory.seen = now;
  std::erase_if(memory.flips, [&](Time flip) { return flip + kFlipWindow <= read_at; });
  // Whoever brought it there, it is as it is meant to be: our own write whose answer was lost, or a
  // person who was quicker.
  if (now == memory.agreed) return Sighting::kUnchanged;
  if (ours) return Sighting::kOwnAttempt;
  if (!differs || tried) return Sighting::kUnchanged;
  // Whatever had written here before: the next change is not a change of ours any more.
  if (memory.written_at != Time{} && read_at < memory.written_at + kFlipWindow)
    memory.flips.push_back(read_at);
  memory.written_at = {};
  return Sighting::kChanged;
}

bool MustWrite(const FieldMemory& memory, Sighting sighting) {
  return memory.seen != memory.agreed && sighting != Sighting::kOwnAttempt;
}

void RememberAttempt(FieldMemory& memory, const std::string& value, Time at) {
  memory.unknown.push_back({value, at});
  memory.written_at = at;
}

static void EraseNewest(std::vector<Attempt>& attempts, const std::string& value) {
  const auto newest = std::find_if(attempts.rbegin(), attempts.rend(),
                                   [&](const Attempt& attempt) { return attempt.value == value; });
  if (newest != attempts.rend()) attempts.erase(std::next(newest).base());
}

void ForgetAttempt(FieldMemory& memory, const std::string& value) {
  EraseNewest(memory.unknown, value);
  memory.written_at = {};
}

void RememberAnswer(FieldMemory& memory, const std::string& sent, const std::string& answered) {
  const Time written_at = memory.written_at;
  ForgetAttempt(memory, sent);
  memory.written_at = written_at;
  memory.seen = answered;
}

void RememberCarried(FieldMemory& memory, Time at) {
  memory.unknown.push_back({memory.seen, at});
}

void ForgetCarried(FieldMemory& memory) {
  EraseNewest(memory.unknown, memory.seen);
}

}  // namespace tandem
