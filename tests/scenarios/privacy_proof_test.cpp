// Not a byte of what customers and stewards write reaches a public repository, whatever happens,
// but for what section "publishing" lets through: type, priority, and notes that begin with
// /publish. Each field carries words of its own, and everything that GitHub was told is searched.

#include "tests/sandbox/encoding.h"
#include "tests/scenarios/planted.h"
#include "tests/scenarios/weather.h"

#include <gmock/gmock.h>

namespace tandem::sandbox {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::string Div(const std::string& text) {
  return "<div>" + text + "</div>";
}

TEST(TheSearch, FindsASecretInEachDisguiseAndLetsTheOpenWordsPass) {
  Planted planted;
  const std::string secret = planted.Secret("a note");
  const std::string open = planted.Open("a published note");
  const std::string phone = planted.Number("+49 30 5577341", "phone");
  EXPECT_THAT(planted.In("POST /x\n\n{\"body\":\"" + open + "\"}"), IsEmpty());
  const std::string split =
      secret.substr(0, 4) + "\xE2\x80\x8B" + secret.substr(4, 3) + "**" + secret.substr(7);
  const std::string percent = "%7A%71" + secret.substr(2);
  const std::string shouted = "ZQTOK" + secret.substr(5);
  const std::vector<std::string> disguised{secret,
                                           split,
                                           percent,
                                           shouted,
                                           Base64("a " + secret),
                                           "x" + Base64("ab" + secret),
                                           secret.substr(0, 8) + "...",
                                           "(4930) 557/7341"};
  for (const std::string& text : disguised) {
    EXPECT_THAT(planted.In("GET /x?q=" + text), SizeIs(1)) << text;
    EXPECT_THAT(planted.In("POST /x\n\n{\"a\":[{\"b\":\"" + text + "\"}]}"), SizeIs(1)) << text;
  }
  EXPECT_THAT(planted.In("POST /x\n\n{\"a\":\"\\u007a\\u0071" + secret.substr(2) + "\"}"),
              SizeIs(1));
  EXPECT_THAT(planted.In("POST /x\n\n{\"" + secret + "\":1}"), SizeIs(1));
}

void MapPriorities(Json& configuration) {
  Json rule = configuration["rules"].Items()[0];
  rule.Set("priority", Json(Json::Object{{"Urgent", "priority: urgent"}}));
  configuration.Set("rules", Json(Json::Array{rule}));
}

// The gateway has taken the webhook that says so.
bool KnowsItsPublic(Story& story) {
  return story.Soon([&] {
    for (const Delivery& each : story.world().GithubWebhooks().Deliveries())
      if (each.event == "repository.publicized") return each.statuses == std::vector<int>{202};
    return false;
  });
}

// An account all of whose people have words of their own, and a public repository.
class Proof {
 public:
  explicit Proof(Weather weather)
      : story_([weather](Json& configuration) {
          MapPriorities(configuration);
          Prepare(weather, configuration);
        }) {
    story_.hub().Publicizes();
    EXPECT_TRUE(KnowsItsPublic(story_));
    story_.desk().Configure([this](FreshdeskState& state) { NamePeople(state); });
    storm.emplace(story_, weather);
  }

  Story& story() { return story_; }
  FreshdeskService& desk() { return story_.desk(); }
  GithubService& hub() { return story_.hub(); }

  // A ticket whose every field carries a word; the tags come in addition to one of its own.
  std::int64_t Ticket(const std::vector<std::string>& tags);
  // Tagged, and its issue is there: its number.
  std::int64_t Linked(std::int64_t& ticket);
  // What is written on the ticket that nobody published.
  void Talk(std::int64_t ticket);
  // A note that may go out, with the requester's own name, mail and phone, that may not.
  std::int64_t Publishes(std::int64_t ticket);
  // The note's word has come to the issue: so has what was written before, or it never does.
  void ExpectPublished(std::int64_t issue);
  void ExpectPrivate() {
    EXPECT_TRUE(storm->Rests());
    EXPECT_THAT(planted.Escaped(story_.world().Log()), IsEmpty());
    EXPECT_THAT(planted.Missing(story_.world().Log()), IsEmpty());
  }

  Planted planted;
  std::optional<Storm> storm;
  std::string published;  // the last one

 private:
  void NamePeople(FreshdeskState& state);
  DeskAttachment Attached(const std::string& where) {
    return {++attachments_, planted.Secret("name of a file of " + where) + ".png", "image/png",
            4711};
  }

