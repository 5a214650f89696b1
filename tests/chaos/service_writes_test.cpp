// A write whose call fails in any way, also one that says that nothing was done when it was, has
// its effect once.

#include "tests/scenarios/story.h"

#include <functional>
#include <string>
#include <vector>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;

// One way for a call to fail.
struct Failing {
  const char* name;
  FaultKind kind;
  int status = 500;
  const char* body = "<html><h1>Bad gateway</h1></html>";
};

// Those that are mended by trying again, whatever the write.
constexpr Failing kFailings[] = {
    {"500 before", FaultKind::kStatusBefore, 500},
    {"500 after", FaultKind::kStatusAfter, 500},
    {"408 after", FaultKind::kStatusAfter, 408},
    {"409 before", FaultKind::kStatusBefore, 409},
    {"403 before", FaultKind::kStatusBefore, 403, "{}"},
    {"403 after", FaultKind::kStatusAfter, 403, "{}"},
    {"404 after", FaultKind::kStatusAfter, 404, "{}"},
    {"reset in the middle of the answer", FaultKind::kResetMidway},
    {"2xx with an empty body", FaultKind::kGarbage, 0, ""},
    {"2xx with a foreign object", FaultKind::kGarbage, 0, R"({"ok":true,"id":"x"})"},
    {"2xx with a list", FaultKind::kGarbage, 0, "[1,2,3]"},
    {"2xx with another object's id alone", FaultKind::kGarbage, 0, R"({"id":123456789})"},
    {"2xx with somebody else's whole object", FaultKind::kGarbage, 0,
     R"({"id":123456789,"number":987654,"state":"open","body":"Somebody else's."})"},
    {"2xx with HTML", FaultKind::kGarbage, 0},
    {"done late", FaultKind::kLate},
};

Fault Of(const Failing& failing, Service service, const std::string& method,
         const std::string& path) {
  Fault fault;
  fault.service = service;
  fault.method = method;
  fault.path = path;
  fault.kind = failing.kind;
  fault.status = failing.status;
  fault.body = failing.body;
  fault.delay = milliseconds(150);  // well within look_after, as 30 s are within 45
  return fault;
}

// A write of one kind: how people bring it about for the n-th time, and how often its effect is
// there.
struct Kind {
  const char* name;
  Service service;
  const char* method;
  const char* path;
  std::function<void(Story&, std::int64_t ticket, int n)> ask;
  std::function<int(Story&, std::int64_t ticket, int n)> effects;
};

std::string Text(int n) {
  return "message number " + std::to_string(n) + ".";
}

bool IsTagged(Story& story, std::int64_t ticket) {
  const auto tags = story.desk().Ticket(ticket).tags;
  return std::count(tags.begin(), tags.end(), "bug") == 1;
}

bool IsLabelled(Story& story) {
  const auto labels = story.hub().Issue(story.issue).labels;
  return std::count(labels.begin(), labels.end(), "bug") == 1;
}

// A field is written to and fro; it has no double, but must be there.
const std::vector<Kind>& Kinds() {
  static const std::vector<Kind> kinds{
      {"Comment", Service::kGithub, "POST", "/issues/[0-9]+/comments$",
       [](Story& story, std::int64_t ticket, int n) {
         story.desk().AgentAddsPrivateNote(ticket, "<div>" + Text(n) + "</div>");
       },
       [](Story& story, std::int64_t, int n) { return story.CommentsWith(story.issue, Text(n)); }},
      {"Note", Service::kFreshdesk, "POST", "/tickets/[0-9]+/notes$",
       [](Story& story, std::int64_t, int n) { story.hub().Comments(story.issue, Text(n)); },
       [](Story& story, std::int64_t ticket, int n) { return story.NotesWith(ticket, Text(n)); }},
      {"Label", Service::kGithub, "WRITE", "/labels",
       [](Story& story, std::int64_t ticket, int n) {
         n % 2 == 0 ? story.desk().AgentAddsTag(ticket, "bug")
                    : story.desk().AgentRemovesTag(ticket, "bug");
       },
       [](Story& story, std::int64_t, int n) { return IsLabelled(story) == (n % 2 == 0) ? 1 : 0; }},
      {"Tag", Service::kFreshdesk, "PUT", "/tickets/[0-9]+$",
       [](Story& story, std::int64_t, int n) {
         n % 2 == 0 ? story.hub().AddsLabel(story.issue, "bug")
                    : story.hub().RemovesLabel(story.issue, "bug");
       },
       [](Story& story, std::int64_t ticket, int n) {
         return IsTagged(story, ticket) == (n % 2 == 0) ? 1 : 0;
       }},
  };
  return kinds;
}

class AWrite : public testing::TestWithParam<std::size_t> {};

TEST_P(AWrite, HasItsEffectOnceHoweverItsCallFails) {
  const Kind& kind = Kinds()[GetParam()];
  Story story;
  const auto ticket = story.LinkedTicket();
  int n = 0;
  for (const Failing& failing : kFailings) {
    story.world().Failing().Add(Of(failing, kind.service, kind.method, kind.path));
    kind.ask(story, ticket, n);
    EXPECT_TRUE(story.Soon([&] { return kind.effects(story, ticket, n) == 1; })) << failing.name;
    EXPECT_TRUE(story.Quiet()) << failing.name;
    EXPECT_EQ(story.world().Failing().Left(), 0U) << failing.name << " never struck";
    EXPECT_EQ(kind.effects(story, ticket, n), 1) << failing.name;
    ++n;
  }
  for (int each = 0; each < n && kind.method == std::string("POST"); ++each)
    EXPECT_EQ(kind.effects(story, ticket, each), 1) << kFailings[each].name;
  EXPECT_EQ(story.Issues(), 1);
}

INSTANTIATE_TEST_SUITE_P(Services, AWrite, testing::Range<std::size_t>(0, Kinds().size()),
                         [](const auto& it) { return std::string(Kinds()[it.param].name); });

// A GitHub answer about a comment of somebody else, and a Freshdesk answer about a note of somebody
// else: our own copies are found, and edited, all the same.
TEST(AWrite, AnsweredWithSomebodyElsesMessageNeverTouchesThat) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto comment = story.hub().Comments(story.issue, "the comment of a person");
  const auto note = story.desk().AgentAddsPrivateNote(ticket, "<div>the note of a person</div>");
  ASSERT_TRUE(story.Soon([&] {
    return story.NotesWith(ticket, "the comment of a person") == 1 &&
           story.CommentsWith(story.issue, "the note of a person") == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  const auto about = [](std::int64_t id, const std::string& text) {
    return R"({"id":)" + std::to_string(id) + R"(,"body":")" + text + "\"}";
  };
  const std::string of_comment = about(comment, "the comment of a person");
  const std::string of_note = about(note, "<div>the note of a person</div>");
  story.world().Failing().Add(
      Of({"", FaultKind::kGarbage, 0, of_comment.c_str()}, Service::kGithub, "POST", "/comments$"));
  story.world().Failing().Add(
      Of({"", FaultKind::kGarbage, 0, of_note.c_str()}, Service::kFreshdesk, "POST", "/notes$"));
  const auto our_note = story.desk().AgentAddsPrivateNote(ticket, "<div>first words</div>");
  const auto our_comment = story.hub().Comments(story.issue, "first answer");
  ASSERT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  ASSERT_TRUE(story.Quiet());
  story.desk().AgentEditsNote(our_note, "<div>second words</div>");
  story.hub().EditsComment(our_comment, "second answer");
  EXPECT_TRUE(story.Soon([&] {
    return story.CommentsWith(story.issue, "second words") == 1 &&
           story.NotesWith(ticket, "second answer") == 1;
  }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "the comment of a person"), 1);
  EXPECT_EQ(story.NotesWith(ticket, "the note of a person"), 1);
  EXPECT_EQ(story.CommentsWith(story.issue, "first words"), 0);
  EXPECT_EQ(story.NotesWith(ticket, "first answer"), 0);
}

// What is waited for is counted from the write: not from the reading before it, which may be slow.
TEST(AWrite, IsNotRepeatedTooSoonAfterASlowReading) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault slow;
  slow.service = Service::kGithub;
  slow.method = "GET";
  slow.path = "/issues/[0-9]+/comments$";
  slow.kind = FaultKind::kSlow;
  slow.delay = milliseconds(600);  // longer than look_after
  story.world().Failing().Add(slow);
  Fault late = Of({"done late", FaultKind::kLate}, Service::kGithub, "POST", slow.path);
  late.delay = milliseconds(300);
  story.world().Failing().Add(late);
  story.desk().AgentAddsPrivateNote(ticket, "<div>only once</div>");
  EXPECT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  story.desk().AgentAddsTag(ticket, "vip");  // somebody makes Tandem look again at once
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "only once") == 1; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.gateway().Get("/metrics").find("tandem_doubles_total{kind=\"comment\"} 1"),
            std::string::npos)
      << "it was made twice, and that was repaired";
  EXPECT_EQ(story.CommentsWith(story.issue, "only once"), 1);
}

