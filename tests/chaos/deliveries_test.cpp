// What the services, the network and strangers do with deliveries: lost, repeated, out of order,
// late, replayed, forged. Nothing is lost, nothing happens twice.

#include "tests/chaos/run/made_twice.h"
#include "tests/gateway/raw_client.h"
#include "tests/scenarios/story.h"

#include <httplib.h>

#include <algorithm>
#include <gmock/gmock.h>
#include <thread>

namespace tandem::sandbox {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::string Div(const std::string& text) {
  return "<div>" + text + "</div>";
}

class Deliveries : public ::testing::Test {
 protected:
  explicit Deliveries(const char* poll = "1h")
      : story([&](Json& configuration) { configuration.Set("catch_up", poll); }) {}

  // All webhooks from now on are recorded, and nobody gets them.
  void Withhold(bool withhold = true) {
    WebhookFaults faults;
    faults.lose_everything = withhold;
    story.world().Set(faults);
  }
  // Five messages on each side, and a change of each field.
  void ManyChanges() {
    for (int i = 0; i < 5; ++i) {
      notes.push_back("Note " + std::to_string(i) + " of many.");
      comments.push_back("Comment " + std::to_string(i) + " of many.");
      story.desk().AgentAddsPrivateNote(ticket, Div(notes.back()));
      story.hub().Comments(story.issue, comments.back());
    }
    story.desk().AgentAddsTag(ticket, "outage");
    story.hub().Closes(story.issue);
  }
  void ExpectManyChangesOnce() {
    EXPECT_TRUE(story.Soon([&] {
      return story.desk().Ticket(ticket).status == kResolved &&
             std::all_of(
                 notes.begin(), notes.end(),
                 [&](const auto& text) { return story.CommentsWith(story.issue, text) > 0; }) &&
             std::all_of(comments.begin(), comments.end(),
                         [&](const auto& text) { return story.NotesWith(ticket, text) > 0; });
    }));
    EXPECT_TRUE(story.Quiet());
    for (const auto& text : notes) EXPECT_EQ(story.CommentsWith(story.issue, text), 1) << text;
    for (const auto& text : comments) EXPECT_EQ(story.NotesWith(ticket, text), 1) << text;
    EXPECT_TRUE(HasLabel(story.hub().Issue(story.issue), "impact: outage"));
    EXPECT_EQ(story.NotesWith(ticket, "was closed"), 1);
    EXPECT_THAT(chaos::MadeTwice(story.world().Log()), ::testing::IsEmpty());
  }
  // Sends a delivery as it is given, whatever the sandbox would do with it; the answer's status.
  int Send(const Delivery& delivery) {
    httplib::Client client(story.gateway().url());
    const httplib::Headers headers(delivery.headers.begin(), delivery.headers.end());
    const auto answer = client.Post(delivery.path, headers, delivery.body, "application/json");
    return answer ? answer->status : 0;
  }
  // The last delivery of GitHub, with another value in one of its headers.
  Delivery LastWith(const std::string& header, const std::string& value) {
    Delivery delivery = story.world().GithubWebhooks().Deliveries().back();
    for (auto& [name, old] : delivery.headers) {
      if (LowerCase(name) == LowerCase(header)) old = value;
    }
    return delivery;
  }
  void ExpectNoWrites(std::size_t from) {
    EXPECT_TRUE(story.Quiet());
    EXPECT_EQ(story.Writes(), from);
  }