  std::string requester_;
  std::string type_ = planted.Open("type");  // of every ticket
  std::int64_t attachments_ = 0;
  Story story_;
};

void Proof::NamePeople(FreshdeskState& state) {
  DeskPerson& contact = state.contacts.at(kCustomer);
  const auto mail = [this](const std::string& where) {
    return planted.Secret(where) + "@" + planted.Secret(where) + ".example";
  };
  contact.name = planted.Name("requester's name");
  contact.mail = mail("requester's mail");
  contact.phone = planted.Number("+49 30 5577341", "requester's phone");
  contact.mobile = planted.Number("+49 171 9988127", "requester's mobile");
  contact.address = "12 " + planted.Name("requester's address");
  contact.twitter = planted.Secret("requester's handle");
  contact.other_mails = {mail("requester's other mail")};
  requester_ = contact.name + ", " + contact.mail + ", " + contact.phone;
  state.companies.at(kCompany) = planted.Name("company");
  state.groups.at(kGroup) = planted.Name("group");
  for (auto& [id, agent] : state.agents) {
    agent.name = planted.Name("agent's name");
    agent.mail = mail("agent's mail");
  }
}

std::int64_t Proof::Ticket(const std::vector<std::string>& tags) {
  DeskTicket ticket;
  ticket.subject = planted.Secret("subject") + " " + planted.Name("subject") + ", " + requester_;
  ticket.html = Div(planted.Secret("description")) + Div(planted.Name("description")) +
                Div("/publish " + planted.Secret("the description that says /publish"));
  ticket.type = type_;
  ticket.priority = 4;
  ticket.requester = kCustomer;
  ticket.responder = kSecondAgent;
  ticket.group = kGroup;
  ticket.company = kCompany;
  ticket.tags = tags;
  ticket.tags.push_back(planted.Secret("tag"));
  ticket.custom_fields = {{"cf_cause", planted.Secret("custom field")}};
  ticket.copies_to = {planted.Secret("copy to") + "@" + planted.Secret("copy to") + ".example"};
  ticket.attachments = {Attached("the ticket")};
  std::int64_t id = 0;
  desk().Configure([&](FreshdeskState& state) { id = CreateTicket(state, ticket).id; });
  return id;
}

std::int64_t Proof::Linked(std::int64_t& ticket) {
  const int before = story_.Issues();
  storm->During([&] { ticket = Ticket({"github", "bug"}); });
  EXPECT_TRUE(storm->Comes(
      [&] { return story_.Issues() > before && story_.NotesWith(ticket, "is linked to") == 1; }));
  return hub().Repository().issues.rbegin()->first;
}

void Proof::Talk(std::int64_t ticket) {
  const auto says = [this](const std::string& where) {
    return Div(planted.Secret(where) + " " + planted.Name(where));
  };
  desk().AgentAddsPrivateNote(ticket, says("private note"));
  desk().AgentAddsPrivateNote(ticket, Div("/private " + planted.Secret("/private note")));
  desk().AgentAddsPrivateNote(
      ticket, Div(planted.Secret("a note that ends with /publish")) + Div("/publish"));
  desk().AgentAddsPublicNote(ticket, says("public note"));
  desk().AgentAddsPublicNote(ticket, Div("/publish " + planted.Secret("public note, /publish")));
  desk().AgentReplies(ticket, says("reply"));
  desk().AgentReplies(ticket, Div("/publish " + planted.Secret("reply that says /publish")));
  desk().AgentForwards(ticket, says("forward"));
  desk().AgentForwards(ticket, Div("/publish " + planted.Secret("forward that says /publish")));
  desk().CustomerReplies(ticket, says("customer's message"));
  desk().CustomerReplies(ticket, Div("/publish " + planted.Secret("customer says /publish")));
  desk().CustomerReplies(ticket, Div("/issue " + planted.Secret("customer says /issue")));
  desk().Configure([&](FreshdeskState& state) {
    DeskEntry note;
    note.author = kSecondAgent;
    note.html = says("note with a file");
    note.is_private = true;
    note.attachments = {Attached("a note")};
    AddEntry(state, *FindTicket(state, ticket), note);
  });
}

std::int64_t Proof::Publishes(std::int64_t ticket) {
  published = planted.Open("published note");
  return desk().AgentAddsPrivateNote(ticket, Div("/publish " + published + " " + requester_));
}

void Proof::ExpectPublished(std::int64_t issue) {
  EXPECT_TRUE(storm->Comes([&] { return story_.CommentsWith(issue, published) == 1; }));
}

class APublicRepository : public testing::TestWithParam<Weather> {};

TEST_P(APublicRepository, GetsOfATicketAndItsConversationOnlyWhatWasPublished) {
  Proof proof(GetParam());
  std::int64_t ticket = 0;
  const auto issue = proof.Linked(ticket);
  for (int round = 0; round < 2; ++round) {
    proof.storm->During([&] {
      proof.Talk(ticket);
      proof.Publishes(ticket);
    });
    proof.ExpectPublished(issue);
  }
  proof.ExpectPrivate();
  EXPECT_THAT(proof.hub().CommentsOf(issue), SizeIs(2));
}

TEST_P(APublicRepository, GetsNothingOfWhatIsEditedDeletedClosedOrChanged) {
  Proof proof(GetParam());
  auto& planted = proof.planted;
  std::int64_t ticket = 0;
  const auto issue = proof.Linked(ticket);
  std::int64_t kept = 0;
  std::int64_t taken_back = 0;
  const auto note = proof.desk().AgentAddsPrivateNote(ticket, Div(planted.Secret("first text")));
  proof.storm->During([&] {
    kept = proof.Publishes(ticket);
    taken_back = proof.Publishes(ticket);
  });
  proof.ExpectPublished(issue);
  const std::string edited = planted.Open("edited published note");
  proof.storm->During([&] {
    proof.desk().AgentEditsNote(note, Div(planted.Secret("edit of a note")));
    proof.desk().AgentEditsNote(kept, Div("/publish " + edited));
    proof.desk().AgentEditsNote(taken_back, Div(planted.Secret("edit that takes /publish out")));
    proof.desk().AgentAddsTag(ticket, planted.Secret("later tag"));
  });
  EXPECT_TRUE(proof.storm->Comes([&] {
    return proof.story().CommentsWith(issue, edited) == 1 &&
           proof.hub().CommentsOf(issue).size() == 1;
  }));
  proof.storm->During([&] {
    DeskChange change;
    change.subject = planted.Secret("later subject");
    change.html = Div(planted.Secret("later description"));
    change.custom_fields = {{"cf_cause", planted.Secret("later custom field")}};
    change.priority = 2;
    proof.desk().AgentChanges(ticket, change);
    proof.desk().AgentDeletesNote(note);
    proof.desk().AgentRemovesTag(ticket, "bug");
  });
  EXPECT_TRUE(proof.storm->Comes([&] { return proof.hub().Issue(issue).labels.size() == 1; }));
  proof.storm->During([&] { proof.desk().AgentSetsStatus(ticket, kResolved); });
  EXPECT_TRUE(proof.storm->Comes([&] { return !proof.hub().Issue(issue).open; }));
  proof.storm->During(
      [&] { proof.desk().CustomerReplies(ticket, Div(planted.Secret("still broken"))); });
  EXPECT_TRUE(proof.storm->Comes([&] { return proof.hub().Issue(issue).open; }));
  proof.storm->During([&] { proof.hub().Closes(issue); });
  EXPECT_TRUE(proof.storm->Comes([&] { return proof.desk().Ticket(ticket).status == kResolved; }));
  proof.storm->During([&] { proof.hub().Reopens(issue); });
  EXPECT_TRUE(proof.storm->Comes([&] { return proof.desk().Ticket(ticket).status == kOpen; }));
  proof.ExpectPrivate();
}

TEST_P(APublicRepository, GetsNothingByCommandsEndingsAndLostStores) {
  Proof proof(GetParam());
  auto& planted = proof.planted;
  auto& desk = proof.desk();
  const auto issue = proof.hub().OpensIssue();
  const std::string target = "acme/infrastructure#" + std::to_string(issue);
  // With a history that comes late.
  const auto first = proof.Ticket({});
  proof.Talk(first);
  proof.Publishes(first);
  proof.storm->During([&] {
    desk.AgentAddsPrivateNote(
        first, Div("/issue " + target) + Div(planted.Secret("a note that gives a command")));
  });
  proof.ExpectPublished(issue);
  const auto second = proof.Ticket({});
  proof.Talk(second);
  proof.storm->During([&] { proof.hub().Comments(issue, "/ticket " + std::to_string(second)); });
  EXPECT_TRUE(proof.storm->Comes(
      [&] { return proof.story().CommentsWith(issue, "is linked to this issue") >= 1; }));
  std::int64_t third = 0;
  proof.storm->During([&] {
    third = proof.Ticket({});
    proof.Talk(third);
    desk.AgentAddsPrivateNote(third, Div("/issue " + planted.Secret("name of no rule")));
    desk.AgentAddsPrivateNote(third, Div("/issue"));
  });
  EXPECT_TRUE(proof.storm->Comes([&] { return proof.story().Issues() == 2; }));
  proof.storm->During([&] {
    desk.AgentAddsPrivateNote(second, Div("/publish " + (proof.published = planted.Open("late"))));
  });
  proof.ExpectPublished(issue);
  EXPECT_TRUE(proof.storm->Rests());
  proof.story().LoseStore();
  proof.storm->During([&] {
    proof.Talk(first);
    proof.Publishes(first);
  });
  proof.ExpectPublished(issue);
  proof.storm->During([&] {
    desk.AgentAddsPrivateNote(first, Div("/unlink") + Div(planted.Secret("why the link is cut")));
    desk.AgentMarksSpam(second);
    const auto primary = proof.Ticket({});
    desk.AgentMergesTicket(third, primary);
    proof.Talk(primary);
    desk.AgentAddsTag(third, planted.Secret("tag of a merged ticket"));
  });
  EXPECT_TRUE(proof.storm->Comes(
      [&] { return proof.story().CommentsWith(issue, "is no longer linked to this issue") >= 1; }));
  proof.ExpectPrivate();
}

INSTANTIATE_TEST_SUITE_P(Proof, APublicRepository, testing::ValuesIn(kAllWeather),
                         [](const auto& it) { return NameOf(it.param); });

// The next create of this kind is not answered for a while.
void HoldOnce(Story& story, const std::string& path, FaultKind kind) {
  Fault held;
  held.service = Service::kGithub;
  held.method = "POST";
  held.path = path;
  held.kind = kind;
  held.delay = std::chrono::milliseconds(600);
  story.world().Failing().Add(held);
}

// The first note's call hangs while the others are planned behind it; then all may read along.
TEST(ARepositoryThatBecomesPublic, GetsNothingAnyMoreThatWasPlannedBefore) {
  Story story;
  Planted planted;
  const auto ticket = story.LinkedTicket();
  HoldOnce(story, "/comments$", FaultKind::kSlow);  // the others are planned behind it
  for (int i = 0; i < 4; ++i)
    story.desk().AgentAddsPrivateNote(ticket, Div(planted.Secret("planned before")));
  ASSERT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  story.hub().Publicizes();
  ASSERT_TRUE(KnowsItsPublic(story));
  const auto from = story.world().Log().Calls().size();
  story.desk().AgentAddsPrivateNote(ticket, Div(planted.Secret("written afterwards")));
  const auto word = planted.Open("published afterwards");
  story.desk().AgentAddsPrivateNote(ticket, Div("/publish " + word));
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, word) == 1; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_THAT(planted.Escaped(story.world().Log(), from), IsEmpty());
  EXPECT_THAT(planted.Missing(story.world().Log()), IsEmpty());
  EXPECT_THAT(planted.Escaped(story.world().Log(), 0), SizeIs(1)) << "the one that was under way";
}

TEST(ARepositoryThatBecomesPublic, GetsTheIssueThatWasPlannedBeforeWithoutItsTexts) {
  Story story;
  Planted planted;
  HoldOnce(story, "/issues$", FaultKind::kHangBefore);
  NewTicket ticket;
  ticket.subject = planted.Secret("subject");
  ticket.html = Div(planted.Secret("description"));
  ticket.tags = {"github"};
  const auto id = story.desk().CustomerCreatesTicket(ticket);
  ASSERT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  story.hub().Publicizes();
  ASSERT_TRUE(KnowsItsPublic(story));
  const auto from = story.world().Log().Calls().size();
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(id, "is linked to") == 1; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_THAT(planted.Escaped(story.world().Log(), from), IsEmpty());
  EXPECT_EQ(story.hub().Issue(1).title, "Support request, ticket " + std::to_string(id));
  EXPECT_EQ(story.Issues(), 1);
}

}  // namespace
}  // namespace tandem::sandbox
