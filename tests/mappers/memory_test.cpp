// The memory of one field on one side, as a table of what was seen, tried and shows now.

#include "mappers/memory.h"

#include <gtest/gtest.h>

#include <array>

namespace tandem {
namespace {

using std::chrono::seconds;

constexpr seconds kWindow{45};
const Time kNow = Time(std::chrono::hours(500'000));

struct Row {
  const char* what;
  FieldMemory memory;
  std::string now;
  Sighting sighting;
  bool must_write;
};

Attempt Tried(const std::string& value, seconds ago) {
  return {value, kNow - ago};
}

const auto kRows = std::to_array<Row>({
    {"nothing changed", {"open", "open", {}}, "open", Sighting::kUnchanged, false},
    {"a person changed it", {"open", "open", {}}, "done", Sighting::kChanged, true},
    {"the agreed value was never written",
     {"done", "open", {}},
     "open",
     Sighting::kUnchanged,
     true},
    {"a person was quicker than our write",
     {"done", "open", {}},
     "done",
     Sighting::kUnchanged,
     false},
    {"our write, whose answer was lost, came through",
     {"done", "open", {Tried("done", seconds(5))}},
     "done",
     Sighting::kUnchanged,
     false},
    {"it came through after the window",
     {"done", "open", {Tried("done", seconds(500))}},
     "done",
     Sighting::kUnchanged,
     false},
    {"a write that is no longer wanted came through",
     {"open", "open", {Tried("done", seconds(5))}},
     "done",
     Sighting::kOwnAttempt,
     false},
    {"the same when it was seen before",
     {"open", "done", {Tried("done", seconds(44))}},
     "done",
     Sighting::kOwnAttempt,
     false},
    {"the window is over: what is meant is written again",
     {"open", "done", {Tried("done", seconds(45))}},
     "done",
     Sighting::kUnchanged,
     true},
    {"it came through while nobody looked, and the window is over",
     {"open", "open", {Tried("done", seconds(45))}},
     "done",
     Sighting::kUnchanged,
     true},
    {"after that look such a value is a person's",
     {"open", "open", {}},
     "done",
     Sighting::kChanged,
     true},
    {"a person set what nobody had tried",
     {"open", "open", {Tried("open", seconds(5))}},
     "done",
     Sighting::kChanged,
     true},
});

TEST(Memory, TellsAPersonsChangeFromOurOwnLateWrite) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.what);
    FieldMemory memory = row.memory;
    const Sighting sighting = See(memory, row.now, kNow, kWindow);
    EXPECT_EQ(sighting, row.sighting);
    EXPECT_EQ(MustWrite(memory, sighting), row.must_write);
    EXPECT_EQ(memory.seen, row.now);
  }
}

TEST(Memory, AnAnswerTakesBackOnlyTheAttemptThatItAnswers) {
  FieldMemory memory{"done", "open", {}};
  RememberAttempt(memory, "done", kNow - seconds(20));  // timed out: it may still come through
  RememberAttempt(memory, "done", kNow);
  RememberAnswer(memory, "done", "done");
  ASSERT_EQ(memory.unknown.size(), 1U);
  EXPECT_EQ(memory.unknown[0].at, kNow - seconds(20));
  EXPECT_EQ(memory.seen, "done");
}

TEST(Memory, AnAttemptThatCameThroughAsMeantIsOver) {
  FieldMemory memory{"done", "open", {Tried("done", seconds(20)), Tried("done", seconds(10))}};
  EXPECT_EQ(MayHaveComeThrough(memory, "done"),
            (std::vector<Time>{kNow - seconds(20), kNow - seconds(10)}));
  EXPECT_EQ(See(memory, "done", kNow, kWindow), Sighting::kUnchanged);
  EXPECT_EQ(memory.unknown, std::vector<Attempt>{Tried("done", seconds(10))});
  EXPECT_EQ(MayHaveComeThrough(memory, "done"), std::vector<Time>{}) << "it was there before";
}

TEST(Memory, OfTwoAttemptsTheOneThatIsKnownToHaveComeThroughIsOver) {
  FieldMemory memory{"done", "open", {Tried("done", seconds(20)), Tried("done", seconds(10))}};
  RememberCameThrough(memory, "done", kNow - seconds(10));
  EXPECT_EQ(See(memory, "done", kNow, kWindow), Sighting::kUnchanged);
  EXPECT_EQ(memory.unknown, std::vector<Attempt>{Tried("done", seconds(20))});
}

TEST(Memory, APersonWhoSetsWhatCameThroughBeforeIsAPerson) {
  FieldMemory memory{"done", "open", {Tried("done", seconds(5))}};
  See(memory, "done", kNow, kWindow);
  memory.agreed = "open";
  EXPECT_EQ(See(memory, "open", kNow + seconds(1), kWindow), Sighting::kUnchanged);
  EXPECT_EQ(See(memory, "done", kNow + seconds(2), kWindow), Sighting::kChanged);
}

TEST(Memory, WhatWasCarriedAlongIsAnAttemptAtWhatWasThere) {
  FieldMemory memory{"off", "off", {}};
  RememberCarried(memory, kNow);
  EXPECT_EQ(memory.unknown, std::vector<Attempt>{Tried("off", seconds(0))});
  EXPECT_EQ(memory.written_at, Time{}) << "it changes nothing";
  ForgetCarried(memory);
  EXPECT_EQ(memory, (FieldMemory{"off", "off", {}}));
}

TEST(Memory, ARefusedAttemptLeavesNothingBehind) {
  FieldMemory memory{"done", "open", {}};
  RememberAttempt(memory, "done", kNow);
  ForgetAttempt(memory, "done");
  EXPECT_EQ(memory, (FieldMemory{"done", "open", {}}));
}

// Open, done, open within the window: whichever of our two writes comes through last, the person's
// wish stands.
TEST(Memory, SurvivesABABWithinTheWindow) {
  FieldMemory memory{"done", "open", {}};
  RememberAttempt(memory, "done", kNow);  // no answer
  EXPECT_EQ(See(memory, "open", kNow + seconds(2), kWindow), Sighting::kUnchanged);
  memory.agreed = "open";  // a person wants it open
  EXPECT_EQ(See(memory, "done", kNow + seconds(4), kWindow), Sighting::kOwnAttempt);  // ours, late
  EXPECT_EQ(See(memory, "open", kNow + seconds(6), kWindow),
            Sighting::kUnchanged);  // a person mends it
  EXPECT_FALSE(MustWrite(memory, Sighting::kUnchanged));
}

TEST(Memory, CountsAChangeThatUndoesOurOwnWrite) {
  FieldMemory memory{"open", "open", {}};
  RememberAttempt(memory, "done", kNow);
  RememberAnswer(memory, "done", "done");
  memory.agreed = "done";
  EXPECT_EQ(See(memory, "open", kNow + seconds(60), kWindow), Sighting::kChanged);
  EXPECT_EQ(memory.flips, std::vector<Time>{kNow + seconds(60)});
}

TEST(Memory, CountsNoChangeThatFollowsAnotherPersonsOrComesLater) {
  FieldMemory memory{"open", "open", {}};
  RememberAttempt(memory, "done", kNow);
  RememberAnswer(memory, "done", "done");
  memory.agreed = "done";
  FieldMemory late = memory;
  EXPECT_EQ(See(late, "open", kNow + kFlipWindow, kWindow), Sighting::kChanged);
  EXPECT_TRUE(late.flips.empty());
  See(memory, "open", kNow + seconds(60), kWindow);
  memory.agreed = "open";
  EXPECT_EQ(See(memory, "done", kNow + seconds(70), kWindow), Sighting::kChanged);
  EXPECT_EQ(memory.flips.size(), 1U) << "that undid somebody else's change";
  memory.agreed = "done";
  See(memory, "done", kNow + seconds(60) + kFlipWindow, kWindow);
  EXPECT_TRUE(memory.flips.empty()) << "forgotten after ten minutes";
}

}  // namespace
}  // namespace tandem
