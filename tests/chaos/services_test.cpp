// What the services and the network between do wrong, row by row: each write has its effect once,
// answers are bounded, nothing is led to another host, and the rest of the work goes on.

#include "tests/sandbox/slack_hook.h"
#include "tests/scenarios/story.h"

#include <fstream>
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
  bool is_lie = false;  // it says that nothing was done, and it was
};

// Those that are mended by trying again, whatever the write.
constexpr Failing kFailings[] = {
    {"500 before", FaultKind::kStatusBefore, 500},
    {"500 after", FaultKind::kStatusAfter, 500},
    {"408 after", FaultKind::kStatusAfter, 408},
    {"409 before", FaultKind::kStatusBefore, 409},
    {"403 before", FaultKind::kStatusBefore, 403, "{}"},
    {"403 after", FaultKind::kStatusAfter, 403, "{}", true},
    {"404 after", FaultKind::kStatusAfter, 404, "{}", true},
    {"reset in the middle of the answer", FaultKind::kResetMidway},
    {"2xx with an empty body", FaultKind::kGarbage, 0, ""},
    {"2xx with a foreign object", FaultKind::kGarbage, 0, R"({"ok":true,"id":"x"})"},
    {"2xx with a list", FaultKind::kGarbage, 0, "[1,2,3]"},
    {"2xx with another object's id alone", FaultKind::kGarbage, 0, R"({"id":123456789})"},
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

TEST(AnIssue, IsCreatedOnceHoweverItsCallFails) {
  Story story([](Json& configuration) {
    Json rule = configuration["rules"].Items().at(0);
    rule.Set("create_limit", 0);
    configuration.Set("rules", Json(Json::Array{rule}));
  });
  int made = 0;
  for (const Failing& failing : kFailings) {
    // Not held for issues: a 4xx is believed, and a repository's issues are only listed after an
    // unknown outcome. Comments and notes are listed before each of them.
    if (failing.is_lie) continue;
    story.world().Failing().Add(Of(failing, Service::kGithub, "POST", "/issues$"));
    NewTicket tagged;
    tagged.tags = {"github"};
    const auto ticket = story.desk().CustomerCreatesTicket(tagged);
    EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }))
        << failing.name;
    EXPECT_TRUE(story.Quiet()) << failing.name;
    EXPECT_EQ(story.Issues(), ++made) << failing.name;
  }
}

// Highest memory that the gateway has had, in kB.
std::int64_t MostMemory(const Story& story) {
  std::ifstream status("/proc/" + std::to_string(const_cast<Story&>(story).gateway().id()) +
                       "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return std::stoll(line.substr(6));
  }
  return -1;
}

// They go on at the same time, because each is only given up when its ten seconds are over.
TEST(AnAnswer, IsBoundedInTimeAndSizeAndItsWriteStillHasOneEffect) {
  Story story;
  const FaultKind kinds[] = {FaultKind::kDrip, FaultKind::kEndlessHead, FaultKind::kHugeBody};
  std::vector<std::pair<std::int64_t, std::int64_t>> links;
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    const auto ticket = story.LinkedTicket();
    links.emplace_back(ticket, story.issue);
  }
  const auto memory = MostMemory(story);
  ASSERT_GT(memory, 0);
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    for (const char* method : {"POST", "GET"}) {
      Fault fault;
      fault.service = Service::kGithub;
      fault.method = method;
      fault.path = "/issues/" + std::to_string(links[i].second) + "/comments$";
      fault.kind = kinds[i];
      fault.delay = milliseconds(200);
      story.world().Failing().Add(fault);
    }
    story.desk().AgentAddsPrivateNote(links[i].first, "<div>A question</div>");
  }
  for (const auto& [ticket, issue] : links) {
    EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(issue, "A question") == 1; },
                           std::chrono::seconds(60)));
  }
  EXPECT_TRUE(story.Quiet(std::chrono::seconds(60)));
  EXPECT_EQ(story.world().Failing().Left(), 0U);
  for (const auto& [ticket, issue] : links) EXPECT_EQ(story.CommentsWith(issue, "A question"), 1);
  constexpr std::int64_t kAllowed = std::int64_t{64} * 1024;  // an answer may be 8 MiB
  EXPECT_LT(MostMemory(story), memory + kAllowed);
}

