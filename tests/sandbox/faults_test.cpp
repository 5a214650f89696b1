#include "tests/sandbox/calling.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <set>
#include <sys/socket.h>
#include <unistd.h>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kNotes = "/tickets/1/notes";
const std::string kNote = R"({"body":"a","private":true})";

class FaultyCalls : public testing::Test {
 protected:
  void SetUp() override {
    desk_.CustomerCreatesTicket();
    sandbox_.Github().OpensIssue();
  }
  std::size_t Notes() const { return desk_.Ticket(1).entries.size(); }
  Reply PostNote() { return api_.Send("POST", kNotes, kNote); }

  Sandbox sandbox_;
  FreshdeskService& desk_ = sandbox_.Freshdesk();
  Api api_ = FreshdeskApi(sandbox_);
};

struct Row {
  const char* name;
  FaultKind kind;
  int answered;  // 0: none
  std::size_t applied;
};
class FaultKinds : public FaultyCalls, public testing::WithParamInterface<Row> {};

TEST_P(FaultKinds, AnswerAndApplyAsTheTableSays) {
  Fault fault;
  fault.method = "POST";
  fault.path = "/notes$";
  fault.kind = GetParam().kind;
  fault.status = 502;
  fault.delay = milliseconds(20);
  fault.retry_after = 7;
  sandbox_.Failing().Add(fault);
  const auto reply = PostNote();
  EXPECT_EQ(reply.status, GetParam().answered);
  ASSERT_TRUE(sandbox_.WaitForQuiet(milliseconds(10), seconds(5)));
  EXPECT_EQ(Notes(), GetParam().applied);
  const auto written = sandbox_.Log().Writes().back();
  EXPECT_EQ(written.applied, GetParam().applied == 1);
  EXPECT_EQ(written.status, GetParam().answered);
  EXPECT_EQ(sandbox_.Failing().Left(), 0U);
  EXPECT_EQ(PostNote().status, 201) << "the fault is spent";
}

constexpr auto kKinds = std::to_array<Row>({
    {"StatusBefore", FaultKind::kStatusBefore, 502, 0},
    {"StatusAfter", FaultKind::kStatusAfter, 502, 1},
    {"ResetBefore", FaultKind::kResetBefore, 0, 0},
    {"ResetAfter", FaultKind::kResetAfter, 0, 1},
    {"HangBefore", FaultKind::kHangBefore, 0, 0},
    {"HangAfter", FaultKind::kHangAfter, 0, 1},
    {"Slow", FaultKind::kSlow, 201, 1},
    {"Late", FaultKind::kLate, 0, 1},
    {"Garbage", FaultKind::kGarbage, 201, 1},
    {"RateLimit", FaultKind::kRateLimit, 429, 0},
    {"SecondaryLimit", FaultKind::kSecondaryLimit, 403, 0},
});
INSTANTIATE_TEST_SUITE_P(Of, FaultKinds, testing::ValuesIn(kKinds),
                         [](const auto& row) { return row.param.name; });

TEST_F(FaultyCalls, MeetTheFaultOnlyWhereItFits) {
  Fault fault;
  fault.service = Service::kFreshdesk;
  fault.method = "WRITE";
  fault.path = "^/tickets/1$";
  fault.skip = 1;
  fault.times = 2;
  sandbox_.Failing().Add(fault);
  const auto put = [&] { return api_.Send("PUT", "/tickets/1", R"({"priority":2})").status; };
  EXPECT_EQ(api_.Get("/tickets/1").status, 200);
  EXPECT_EQ(PostNote().status, 201);
  EXPECT_EQ(put(), 200);
  EXPECT_EQ(put(), 500);
  EXPECT_EQ(put(), 500);
  EXPECT_EQ(put(), 200);
}

// The answer as the operating system gives it: a reset is no orderly end of the stream.
TEST_F(FaultyCalls, ResetTheConnectionForGood) {
  Fault fault;
  fault.kind = FaultKind::kResetAfter;
  sandbox_.Failing().Add(fault);
  const auto url = sandbox_.FreshdeskUrl();
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
  const int client = ::socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const std::string request = "GET /api/v2/agents/me HTTP/1.1\r\nHost: x\r\n\r\n";
  ASSERT_GT(::send(client, request.data(), request.size(), 0), 0);
  char byte = 0;
  EXPECT_EQ(::recv(client, &byte, 1, 0), -1);
  EXPECT_EQ(errno, ECONNRESET);
  ::close(client);
}

TEST_F(FaultyCalls, LeaveTheOtherServiceAlone) {
  Fault fault;
  fault.service = Service::kGithub;
  sandbox_.Failing().Add(fault);
  EXPECT_EQ(PostNote().status, 201);
  auto github = GithubApi(sandbox_);
  EXPECT_EQ(github.Get("/user").status, 500);
}

TEST_F(FaultyCalls, GiveGarbageInsteadOfTheAnswer) {
  Fault fault;
  fault.kind = FaultKind::kGarbage;
  fault.body = "<html>";
  sandbox_.Failing().Add(fault);
  EXPECT_EQ(PostNote().body, "<html>");
}

