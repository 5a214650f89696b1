// Two links among very many that always fail, one when it is planned and one when it is carried
// out: the others do not wait for them.

#include "gateway/redis_queue.h"
#include "gateway/redis_store.h"
#include "tests/chaos/failing_calls.h"
#include "tests/chaos/own_redis.h"
#include "tests/sanitizer.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace tandem::sandbox {
namespace {

using std::chrono::seconds;

constexpr int kLinks = kSanitized ? 100 : 1'000;
constexpr seconds kLong{90};

struct Pair {
  std::int64_t ticket = 0;
  std::int64_t issue = 0;  // its number
};

// A second ticket and a second issue that look as the first ones do; nobody hears of them. The note
// of the second ticket that says what the first one's status note says goes to `note`.
Pair Twin(Story& story, Pair first, IssueRef& ref, std::int64_t& note) {
  Pair twin;
  story.desk().Configure([&](FreshdeskState& state) {
    DeskTicket ticket = *FindTicket(state, first.ticket);
    ticket.id = twin.ticket = state.next_ticket++;
    for (DeskEntry& entry : ticket.entries) entry.id = note = state.next_entry++;
    state.tickets[ticket.id] = ticket;
  });
  story.hub().Configure([&](GithubState& state) {
    HubRepository& repository = *FindRepository(state, kRepository);
    HubIssue issue = repository.issues.at(first.issue);
    ref.id = IssueId{issue.id = state.next_id++};
    ref.number = issue.number = twin.issue = repository.next_number++;
    repository.issues[issue.number] = issue;
  });
  return twin;
}

// Puts links into the store beside the first one, through the gateway's own way of joining.
class Filling {
 public:
  Filling(OwnRedis& stage, Pair first)
      : story_(stage.story),
        first_(first),
        queue_(stage.pool, std::chrono::milliseconds(0)),
        store_(stage.pool) {
    const auto linked = store_.ReadLink(IssueId{story_.hub().Issue(first.issue).id});
    EXPECT_TRUE(linked.ok() && *linked);
    if (linked.ok() && *linked) model_ = **linked;
  }

  // Nothing when the store did not take it.
  std::optional<Pair> Add() {
    Link link = model_;
    std::int64_t note = 0;
    const Pair twin = Twin(story_, first_, link.issue, note);
    tandem::Delivery hint;
    hint.key = KeyOf(TicketId{twin.ticket});
    if (!queue_.Accept(hint).ok()) return std::nullopt;
    const auto taken = queue_.Take(seconds(60));
    if (!taken.ok() || !std::holds_alternative<Work>(*taken)) return std::nullopt;
    const auto joined =
        store_.Join(std::get<Work>(*taken).lease, TicketId{twin.ticket}, link.issue, Entry{});
    if (!joined.ok() || !std::holds_alternative<Joined>(*joined)) return std::nullopt;
    const Lease lease = std::get<Joined>(*joined).lease;
    const auto before = store_.ReadLink(link.issue.id);
    if (!before.ok() || !*before) return std::nullopt;
    const bool kept = store_.Save(lease, **before, Renamed(link, twin, note), {}).ok() &&
                      queue_.Release(lease, Finished{}).ok();
    return kept ? std::optional(twin) : std::nullopt;
  }

 private:
  Link Renamed(Link link, Pair twin, std::int64_t note) const {
    TicketSide side = link.tickets.at(TicketId{first_.ticket});
    side.status_note.id = NoteId{note};
    link.tickets = {{TicketId{twin.ticket}, side}};
    std::map<Operation, Copy> copies;
    for (const auto& [operation, copy] : link.copies) {
      Operation renamed = operation;
      for (std::int64_t* id : {&renamed.source, &renamed.target})
        if (*id == first_.ticket) *id = twin.ticket;
      copies[renamed] = copy;
      copies[renamed].id = note;
    }
    link.copies = copies;
    return link;
  }