TEST(ARedirect, LeadsNeitherAWriteNorATokenToAnotherHost) {
  SlackHook elsewhere;  // any server that counts
  Story story;
  const auto ticket = story.LinkedTicket();
  int n = 0;
  for (const int status : {301, 302, 307, 308}) {
    const struct {
      Service service;
      const char* method;
      const char* path;
    } calls[] = {{Service::kGithub, "POST", "/comments$"},
                 {Service::kFreshdesk, "POST", "/notes$"},
                 {Service::kGithub, "GET", "/issues/[0-9]+$"},
                 {Service::kFreshdesk, "GET", "/tickets/[0-9]+$"}};
    for (const auto& call : calls) {
      Fault fault;
      fault.service = call.service;
      fault.method = call.method;
      fault.path = call.path;
      fault.status = status;
      fault.location = elsewhere.Url();
      story.world().Failing().Add(fault);
      const std::string text = Text(n++);
      story.desk().AgentAddsPrivateNote(ticket, "<div>" + text + "</div>");
      story.hub().Comments(story.issue, text);
      EXPECT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
      // A read that is led away is parked: the address in the configuration is wrong. The next
      // event tries again.
      story.desk().AgentAddsPrivateNote(ticket, "<div>And " + text + "</div>");
      EXPECT_TRUE(story.Soon([&] {
        return story.CommentsWith(story.issue, "And " + text) == 1 &&
               story.NotesWith(ticket, text) == 3;
      })) << call.method
          << " " << call.path << " " << status;
    }
  }
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(elsewhere.Requests(), 0);
}

TEST(AList, ThatMissesFreshObjectsDoublesNothing) {
  // A webhook may be faster than the list: then the poll finds what it told of.
  Story story([](Json& configuration) { configuration.Set("catch_up", "300ms"); });
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  story.issue = story.hub().Repository().issues.begin()->first;
  // Less than look_after, as 5 s are less than 45.
  story.desk().Configure([](FreshdeskState& state) { state.list_lag = milliseconds(250); });
  story.hub().Configure([](GithubState& state) { state.list_lag = milliseconds(250); });
  for (int n = 0; n < 4; ++n) {
    for (const auto& [service, path] :
         {std::pair{Service::kGithub, "/comments$"}, std::pair{Service::kFreshdesk, "/notes$"}}) {
      Fault fault;
      fault.service = service;
      fault.method = "POST";
      fault.path = path;
      fault.kind = n % 2 == 0 ? FaultKind::kResetAfter : FaultKind::kStatusAfter;
      fault.status = 502;
      story.world().Failing().Add(fault);
    }
    story.desk().AgentAddsPrivateNote(ticket, "<div>steward: " + Text(n) + "</div>");
    story.hub().Comments(story.issue, "engineer: " + Text(n));
    EXPECT_TRUE(story.Soon([&] {
      return story.CommentsWith(story.issue, "steward: " + Text(n)) > 0 &&
             story.NotesWith(ticket, "engineer: " + Text(n)) > 0;
    })) << n;
  }
  // The poll is always at work, so quiet is when nothing has been written for longer than all
  // waits.
  std::size_t writes = 0;
  auto since = std::chrono::steady_clock::now();
  EXPECT_TRUE(story.Soon([&] {
    if (story.Writes() != writes) since = std::chrono::steady_clock::now();
    writes = story.Writes();
    return std::chrono::steady_clock::now() - since > milliseconds(1'500);
  }));
  for (int n = 0; n < 4; ++n) {
    EXPECT_EQ(story.CommentsWith(story.issue, "steward: " + Text(n)), 1);
    EXPECT_EQ(story.NotesWith(ticket, "engineer: " + Text(n)), 1);
  }
}

// 150 replies make two pages of the conversation; the note that is mirrored stands on the second.
TEST(AList, ThatRepeatsOrSkipsAPageDeletesAndDoublesNothing) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.desk().Configure([&](FreshdeskState& state) {
    DeskTicket* found = FindTicket(state, ticket);
    for (int i = 0; i < 150; ++i) {
      DeskEntry reply;
      reply.id = state.next_entry++;
      reply.author = kStewardAgent;
      reply.html = "<div>reply</div>";
      reply.source = kReplySource;
      reply.created = reply.updated = state.clock->Now();
      found->entries.push_back(reply);
    }
  });
  story.desk().AgentAddsPrivateNote(ticket, "<div>On the second page</div>");
  ASSERT_TRUE(
      story.Soon([&] { return story.CommentsWith(story.issue, "On the second page") == 1; }));
  ASSERT_TRUE(story.Quiet());
  // Page 2 answered as page 1: its notes are missing, others are there twice. Page 1 answered as
  // page 2: 100 entries are missing.
  int n = 0;
  for (const auto& [page, shift] : {std::pair{2, -1}, std::pair{1, 1}}) {
    for (const FaultKind write : {FaultKind::kOtherPage, FaultKind::kResetAfter}) {
      Fault fault;
      fault.service = Service::kFreshdesk;
      fault.method = "GET";
      fault.path = "/conversations$";
      fault.kind = FaultKind::kOtherPage;
      fault.page_shift = shift;
      fault.skip = page - 1;
      story.world().Failing().Add(fault);
      if (write == FaultKind::kResetAfter) {
        Fault lost;
        lost.service = Service::kFreshdesk;
        lost.method = "POST";
        lost.path = "/notes$";
        lost.kind = FaultKind::kResetAfter;
        story.world().Failing().Add(lost);
      }
      const std::string text = "comment " + std::to_string(n++) + ".";
      story.hub().Comments(story.issue, text);
      EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, text) > 0; })) << text;
      EXPECT_TRUE(story.Quiet());
      EXPECT_EQ(story.world().Failing().Left(), 0U) << "page " << page << " was never asked for";
    }
  }
  for (int i = 0; i < n; ++i)
    EXPECT_EQ(story.NotesWith(ticket, "comment " + std::to_string(i) + "."), 1);
  EXPECT_EQ(story.CommentsWith(story.issue, "On the second page"), 1);
}