TEST_F(FaultyCalls, SayHowLongToWait) {
  Fault fault;
  fault.kind = FaultKind::kRateLimit;
  fault.retry_after = 7;
  sandbox_.Failing().Add(fault);
  EXPECT_EQ(PostNote().Header("Retry-After"), "7");
}

TEST_F(FaultyCalls, AreAppliedAfterTheCallerHasGivenUp) {
  Fault fault;
  fault.kind = FaultKind::kLate;
  fault.delay = milliseconds(100);
  sandbox_.Failing().Add(fault);
  EXPECT_EQ(PostNote().status, 0);
  EXPECT_EQ(Notes(), 0U);
  EXPECT_TRUE(Sandbox::WaitUntil([&] { return Notes() == 1; }, seconds(5)));
}

TEST_F(FaultyCalls, AreSilentUntilTheCallerLosesPatience) {
  Fault fault;
  fault.kind = FaultKind::kHangAfter;
  fault.delay = std::chrono::hours(1);
  sandbox_.Failing().Add(fault);
  api_.SetReadTimeout(milliseconds(50));
  EXPECT_EQ(PostNote().error, httplib::Error::Read);
  EXPECT_EQ(Notes(), 1U);
}

class FaultyWebhooks : public FaultyCalls {
 protected:
  void SetUp() override {
    FaultyCalls::SetUp();
    sandbox_.DeliverTo(receiver_.Url());
  }
  void AddNotes(int count) {
    for (int i = 0; i < count; ++i) desk_.AgentAddsPrivateNote(1, "a");
    ASSERT_TRUE(sandbox_.WaitForQuiet(milliseconds(20), seconds(10)));
  }
  Receiver receiver_;
};

TEST_F(FaultyWebhooks, GoNowhereBeforeTheGatewayIsKnown) {
  EXPECT_TRUE(sandbox_.FreshdeskWebhooks().Deliveries().at(0).lost);
  EXPECT_EQ(receiver_.Count(), 0U);
}

TEST_F(FaultyWebhooks, CanAllBeLost) {
  WebhookFaults faults;
  faults.lose_everything = true;
  sandbox_.Set(faults);
  AddNotes(3);
  EXPECT_EQ(receiver_.Count(), 0U);
}

TEST_F(FaultyWebhooks, AreLostAlikeForTheSameSeed) {
  const auto lost = [&] {
    WebhookFaults faults;
    faults.seed = 7;
    faults.lose = 0.5;
    sandbox_.Set(faults);
    const auto from = sandbox_.FreshdeskWebhooks().Deliveries().size();
    AddNotes(20);
    std::vector<bool> which;
    const auto all = sandbox_.FreshdeskWebhooks().Deliveries();
    for (auto i = from; i < all.size(); ++i) which.push_back(all[i].lost);
    return which;
  };
  const auto first = lost();
  EXPECT_EQ(lost(), first);
  EXPECT_EQ(std::set<bool>(first.begin(), first.end()).size(), 2U) << "some, and not all";
}

TEST_F(FaultyWebhooks, AreRepeated) {
  WebhookFaults faults;
  faults.repeat = 1;
  faults.repeat_count = 3;
  sandbox_.Set(faults);
  AddNotes(1);
  EXPECT_EQ(receiver_.Count(), 4U);
  EXPECT_EQ(sandbox_.FreshdeskWebhooks().Deliveries().back().statuses,
            (std::vector<int>{202, 202, 202, 202}));
}

TEST_F(FaultyWebhooks, ComeInOrderUnlessTheyAreReordered) {
  const auto issue = sandbox_.Github().OpensIssue();
  const auto in_order = [&] {
    const auto from = receiver_.Count();
    for (int i = 0; i < 20; ++i) sandbox_.Github().Comments(issue, std::to_string(i));
    EXPECT_TRUE(sandbox_.WaitForQuiet(milliseconds(20), seconds(10)));
    std::vector<std::int64_t> ids;
    const auto all = receiver_.All();
    for (auto i = from; i < all.size(); ++i)
      ids.push_back(all[i].Value()["comment"]["id"].Id().value_or(0));
    EXPECT_EQ(ids.size(), 20U);
    return std::is_sorted(ids.begin(), ids.end());
  };
  receiver_.Wait(1);
  EXPECT_TRUE(in_order());
  WebhookFaults faults;
  faults.reorder = 0.5;
  faults.reorder_within = milliseconds(100);
  sandbox_.Set(faults);
  EXPECT_FALSE(in_order());
}

TEST_F(FaultyWebhooks, CanBeDelayed) {
  WebhookFaults faults;
  faults.delay = milliseconds(150);
  sandbox_.Set(faults);
  const auto start = std::chrono::steady_clock::now();
  AddNotes(1);
  EXPECT_EQ(receiver_.Count(), 1U);
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(150));
}

TEST_F(FaultyWebhooks, AreSentAgainOnlyWhenTold) {
  receiver_.Answer(503);
  AddNotes(1);
  EXPECT_EQ(receiver_.Count(), 1U);
  sandbox_.FreshdeskWebhooks().RetryAfter({milliseconds(10), milliseconds(10)});
  AddNotes(1);
  EXPECT_EQ(receiver_.Count(), 4U);
}

}  // namespace
}  // namespace tandem::sandbox
