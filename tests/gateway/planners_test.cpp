#include "gateway/planners.h"

#include "gateway/redis_brake.h"
#include "gateway/worker_clients.h"
#include "tests/gateway/scripted_server.h"
#include "tests/gateway/store_bench.h"

namespace tandem {
namespace {

// What workers share, with a server that gives these answers in place of both services.
struct Shared : StoreBench {
  explicit Shared(std::vector<std::string> answers) : service({Answering(std::move(answers))}) {
    config.freshdesk.url = config.github.api_url = service.Url();
  }

  ScriptedServer service;
  Config config{};
  Directory directory{};
  Budget freshdesk_budget{Service::kFreshdesk, 0.8};
  Budget github_budget{Service::kGithub, 0.8};
  WriterTurns turns{store, "github", "test"};
  const MarkerKeys keys{{Secret("key")}};
  Metrics metrics{};
  ServiceStates services{};
  const Log log{LogConfig{"error", false}};
  Bell bell{};
  Heartbeat heartbeat{std::chrono::hours(1)};
  std::atomic<bool> stopping{false};
  RebuildStore rebuilds{pool};
  RedisBrake brake{pool};
  const WorkerShare share{config,        queue,     store,    rebuilds, directory, freshdesk_budget,
                          github_budget, turns,     keys,     metrics,  services,  log,
                          bell,          heartbeat, stopping, brake};
};

TEST(WorkerClients, SendAWriteToGithubOnlyInTurn) {
  Shared all({AnswerText(200, R"({"id":3,"login":"tandem-bot"})"), AnswerText(204, "")});
  LeaseGuard guard(all.queue, 60s, 20s, 1s);
  WorkerClients clients(all.share, guard);
  EXPECT_FALSE(clients.github.DeleteComment("a/b", CommentId{1}).ok());
  EXPECT_TRUE(clients.github.Me().ok()) << "reading needs no turn";
  const auto turn = all.turns.Take(1s);
  ASSERT_TRUE(turn.ok());
  EXPECT_TRUE(clients.github.DeleteComment("a/b", CommentId{2}).ok());
  ASSERT_EQ(all.service.requests().size(), 2U);
  EXPECT_EQ(all.service.Path(0), "GET /user");
  EXPECT_EQ(all.service.Path(1), "DELETE /repos/a/b/issues/comments/2");
}

TEST(Planners, HaveConnectionsThatRefuseEveryWrite) {
  Shared all({AnswerText(200, R"({"id":1,"status":2})")});
  WorkerClients clients(all.share, OnlyReads);
  for (const Status& written : {clients.freshdesk.EditNote(NoteId{1}, "x"),
                                clients.github.RemoveLabel("a/b", 1, Guard::Own("x"))}) {
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().message, "a preview writes nothing");
  }
  EXPECT_FALSE(clients.freshdesk.AddPrivateNote(TicketId{1}, "x").ok());
  EXPECT_FALSE(clients.freshdesk.ChangeTicket(TicketId{1}, {4, {}}).ok());
  EXPECT_FALSE(clients.github.SetState("a/b", 1, false, "completed").ok());
  EXPECT_TRUE(clients.freshdesk.ReadTicket(TicketId{1}).ok()) << "what is read comes through";
  EXPECT_EQ(all.service.Path(0), "GET /api/v2/tickets/1") << "and is the first that was sent";

  all.stopping = true;
  EXPECT_FALSE(clients.freshdesk.ReadTicket(TicketId{1}).ok()) << "nothing begins any more";
}

}  // namespace
}  // namespace tandem
