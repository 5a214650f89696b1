// A failover that loses the last writes: the promoted replica was cut off, and the gateway had
// acknowledged more than it knows. What people did is found again all the same, and nothing that
// was done already is done twice. And one that loses nothing, because replicas confirm.

#include "tests/chaos/own_redis.h"
#include "tests/chaos/talk.h"
#include "tests/chaos/tcp_proxy.h"

#include <fstream>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Arguments = std::vector<std::string>;

// A master, a replica that hears of it through a proxy, and a sentinel that watches them.
struct Watched {
  int master_port = FreePort();
  int replica_port = FreePort();
  int sentinel_port = FreePort();
  RedisProcess master{Arguments{"--port", std::to_string(master_port), "--bind", "127.0.0.1",
                                "--repl-diskless-sync-delay", "0"}};
  TcpProxy replication{master_port};
  RedisProcess replica{Arguments{"--port", std::to_string(replica_port), "--bind", "127.0.0.1",
                                 "--appendfsync", "everysec", "--replicaof", "127.0.0.1",
                                 std::to_string(replication.port())}};
  TemporaryDirectory folder{};
  RedisProcess sentinel{Arguments{"--port", std::to_string(sentinel_port), "--bind", "127.0.0.1"},
                        SentinelFile()};

  std::string SentinelFile() const {
    const auto file = folder.path() / "sentinel.conf";
    std::ofstream(file) << "sentinel monitor tandem 127.0.0.1 " << master_port << " 1\n"
                        << "sentinel down-after-milliseconds tandem 500\n"
                        << "sentinel failover-timeout tandem 5000\n";
    return file;
  }
  Json Setting() const {
    Json redis;
    redis.Set("sentinels", Json(Json::Array{"127.0.0.1:" + std::to_string(sentinel_port)}));
    return redis.Set("master", "tandem");
  }
  static std::string Info(const RedisProcess& server, const std::string& section) {
    RedisPool pool(server.config());
    const auto info = pool.Command({"INFO", section});
    return info.ok() ? info->Text() : "";
  }
  // The replica has all that the master has, and the sentinel knows it.
  bool InStep() const {
    RedisPool watcher(sentinel.config());
    const auto known = watcher.Command({"SENTINEL", "REPLICAS", "tandem"});
    return known.ok() && known->Items().size() == 1 &&
           Info(replica, "replication").find("master_link_status:up") != std::string::npos &&
           Info(master, "replication").find("state=online") != std::string::npos;
  }
  bool IsPromoted() const {
    return Info(replica, "replication").find("role:master") != std::string::npos;
  }
  // Whether something is to be done there about what the lane is of.
  bool PromotedKnows(const std::string& lane) const {
    RedisPool pool(replica.config());
    const auto since = pool.Command({"ZSCORE", "tandem:since", lane});
    return since.ok() && !since->IsNil();
  }
  bool PromotedHasTaken(const Delivery& delivery) const {
    RedisPool pool(replica.config());
    const auto came = pool.Command({"ZSCORE", "tandem:deliveries", delivery.guid});
    return came.ok() && !came->IsNil();
  }
};

// Both services answer reads with 503: what is taken is not worked off.
void StopTheServices(Story& story) {
  for (const Service service : {Service::kFreshdesk, Service::kGithub}) {
    Fault fault;
    fault.service = service;
    fault.kind = FaultKind::kStatusBefore;
    fault.status = 503;
    fault.times = 1'000'000;
    story.world().Failing().Add(fault);
  }
}

// From here on nobody is told of anything by a webhook.
void LoseWebhooks(Story& story, bool lose = true) {
  WebhookFaults faults;
  faults.lose_everything = lose;
  story.world().Set(faults);
}

std::int64_t TaggedTicket(Story& story) {
  NewTicket tagged;
  tagged.tags = {"github"};
  return story.desk().CustomerCreatesTicket(tagged);
}

