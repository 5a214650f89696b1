#include "mappers/link.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

const Time kNow = Time(std::chrono::hours(500'000));
const Time kPast = kNow - std::chrono::seconds(10);
const Time kFuture = kNow + std::chrono::hours(1);

TEST(SentByNow, CutsWhatWaitsForAnOutcomeAndLeavesTheRest) {
  const Operation copy{OperationKind::kCopyNote, 11, 7001, 0};
  const auto link_at = [&](Time at) {
    Link link;
    link.issue_memory.fields["state"].unknown = {{"open", kPast}, {"done", at}};
    link.issue_memory.fields["state"].flips = {kPast, at};
    link.issue_memory.answered_seen = at;
    link.issue_missing_since = at;
    link.copies[copy].missing_since = at;
    link.tickets[TicketId{1}].missing_since = at;
    link.tickets[TicketId{1}].refused_since = at;
    link.tickets[TicketId{1}].memory.fields["priority"].unknown = {{"3", at}};
    link.intents[copy].at = at;
    link.unsure_writes[OwnNote(NoteId{5})] = {{at, true}};
    link.last_synced = kFuture;
    return link;
  };
  EXPECT_EQ(SentByNow(link_at(kFuture), kNow), link_at(kNow));
  EXPECT_EQ(SentByNow(link_at(kPast), kNow), link_at(kPast));
}

TEST(SentByNow, CutsATicketsCreationAndAnswer) {
  const auto record_at = [](Time at) {
    TicketRecord record;
    record.creation.emplace().intent.at = at;
    record.answering.emplace().intent.at = at;
    record.missing_since = at;
    return record;
  };
  EXPECT_EQ(SentByNow(record_at(kFuture), kNow), record_at(kNow));
  EXPECT_EQ(SentByNow(record_at(kPast), kNow), record_at(kPast));
}

}  // namespace
}  // namespace tandem