TEST(AKeptConnection, ThatIsClosedWhileIdleOrAsWeSendCostsNothing) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto metrics_before = story.gateway().Get("/metrics");
  for (int n = 0; n < 6; ++n) {
    Fault fault;
    fault.service = n % 2 == 0 ? Service::kGithub : Service::kFreshdesk;
    fault.kind = n < 4 ? FaultKind::kClosedLater : FaultKind::kResetBefore;
    fault.delay = milliseconds(n);
    fault.times = n < 4 ? 8 : 1;
    story.world().Failing().Add(fault);
    story.desk().AgentAddsPrivateNote(ticket, "<div>steward: " + Text(n) + "</div>");
    story.hub().Comments(story.issue, "engineer: " + Text(n));
    EXPECT_TRUE(story.Soon([&] {
      return story.CommentsWith(story.issue, "steward: " + Text(n)) == 1 &&
             story.NotesWith(ticket, "engineer: " + Text(n)) == 1;
    })) << n;
    story.world().Failing().Clear();
  }
  EXPECT_TRUE(story.Quiet());
  for (int n = 0; n < 6; ++n) {
    EXPECT_EQ(story.CommentsWith(story.issue, "steward: " + Text(n)), 1);
    EXPECT_EQ(story.NotesWith(ticket, "engineer: " + Text(n)), 1);
  }
}

TEST(Values, ThatTheServicesRewriteDoNotGoToAndFro) {
  Story story;
  story.hub().Configure([](GithubState& state) {
    FindRepository(state, kRepository)->labels = {"BUG", "Impact: Outage", "Support"};
  });
  NewTicket ticket;
  ticket.subject = "   A title with blanks around  ";
  ticket.tags = {"bug"};
  const auto id = story.LinkedTicket(ticket);
  EXPECT_EQ(story.Issues(), 1);
  story.desk().AgentAddsPrivateNote(
      id, "<div onclick=\"x()\">Ein <b>Wort</b><script>x()</script>&nbsp;&amp; mehr</div>");
  story.hub().Comments(story.issue, "**fett** <script>x()</script>\r\n\r\n- one\r\n- two\r\n");
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "Wort") == 1; }));
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(id, "fett") == 1; }));
  story.desk().AgentAddsTag(id, "outage");
  EXPECT_TRUE(story.Soon([&] {
    const auto labels = story.hub().Issue(story.issue).labels;
    return std::count(labels.begin(), labels.end(), "Impact: Outage") == 1 &&
           std::count(labels.begin(), labels.end(), "BUG") == 1;
  }));
  EXPECT_TRUE(story.Quiet());
  const auto writes = story.Writes();
  for (int i = 0; i < 3; ++i) {
    story.hub().Comments(story.issue, "/sync");
    ASSERT_TRUE(story.Quiet());
  }
  for (const Write& write : story.WritesSince(writes)) {
    EXPECT_EQ(write.method, "POST") << write.path << ": only the commands are answered";
    EXPECT_NE(write.path.find("/comments"), std::string::npos) << write.path;
  }
}

TEST(APoisonLink, IsParkedWhileTheOthersGoOnAndComesBackWithTheNextEvent) {
  Story story;
  std::vector<std::pair<std::int64_t, std::int64_t>> links;
  for (int i = 0; i < 6; ++i) {
    const auto ticket = story.LinkedTicket();
    links.emplace_back(ticket, story.issue);
  }
  const auto [poisoned, issue] = links[2];
  Fault fault;
  fault.service = Service::kGithub;
  fault.method = "POST";
  fault.path = "/issues/" + std::to_string(issue) + "/comments$";
  fault.status = 422;
  fault.body = R"({"message":"Validation Failed","errors":[{"field":"body","code":"invalid"}]})";
  fault.times = 100'000;
  story.world().Failing().Add(fault);
  for (const auto& [ticket, number] : links)
    story.desk().AgentAddsPrivateNote(ticket, "<div>For everybody</div>");
  for (const auto& [ticket, number] : links) {
    if (ticket == poisoned) continue;
    EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(number, "For everybody") == 1; }));
  }
  EXPECT_TRUE(story.Soon([&] {
    return story.gateway().Get("/metrics").find("\ntandem_parked 1\n") != std::string::npos;
  }));
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(poisoned, "A person has to look") == 1; }));
  story.world().Failing().Clear();
  story.desk().AgentAddsTag(poisoned, "bug");
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(issue, "For everybody") == 1; }));
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(poisoned, "Held up") == 0; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(issue, "For everybody"), 1);
  EXPECT_NE(story.gateway().Get("/metrics").find("\ntandem_parked 0\n"), std::string::npos);
}

}  // namespace
}  // namespace tandem::sandbox