// Tags are read once more before they are written; that may take longer than a write may wait.
TEST(AWrite, OfTagsIsSentHoweverSlowlyTheTicketIsRead) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault slow;
  slow.service = Service::kFreshdesk;
  slow.method = "GET";
  slow.path = "/tickets/[0-9]+$";
  slow.kind = FaultKind::kSlow;
  slow.delay = milliseconds(2'500);
  slow.times = 1'000;
  story.world().Failing().Add(slow);
  story.hub().AddsLabel(story.issue, "bug");
  EXPECT_TRUE(story.Soon([&] { return IsTagged(story, ticket); }));
  story.world().Failing().Clear();
  EXPECT_TRUE(story.Quiet());
}

TEST(AWrite, OfTagsIsTriedAgainWhenTheTicketCannotBeReadForIt) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault down;
  down.service = Service::kFreshdesk;
  down.method = "GET";
  down.path = "/tickets/[0-9]+$";
  down.status = 503;
  down.skip = 1;  // the plan is made from the first reading
  story.world().Failing().Add(down);
  story.hub().AddsLabel(story.issue, "bug");
  EXPECT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  EXPECT_TRUE(story.Soon([&] { return IsTagged(story, ticket); }));
  EXPECT_TRUE(story.Quiet());
}

void WithoutLimit(Json& configuration) {
  Json rule = configuration["rules"].Items().at(0);
  rule.Set("create_limit", 0);
  configuration.Set("rules", Json(Json::Array{rule}));
}

std::int64_t Tagged(Story& story) {
  NewTicket tagged;
  tagged.tags = {"github"};
  return story.desk().CustomerCreatesTicket(tagged);
}

std::int64_t Commanded(Story& story) {
  const auto ticket = story.desk().CustomerCreatesTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>/issue</div>");
  return ticket;
}

class AnIssue : public testing::TestWithParam<std::int64_t (*)(Story&)> {};

TEST_P(AnIssue, IsCreatedOnceHoweverItsCallFails) {
  Story story(WithoutLimit);
  int made = 0;
  for (const Failing& failing : kFailings) {
    story.world().Failing().Add(Of(failing, Service::kGithub, "POST", "/issues$"));
    const auto ticket = GetParam()(story);
    EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }))
        << failing.name;
    EXPECT_TRUE(story.Quiet()) << failing.name;
    EXPECT_EQ(story.Issues(), ++made) << failing.name;
  }
}

INSTANTIATE_TEST_SUITE_P(AskedFor, AnIssue, testing::Values(&Tagged, &Commanded),
                         [](const auto& it) {
                           return it.param == &Tagged ? "ByTag" : "ByCommand";
                         });

}  // namespace
}  // namespace tandem::sandbox
