// What comes back from a service, or does not: answers are bounded, lead nowhere else, and a
// listing that is wrong doubles and deletes nothing.

#include "tests/chaos/own_redis.h"
#include "tests/chaos/run/made_twice.h"
#include "tests/sandbox/slack_hook.h"
#include "tests/scenarios/process_costs.h"
#include "tests/scenarios/story.h"

#include <array>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;

std::string Text(int n) {
  return "message number " + std::to_string(n) + ".";
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

// The messages of one link, at one of the services.
struct Messages {
  const char* name;
  Service service;
  std::string (*posted)(std::int64_t ticket, std::int64_t issue);  // where a new one goes
  std::string (*listed)(std::int64_t ticket, std::int64_t issue);
  void (*ask)(Story& story, std::int64_t ticket, std::int64_t issue);  // for one there
  int (*count)(Story& story, std::int64_t ticket, std::int64_t issue);
};

void PrintTo(const Messages& messages, std::ostream* out) {
  *out << messages.name;
}

std::string OfIssue(std::int64_t, std::int64_t issue) {
  return "/issues/" + std::to_string(issue) + "/comments$";
}

const std::array kMessages{
    Messages{"Github", Service::kGithub, OfIssue, OfIssue,
             [](Story& story, std::int64_t ticket, std::int64_t) {
               story.desk().AgentAddsPrivateNote(ticket, "<div>A question</div>");
             },
             [](Story& story, std::int64_t, std::int64_t issue) {
               return story.CommentsWith(issue, "A question");
             }},
    Messages{"Freshdesk", Service::kFreshdesk,
             [](std::int64_t ticket, std::int64_t) {
               return "/tickets/" + std::to_string(ticket) + "/notes$";
             },
             [](std::int64_t ticket, std::int64_t) {
               return "/tickets/" + std::to_string(ticket) + "/conversations$";
             },
             [](Story& story, std::int64_t, std::int64_t issue) {
               story.hub().Comments(issue, "A question");
             },
             [](Story& story, std::int64_t ticket, std::int64_t) {
               return story.NotesWith(ticket, "A question");
             }},
};

// What is answered instead: to a write, and to a listing.
struct Unfit {
  FaultKind kind;
  const char* body = "";
};
constexpr std::array kUnfit{
    Unfit{FaultKind::kDrip},
    Unfit{FaultKind::kEndlessHead},
    Unfit{FaultKind::kHugeBody},
    Unfit{FaultKind::kGarbage, ""},
    Unfit{FaultKind::kGarbage, "<html><h1>Welcome to the hotel's network</h1></html>"},
    Unfit{FaultKind::kGarbage, R"({"ok":true})"},
    Unfit{FaultKind::kGarbage, R"([{"id":"x"},7,null])"},
    Unfit{FaultKind::kGarbage, R"([{"id":1,"body":"A question","user_id":1},)"},
};

class AnAnswer : public testing::TestWithParam<Messages> {};

// They go on at the same time, because some are only given up when their ten seconds are over.
TEST_P(AnAnswer, IsBoundedInTimeAndSizeAndItsWriteStillHasOneEffect) {
  const Messages& messages = GetParam();
  Story story;
  std::vector<std::pair<std::int64_t, std::int64_t>> links;
  for (std::size_t i = 0; i < std::size(kUnfit); ++i) {
    const auto ticket = story.LinkedTicket();
    links.emplace_back(ticket, story.issue);
  }
  const auto memory = MostMemory(story);
  ASSERT_GT(memory, 0);
  for (std::size_t i = 0; i < std::size(kUnfit); ++i) {
    const auto [ticket, issue] = links[i];
    for (const auto& [method, path] : {std::pair{"POST", messages.posted(ticket, issue)},
                                       std::pair{"GET", messages.listed(ticket, issue)}}) {
      Fault fault;
      fault.service = messages.service;
      fault.method = method;
      fault.path = path;
      fault.kind = kUnfit[i].kind;
      fault.body = kUnfit[i].body;
      fault.delay = milliseconds(200);
      if (method == std::string("GET")) {
        // Those that are to tell whether the write has come through.
        fault.skip = 1;
        fault.times = fault.kind == FaultKind::kGarbage ? 4 : 1;
      }
      story.world().Failing().Add(fault);
    }
    messages.ask(story, ticket, issue);
  }
  for (const auto& [ticket, issue] : links) {
    EXPECT_TRUE(story.Soon(
        [&, ticket = ticket, issue = issue] { return messages.count(story, ticket, issue) == 1; },
        std::chrono::seconds(60)));
  }
  EXPECT_TRUE(story.Quiet(std::chrono::seconds(60)));
  EXPECT_EQ(story.world().Failing().Left(), 0U);
  for (const auto& [ticket, issue] : links) {
    EXPECT_EQ(messages.count(story, ticket, issue), 1);
    // The copy on the one side, and the status note on the other, which nothing held up for good.
    EXPECT_EQ(story.CommentsWith(issue, "") + story.NotesWith(ticket, ""), 3);
    EXPECT_EQ(story.NotesWith(ticket, "Held up"), 0);
  }
  EXPECT_THAT(chaos::MadeTwice(story.world().Log()), testing::IsEmpty());
  EXPECT_EQ(story.Issues(), static_cast<int>(links.size()));
  constexpr std::int64_t kAllowed = std::int64_t{64} * 1024;  // an answer may be 8 MiB
  if (CostsCount()) {
    EXPECT_LT(MostMemory(story), memory + kAllowed);
  }
}

INSTANTIATE_TEST_SUITE_P(Of, AnAnswer, testing::ValuesIn(kMessages),
                         [](const auto& it) { return std::string(it.param.name); });

TEST(ARedirect, LeadsNeitherAWriteNorATokenToAnotherHost) {
  SlackHook elsewhere;  // any server that counts
  Story story;
  const auto ticket = story.LinkedTicket();
  int n = 0;
  for (const int status : {301, 302, 307, 308}) {
    struct Row {
      Service service;
      const char* method;
      const char* path;
    };
    const auto calls = std::to_array<Row>({{Service::kGithub, "POST", "/comments$"},
                                           {Service::kFreshdesk, "POST", "/notes$"},
                                           {Service::kGithub, "GET", "/issues/[0-9]+$"},
                                           {Service::kFreshdesk, "GET", "/tickets/[0-9]+$"}});
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
  Story story([](Json& configuration) { configuration.Set("catch_up", "1s"); });
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
  for (int n = 0; n < 6; ++n) {
    Fault fault;
    fault.service = n % 2 == 0 ? Service::kGithub : Service::kFreshdesk;
    fault.kind = n < 4 ? FaultKind::kClosedLater : FaultKind::kResetBefore;
    fault.delay = milliseconds(n);
    fault.times = n < 4 ? 4 : 1;
    story.world().Failing().Add(fault);
    story.desk().AgentAddsPrivateNote(ticket, "<div>steward: " + Text(n) + "</div>");
    story.hub().Comments(story.issue, "engineer: " + Text(n));
    EXPECT_TRUE(story.Soon([&] {
      return story.CommentsWith(story.issue, "steward: " + Text(n)) == 1 &&
             story.NotesWith(ticket, "engineer: " + Text(n)) == 1;
    })) << n;
    EXPECT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }))
        << n << " has not struck as often as it should";
  }
  EXPECT_TRUE(story.Quiet());
  for (int n = 0; n < 6; ++n) {
    EXPECT_EQ(story.CommentsWith(story.issue, "steward: " + Text(n)), 1);
    EXPECT_EQ(story.NotesWith(ticket, "engineer: " + Text(n)), 1);
  }
}

// Once a ticket has joined, all is read once more: an issue that is not found then has not lost its
// comments.
TEST(NotFound, IsNotBelievedOfAnIssueOnceATicketHasJoined) {
  Story story;
  const auto first = story.LinkedTicket();
  story.hub().Comments(story.issue, "From the engineer");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(first, "From the engineer") == 1; }));
  ASSERT_TRUE(story.Quiet());
  const auto second = story.desk().CustomerCreatesTicket();
  ASSERT_TRUE(story.Quiet());
  Fault missing;
  missing.service = Service::kGithub;
  missing.method = "GET";
  missing.path = "/issues/" + std::to_string(story.issue) + "$";
  missing.status = 404;
  missing.skip = 1;
  story.world().Failing().Add(missing);
  story.hub().Comments(story.issue, "/ticket " + std::to_string(second));
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(second, "From the engineer") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.world().Failing().Left(), 0) << "it was not found once";
  EXPECT_TRUE(LogHas(story.gateway(), "is not found now: it is looked for again"));
  EXPECT_EQ(story.NotesWith(first, "From the engineer"), 1);
}

}  // namespace
}  // namespace tandem::sandbox