  Story story;
  std::int64_t ticket = story.LinkedTicket();
  std::vector<std::string> notes{};
  std::vector<std::string> comments{};
};

class LostDeliveries : public Deliveries {
 protected:
  LostDeliveries() : Deliveries("1s") {}
};

TEST_F(LostDeliveries, AreMadeUpForByThePoll) {
  Withhold();
  ManyChanges();
  EXPECT_TRUE(story.Soon(
      [&] {
        return story.CommentsWith(story.issue, notes.back()) == 1 &&
               story.NotesWith(ticket, comments.back()) == 1 &&
               story.desk().Ticket(ticket).status == kResolved;
      },
      std::chrono::seconds(60)));
  for (const auto& text : notes) EXPECT_EQ(story.CommentsWith(story.issue, text), 1) << text;
  for (const auto& text : comments) EXPECT_EQ(story.NotesWith(ticket, text), 1) << text;
  EXPECT_THAT(chaos::MadeTwice(story.world().Log()), ::testing::IsEmpty());
}

TEST_F(Deliveries, RepeatedFiftyTimesHaveOneEffect) {
  WebhookFaults faults;
  faults.repeat = 1;
  faults.repeat_count = 49;
  story.world().Set(faults);
  ManyChanges();
  ExpectManyChangesOnce();
}

TEST_F(Deliveries, OfAnHourInReverseOrderEndInTheStateOfToday) {
  Withhold();
  ManyChanges();
  story.hub().Reopens(story.issue);
  story.world().Time().Advance(hours(1));
  story.hub().Closes(story.issue);
  Withhold(false);
  const std::size_t of_desk = story.world().FreshdeskWebhooks().Deliveries().size();
  const std::size_t of_hub = story.world().GithubWebhooks().Deliveries().size();
  for (std::size_t i = of_desk; i-- > 0;) story.world().FreshdeskWebhooks().Redeliver(i);
  for (std::size_t i = of_hub; i-- > 0;) story.world().GithubWebhooks().Redeliver(i);
  EXPECT_TRUE(story.Soon([&] { return story.desk().Ticket(ticket).status == kResolved; }));
  ExpectManyChangesOnce();
  EXPECT_FALSE(story.hub().Issue(story.issue).open);
}

TEST_F(Deliveries, ThatComeHoursLateHaveTheirEffect) {
  Withhold();
  ManyChanges();
  Withhold(false);
  story.world().Time().Advance(hours(5));
  for (auto* webhooks : {&story.world().FreshdeskWebhooks(), &story.world().GithubWebhooks()})
    webhooks->Redeliver(webhooks->Deliveries().size() - 1);
  ExpectManyChangesOnce();
}

TEST_F(Deliveries, ReplayedFromYesterdayChangeNothing) {
  ManyChanges();
  ExpectManyChangesOnce();
  story.world().Time().Advance(hours(24));
  const auto writes = story.Writes();
  for (auto* webhooks : {&story.world().FreshdeskWebhooks(), &story.world().GithubWebhooks()}) {
    const std::size_t count = webhooks->Deliveries().size();
    for (std::size_t i = 0; i < count; ++i) webhooks->Redeliver(i);
  }
  ExpectNoWrites(writes);
}

TEST_F(Deliveries, OfTheSameBodyWithANewIdChangeNothing) {
  story.hub().Comments(story.issue, "Said once.");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Said once.") == 1; }));
  EXPECT_TRUE(story.Quiet());
  const auto writes = story.Writes();
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(Send(LastWith("X-GitHub-Delivery", "another-id-" + std::to_string(i))), 202);
  ExpectNoWrites(writes);
}

TEST_F(Deliveries, OfAnotherEventUnderAnOldIdAreNotLost) {
  const std::string old = story.world().GithubWebhooks().Deliveries().back().guid;
  Withhold();
  story.hub().Comments(story.issue, "Under an old id.");
  EXPECT_EQ(Send(LastWith("X-GitHub-Delivery", old)), 200) << "seen before";
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Under an old id.") == 1; }));
}

TEST_F(Deliveries, ThatAreForgedAreRefusedAndMarkNothing) {
  Withhold();
  story.hub().Comments(story.issue, "Never announced.");
  const auto calls = story.world().Log().CountCalls();
  EXPECT_EQ(Send(LastWith("X-Hub-Signature-256", "sha256=" + std::string(64, '0'))), 401);
  Delivery longer = story.world().GithubWebhooks().Deliveries().back();
  longer.body += " ";
  EXPECT_EQ(Send(longer), 401) << "the signature of another body";
  Delivery desk = story.world().FreshdeskWebhooks().Deliveries().back();
  for (auto& [name, value] : desk.headers) {
    if (LowerCase(name) == "x-tandem-secret") value = "a-guess";
  }
  EXPECT_EQ(Send(desk), 401);
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.world().Log().CountCalls(), calls) << "nothing was looked at";
  EXPECT_EQ(story.NotesWith(ticket, "Never announced."), 0);
}

TEST_F(Deliveries, AboutWhatWeDoNotKnowChangeNothing) {
  const auto elsewhere = story.hub().AddsRepository("acme/elsewhere");
  EXPECT_GT(elsewhere, 0);
  const auto writes = story.Writes();
  story.hub().OpensIssue({}, "acme/elsewhere");
  const auto unlinked = story.desk().CustomerCreatesTicket();
  story.desk().AgentAddsPrivateNote(unlinked, Div("Nobody wants an issue for this."));
  const auto alone = story.hub().OpensIssue();
  story.hub().Comments(alone, "An issue that no ticket knows.");
  Delivery gone = story.world().FreshdeskWebhooks().Deliveries().back();
  gone.path = "/webhooks/freshdesk/999999999";
  gone.body = R"({"ticket_id":999999999})";
  EXPECT_EQ(Send(gone), 202);
  Delivery unheard = LastWith("X-GitHub-Event", "an_event_of_tomorrow");
  EXPECT_EQ(Send(unheard), 200);
  ExpectNoWrites(writes);
  EXPECT_NE(story.gateway().Get("/metrics").find("\ntandem_parked 0\n"), std::string::npos);
}

TEST_F(Deliveries, WhoseSenderIsGoneBeforeOurAnswerCount) {
  Withhold();
  story.hub().Comments(story.issue, "Sent and gone.");
  const Delivery delivery = story.world().GithubWebhooks().Deliveries().back();
  const std::string url = story.gateway().url();
  std::string request = "POST " + delivery.path + " HTTP/1.1\r\nHost: tandem\r\n";
  for (const auto& [name, value] : delivery.headers)
    request.append(name).append(": ").append(value).append("\r\n");
  request +=
      "Content-Type: application/json\r\nContent-Length: " + std::to_string(delivery.body.size()) +
      "\r\n\r\n" + delivery.body;
  {
    tandem::testing::RawClient client(std::stoi(url.substr(url.rfind(':') + 1)));
    ASSERT_TRUE(client.Send(request));
    client.CloseSending();
    client.Abort();
  }
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Sent and gone.") == 1; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Sent and gone."), 1);
}

}  // namespace
}  // namespace tandem::sandbox
