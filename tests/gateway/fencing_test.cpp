// Every script either records under a lease, and then refuses a token that is no longer the lane's,
// or stands in the second table with the reason why it needs none. A new script fails here until
// somebody has decided.
#include "tests/gateway/store_bench.h"
#include "tests/places.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace tandem {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(TANDEM_SOURCE_DIR) / "gateway/scripts";

struct Recording {
  Key lane{};
  std::vector<std::string> arguments{};  // after lane and token
};

const Key kIssue = KeyOf(IssueId{7});
const Key kTicket = KeyOf(TicketId{12});

const std::map<std::string, Recording> kUnderALease{
    {"count_vanished", {kIssue, {"7", "tickets", "0", "60000"}}},
    {"is_back", {kIssue, {"7"}}},
    {"count_creation", {kTicket, {"github", "12", "5"}}},
    {"finish_request", {kTicket, {"12", "{}"}}},
    {"join", {kIssue, {"12", "7", R"({"fresh":true})", "{}", "500:5", "0"}}},
    {"move_link", {kIssue, {"7", "8", "500:5", "600:9", "2", "core", "{}", "0"}}},
    {"release", {kIssue, {"finished", "0", ""}}},
    {"renew", {kIssue, {"60000"}}},
    {"save_high_water", {kIssue, {"tickets", "1", "[]"}}},
    {"save_link", {kIssue, {"7", "live", "2", "core", "{}", "0", "0"}}},
    {"save_rebuild", {kIssue, {"{}", "going on", "1", "12", "0"}}},
    {"save_ticket", {kTicket, {"12", "", "", "1", "", "", "", ""}}},
};

const std::map<std::string, std::string> kWithoutALease{
    {"accept", "a hint: whoever brings it holds nothing"},
    {"begin", "written once, by whoever starts first"},
    {"age", "written once, whoever asks first; put right where it is ahead of the present"},
    {"alert_facts", "reads, for whoever watches"},
    {"alerts_told", "fenced by the watcher's name"},
    {"ask_rebuild", "a person's wish"},
    {"drop_leases", "at the start of the only gateway"},
    {"drop_parked", "a person's wish; refused while somebody works on the lane"},
    {"end_session", "a person's wish, about no lane"},
    {"give_writer_back", "fenced by the owner's name"},
    {"links_of", "reads"},
    {"mark_lanes", "a hint"},
    {"park_delivery", "belongs to no lane"},
    {"read_brake", "reads"},
    {"read_links", "reads"},
    {"read_parked", "reads"},
    {"read_parked_groups", "reads"},
    {"read_standing", "reads"},
    {"read_visibility", "reads"},
    {"record", "appends to the activity, which decides nothing"},
    {"retry_parked", "a person's wish"},
    {"save_request", "a person's wish"},
    {"save_visibility", "fenced by the epoch"},
    {"schedule", "a hint"},
    {"stats", "reads"},
    {"suspect", "counts what the poll found; decides about no link"},
    {"take", "gives the lease"},
    {"take_configuration", "at the start: what a changed configuration lets go on"},
    {"take_writer", "fenced by the owner's name"},
    {"witness", "hints; takes a lease away from polls alone, when the store lost writes"},
};

std::string Read(const std::string& name) {
  std::ifstream file(kFolder / (name + ".lua"));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Fencing, EveryScriptRecordsUnderALeaseOrSaysWhyItNeedsNone) {
  std::set<std::string> scripts;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".lua") scripts.insert(entry.path().stem().string());
  }
  ASSERT_EQ(scripts.erase("common"), 1U);
  std::set<std::string> told;
  for (const auto& entry : kUnderALease) told.insert(entry.first);
  for (const auto& entry : kWithoutALease)
    EXPECT_TRUE(told.insert(entry.first).second) << entry.first << " is in both tables";
  EXPECT_EQ(told, scripts);
}

class RecordingScript : public testing::TestWithParam<std::string> {
 protected:
  // What it answers: "lost", "ok", "joined", ...
  std::string Run(StoreBench& bench, const Lease& lease) {
    const Recording& recording = kUnderALease.at(GetParam());
    std::vector<std::string> arguments{lease.lane.text, std::to_string(lease.token)};
    arguments.insert(arguments.end(), recording.arguments.begin(), recording.arguments.end());
    const RedisScript script(GetParam(), Read("common") + Read(GetParam()));
    const auto reply = bench.pool.Run(script, {}, arguments);
    EXPECT_TRUE(reply.ok()) << reply.error().message;
    if (!reply.ok()) return reply.error().message;
    return reply->Items().empty() ? reply->Text() : reply->Items()[0].Text();
  }
};

TEST_P(RecordingScript, RefusesAStaleTokenAndChangesNothing) {
  StoreBench bench;
  const Lease stale = bench.LeaseOf(kUnderALease.at(GetParam()).lane);
  ASSERT_TRUE(bench.Expire(stale));
  const Lease held = bench.Take().lease;  // another worker has the lane now
  ASSERT_EQ(held.lane, stale.lane);
  const std::string before = bench.Digest();
  EXPECT_EQ(Run(bench, stale), "lost");
  EXPECT_EQ(bench.Digest(), before);
  EXPECT_NE(Run(bench, held), "lost") << "the refusal above was about the token";
}

TEST_P(RecordingScript, RefusesATokenOfALaneThatNobodyHolds) {
  StoreBench bench;
  const Lease over = bench.LeaseOf(kUnderALease.at(GetParam()).lane);
  ASSERT_TRUE(bench.Finish(over));
  const std::string before = bench.Digest();
  EXPECT_EQ(Run(bench, over), "lost");
  EXPECT_EQ(bench.Digest(), before);
}

std::vector<std::string> Names() {
  std::vector<std::string> names;
  names.reserve(kUnderALease.size());
  for (const auto& entry : kUnderALease) names.push_back(entry.first);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Each, RecordingScript, testing::ValuesIn(Names()),
                         [](const auto& entry) { return entry.param; });

}  // namespace
}  // namespace tandem
