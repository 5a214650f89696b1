// A service may still show what was there before it answered our own write.

#include "mappers/plan.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

using std::chrono::seconds;

constexpr TicketId kTicket{123};
constexpr Time kAnswered{std::chrono::hours(500'000)};
constexpr seconds kLookAfter{45};

// Both sides have answered a write at the same time, and are read `later`.
struct Reading {
  explicit Reading(std::chrono::milliseconds later) {
    account.look_after = kLookAfter;
    link.issue_memory.answered_at = link.issue_memory.answered_seen = kAnswered;
    link.tickets[kTicket].memory = link.issue_memory;
    sight.read_at = kAnswered + later;
    sight.issue.updated_at = sight.tickets[kTicket].updated_at = kAnswered;
  }
  auto Stale() const { return StaleFor(link, sight, account); }

  Account account{};
  Link link{};
  Sight sight{};
};

TEST(StaleFor, SaysNothingWhenBothSidesShowWhatTheyAnswered) {
  EXPECT_EQ(Reading(seconds(3)).Stale(), std::nullopt);
}

TEST(StaleFor, SaysHowLongASideHasShownWhatWasThereBefore) {
  Reading of_issue(seconds(3));
  of_issue.sight.issue.updated_at = kAnswered - seconds(1);
  EXPECT_EQ(of_issue.Stale(), seconds(3));
  Reading of_ticket(seconds(4));
  of_ticket.sight.tickets[kTicket].updated_at = kAnswered - seconds(1);
  EXPECT_EQ(of_ticket.Stale(), seconds(4));
}

TEST(StaleFor, SaysTheLongestTime) {
  Reading reading(seconds(9));
  reading.sight.issue.updated_at = kAnswered - seconds(1);
  reading.sight.tickets[kTicket].updated_at = kAnswered - seconds(1);
  reading.link.tickets[kTicket].memory.answered_seen = kAnswered + seconds(5);
  EXPECT_EQ(reading.Stale(), seconds(9));
}

TEST(StaleFor, BelievesInTheEndWhatIsShown) {
  Reading reading(kLookAfter);
  reading.sight.issue.updated_at = kAnswered - seconds(1);
  EXPECT_EQ(reading.Stale(), std::nullopt);
}

TEST(StaleFor, SaysNothingOfATicketThatIsNotRead) {
  Reading reading(seconds(3));
  reading.sight.tickets.clear();
  EXPECT_EQ(reading.Stale(), std::nullopt);
}

}  // namespace
}  // namespace tandem