TEST(AFailoverThatLosesTheLastWrites, IsNoticedAndEverythingIsFoundAgainOnce) {
  Watched watched;
  ASSERT_TRUE(Story::Soon([&] { return watched.InStep(); }));
  Story story([&](Json& configuration) { UseRedis(configuration, watched.Setting()); });
  Talk talk(story, 2);
  talk.Say("before the replica was cut off");
  EXPECT_TRUE(talk.Arrives());
  EXPECT_TRUE(story.Quiet());
  // From here on only the master knows: copies are made and recorded,
  watched.replication.HoldAnswers(true);
  talk.Say("while only the master hears");
  EXPECT_TRUE(talk.Arrives());
  const auto ticket = story.LinkedTicket();
  const auto issue = story.issue;
  EXPECT_TRUE(story.Quiet());
  // and deliveries are taken that nobody has worked off.
  StopTheServices(story);
  talk.Say("taken and not worked off");
  const auto unknown = TaggedTicket(story);
  story.hub().Comments(issue, "Said on a link that is forgotten.");
  EXPECT_TRUE(Story::Soon([&] { return talk.AllTaken(); }));
  EXPECT_EQ(talk.Refused(), 0);
  // No delivery is sent again, and "catch_up" is an hour: what finds the ticket and the link that
  // the promoted one has never heard of is the poll that goes back, because the loss was noticed.
  LoseWebhooks(story);
  watched.master.Kill();
  ASSERT_TRUE(Story::Soon([&] { return watched.IsPromoted(); }, seconds(30)));
  ASSERT_FALSE(watched.PromotedKnows("ticket:" + std::to_string(unknown)));
  story.world().Failing().Clear();

  EXPECT_TRUE(talk.Arrives());
  EXPECT_TRUE(Story::Soon([&] { return story.NotesWith(unknown, "is linked to") == 1; }));
  EXPECT_TRUE(Story::Soon(
      [&] { return story.NotesWith(ticket, "Said on a link that is forgotten.") == 1; }));
  EXPECT_TRUE(story.Quiet(seconds(40)));
  LoseWebhooks(story, false);
  EXPECT_TRUE(Story::Soon([&] {
    return story.gateway().Get("/metrics").find("\ntandem_store_losses_total 1\n") !=
           std::string::npos;
  }));
  story.desk().AgentAddsPrivateNote(ticket, "<div>The link that was forgotten is there.</div>");
  EXPECT_TRUE(Story::Soon(
      [&] { return story.CommentsWith(issue, "The link that was forgotten is there.") == 1; }));
  EXPECT_TRUE(story.Quiet(seconds(40)));
  talk.ExpectEachOnce(Talk::Answers::kAlways, 2);
  EXPECT_TRUE(LogHas(story.gateway(), "appendfsync must be")) << "it is looked at as at the start";
}

// With "redis_replicas" nothing is acknowledged that a failover could lose, not even while the
// replica is cut off one way and the master does not know it yet.
TEST(AFailover, LosesNothingThatWasAcknowledgedWhereReplicasConfirm) {
  Watched watched;
  ASSERT_TRUE(Story::Soon([&] { return watched.InStep(); }));
  Story story([&](Json& configuration) {
    UseRedis(configuration, watched.Setting());
    configuration.Set("redis_replicas", 1);
  });
  Talk talk(story, 1);
  watched.replication.HoldAnswers(true);
  talk.Say("while no replica confirms");
  EXPECT_TRUE(Story::Soon([&] { return talk.Refused() > 3; }));
  const WebhookAnswer answer = PostFreshdesk(story.gateway(), talk.ticket(0));
  EXPECT_EQ(answer.status, 503);
  EXPECT_FALSE(answer.retry_after.empty());
  const std::string health = story.gateway().Get("/health/ready");
  EXPECT_NE(health.find("redis_replicas"), std::string::npos) << health;
  EXPECT_NE(health.find("\"down\""), std::string::npos) << health;
  watched.replication.HoldAnswers(false);
  EXPECT_TRUE(talk.Arrives());
  EXPECT_TRUE(story.Quiet());
  talk.ExpectEachOnce();
}

// The services are down, so that what was taken can be known from the store alone. Each comparison
// after a failover would hide what is missing there: the promoted one is asked itself.
TEST(AFailover, KeepsWhatItsDeadMasterHadAcknowledgedWhereReplicasConfirm) {
  Watched watched;
  ASSERT_TRUE(Story::Soon([&] { return watched.InStep(); }));
  Story story([&](Json& configuration) {
    UseRedis(configuration, watched.Setting());
    configuration.Set("redis_replicas", 1);
  });
  Talk talk(story, 2);
  EXPECT_TRUE(story.Quiet());
  StopTheServices(story);
  watched.replication.HoldAnswers(true);
  talk.Say("taken by the master that dies");
  const auto unknown = TaggedTicket(story);
  // What is acknowledged while no replica hears of it is lost with the master.
  if (!Story::Soon([&] { return talk.AllTaken(); }, seconds(3))) {
    watched.replication.HoldAnswers(false);
    EXPECT_TRUE(Story::Soon([&] { return talk.AllTaken(); }));
    watched.replication.HoldAnswers(true);
  }
  LoseWebhooks(story);
  watched.master.Kill();
  ASSERT_TRUE(Story::Soon([&] { return watched.IsPromoted(); }, seconds(30)));
  EXPECT_TRUE(watched.PromotedKnows("ticket:" + std::to_string(unknown)));
  for (const Delivery& delivery : story.world().GithubWebhooks().Deliveries())
    EXPECT_TRUE(delivery.lost || watched.PromotedHasTaken(delivery)) << delivery.event;
  // It works on when there is somebody who confirms again.
  const RedisProcess next(
      Arguments{"--replicaof", "127.0.0.1", std::to_string(watched.replica_port)});
  story.world().Failing().Clear();
  EXPECT_TRUE(talk.Arrives());
  EXPECT_TRUE(Story::Soon([&] { return story.NotesWith(unknown, "is linked to") == 1; }));
  EXPECT_TRUE(story.Quiet(seconds(40)));
  talk.ExpectEachOnce(Talk::Answers::kAlways, 1);
}

}  // namespace
}  // namespace tandem::sandbox