  Story& story_;
  Pair first_;
  RedisQueue queue_;
  RedisStore store_;
  Link model_{};
};

bool Shows(const Story& story, const std::string& line) {
  return story.gateway().Get("/metrics").find("\n" + line + "\n") != std::string::npos;
}

class APoisonLinkAmongAThousand : public testing::Test {
 protected:
  void SetUp() override {
    const auto ticket = story().LinkedTicket();
    links.push_back({ticket, story().issue});
    ASSERT_EQ(story().gateway().Stop(), 0);
    // Redis is not hurt here; each write to the disk would be waited for.
    stage.Ask({"CONFIG", "SET", "appendfsync", "no"});
    Filling filling(stage, links.front());
    while (links.size() < kLinks) {
      const auto added = filling.Add();
      ASSERT_TRUE(added);
      links.push_back(*added);
    }
    stage.Ask({"CONFIG", "SET", "appendfsync", "always"});  // the gateway asks for it
    ASSERT_TRUE(story().gateway().Start());
    stage.Ask({"CONFIG", "SET", "appendfsync", "no"});
    refused = links[links.size() / 2];
    damaged = links[links.size() / 3];
    damaged_key = "tandem:link:" + std::to_string(story().hub().Issue(damaged.issue).id);
  }
  Story& story() { return stage.story; }
  bool IsPoisoned(const Pair& link) const {
    return link.ticket == refused.ticket || link.ticket == damaged.ticket;
  }
  void Poison() {
    const std::string path = "/issues/" + std::to_string(refused.issue) + "/comments$";
    story().world().Failing().Add(Refusing(Service::kGithub, "POST", path, 422));
    core = stage.Ask({"HGET", damaged_key, "core"}).Text();
    stage.Ask({"HSET", damaged_key, "core", "{]"});
  }
  void Mend() {
    story().world().Failing().Clear();
    stage.Ask({"HSET", damaged_key, "core", core});
  }
  void Note(const Pair& link) {
    story().desk().AgentAddsPrivateNote(link.ticket, "<div>For everybody</div>");
  }
  int Told(const Pair& link) { return story().CommentsWith(link.issue, "For everybody"); }
  // New comments that were sent to this issue, or to the others, since so many writes.
  std::int64_t Sent(std::size_t since, bool to_refused) {
    const std::string path = "/issues/" + std::to_string(refused.issue) + "/comments";
    const auto writes = story().WritesSince(since);
    return std::count_if(writes.begin(), writes.end(), [&](const Write& write) {
      return write.service == Service::kGithub && write.method == "POST" &&
             write.path.ends_with(path) == to_refused;
    });
  }

  OwnRedis stage{};
  std::vector<Pair> links{};
  Pair refused{};  // whenever it is written to
  Pair damaged{};  // so that it cannot be planned
  std::string damaged_key{};
  std::string core{};
};

TEST_F(APoisonLinkAmongAThousand, IsParkedAndHoldsNobodyUpAndComesBackWithoutARestart) {
  const auto process = story().gateway().id();
  Poison();
  Note(refused);
  Note(damaged);
  EXPECT_TRUE(story().Soon([&] { return Shows(story(), "tandem_parked 2"); }));
  const auto before = story().Writes();
  for (const Pair& link : links)
    if (!IsPoisoned(link)) Note(link);
  // What is said on the poisoned ones meanwhile is tried first, again and again.
  Note(refused);
  Note(damaged);
  EXPECT_TRUE(story().Soon([&] { return Sent(before, false) >= kLinks - 2; }, kLong));
  EXPECT_TRUE(story().world().WaitForQuiet(std::chrono::milliseconds(500), kLong));
  EXPECT_TRUE(Shows(story(), "tandem_queue_depth 2"));
  EXPECT_TRUE(Shows(story(), "tandem_parked 2"));
  EXPECT_EQ(Sent(before, false), kLinks - 2) << "nothing was sent to them twice";
  EXPECT_LE(Sent(before, true), 4) << "it is tried again when something happens to it, and hourly";
  for (const Pair& link : links) {
    if (!IsPoisoned(link)) {
      EXPECT_EQ(Told(link), 1) << link.issue;
    }
  }
  EXPECT_EQ(Told(refused), 0);
  EXPECT_EQ(Told(damaged), 0);

  Mend();
  story().desk().AgentAddsTag(refused.ticket, "anything");
  story().desk().AgentAddsTag(damaged.ticket, "anything");
  EXPECT_TRUE(story().Soon([&] { return Told(refused) == 2 && Told(damaged) == 2; }));
  EXPECT_TRUE(story().Quiet());
  EXPECT_TRUE(Shows(story(), "tandem_parked 0"));
  EXPECT_EQ(Told(refused), 2);
  EXPECT_EQ(Told(damaged), 2);
  EXPECT_EQ(story().gateway().id(), process);
}

}  // namespace
}  // namespace tandem::sandbox
