#include "gateway/planners.h"

#include "gateway/redis_brake.h"
#include "gateway/worker_clients.h"
#include "tests/gateway/scripted_server.h"
#include "tests/gateway/store_bench.h"

namespace tandem {
namespace {

TEST(Planners, HaveConnectionsThatRefuseEveryWrite) {
  StoreBench bench;
  ScriptedServer server({Answering({AnswerText(200, R"({"id":1,"status":2})")})});
  Config config;
  config.freshdesk.url = config.github.api_url = server.Url();
  Directory directory;
  Budget freshdesk_budget(Service::kFreshdesk, 0.8);
  Budget github_budget(Service::kGithub, 0.8);
  WriterTurns turns(bench.store, "github", "test");
  const MarkerKeys keys({Secret("key")});
  Metrics metrics;
  ServiceStates services;
  const Log log(LogConfig{"error", false});
  Bell bell;
  Heartbeat heartbeat(std::chrono::hours(1));
  std::atomic<bool> stopping{false};
  RebuildStore rebuilds(bench.pool);
  RedisBrake brake{bench.pool};
  const WorkerShare share{config,    bench.queue,      bench.store,   rebuilds,
                          directory, freshdesk_budget, github_budget, turns,
                          keys,      metrics,          services,      log,
                          bell,      heartbeat,        stopping,      brake};
  WorkerClients clients(share, OnlyReads);
  for (const Status& written : {clients.freshdesk.EditNote(NoteId{1}, "x"),
                                clients.github.RemoveLabel("a/b", 1, Guard::Own("x"))}) {
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().message, "a preview writes nothing");
  }
  EXPECT_FALSE(clients.freshdesk.AddPrivateNote(TicketId{1}, "x").ok());
  EXPECT_FALSE(clients.freshdesk.ChangeTicket(TicketId{1}, {4, {}}).ok());
  EXPECT_FALSE(clients.github.SetState("a/b", 1, false, "completed").ok());
  EXPECT_TRUE(clients.freshdesk.ReadTicket(TicketId{1}).ok()) << "what is read comes through";
  EXPECT_EQ(server.Path(0), "GET /api/v2/tickets/1") << "and is the first that was sent";

  stopping = true;
  EXPECT_FALSE(clients.freshdesk.ReadTicket(TicketId{1}).ok()) << "nothing begins any more";
}

}  // namespace
}  // namespace tandem
