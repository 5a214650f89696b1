// Listings of several pages, of which one is repeated or skipped: what people wrote before Tandem
// looked comes over once all the same, and nothing is taken for deleted.

#include "tests/chaos/run/made_twice.h"
#include "tests/scenarios/story.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kMessages = 120;  // two pages
constexpr seconds kLong{40};

// Which page is answered as which: the second as the first, so that entries come twice and others
// are missing, or the first as the second, so that a whole page is missing and nothing else tells.
struct Wrong {
  const char* name;
  int page;
  int shift;
  // Between the first half of what a poll finds and the second: in one second it asks for the
  // service's own pages; else what a page lacks is older than what the next one shows.
  seconds apart;
};
constexpr std::array kWrongs{Wrong{"APageIsRepeated", 2, -1, seconds(0)},
                             Wrong{"APageIsSkipped", 1, 1, seconds(120)}};

void PrintTo(const Wrong& wrong, std::ostream* out) {
  *out << wrong.name;
}

std::string Text(int n) {
  return "message number " + std::to_string(n) + ".";
}

// Written by people while nobody told Tandem.
void WriteNotes(Story& story, std::int64_t ticket) {
  story.desk().Configure([&](FreshdeskState& state) {
    for (int n = 0; n < kMessages; ++n) {
      DeskEntry note;
      note.id = state.next_entry++;
      note.author = kStewardAgent;
      note.html = "<div>" + Text(n) + "</div>";
      note.is_private = true;
      note.created = note.updated = state.clock->Now();
      FindTicket(state, ticket)->entries.push_back(note);
    }
  });
}

void WriteComments(Story& story, std::int64_t issue) {
  story.hub().Configure([&](GithubState& state) {
    HubRepository& repository = *FindRepository(state, kRepository);
    for (int n = 0; n < kMessages; ++n) {
      HubComment comment;
      comment.id = state.next_id++;
      comment.issue = issue;
      comment.author = kEngineer;
      comment.body = Text(n);
      comment.created = comment.updated = state.clock->Now();
      repository.comments[comment.id] = comment;
    }
  });
}

void Answer(Story& story, Service service, const std::string& path, const Wrong& wrong) {
  Fault fault;
  fault.service = service;
  fault.method = "GET";
  fault.path = path;
  fault.kind = FaultKind::kOtherPage;
  fault.page_shift = wrong.shift;
  fault.skip = wrong.page - 1;
  story.world().Failing().Add(fault);
}

// Something happens to both links, which makes Tandem look; both wrong answers are met by that.
void Look(Story& story, const std::vector<std::int64_t>& tickets, const std::string& why) {
  for (const auto ticket : tickets) story.desk().AgentAddsTag(ticket, why);
  EXPECT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; })) << why;
  EXPECT_TRUE(story.Quiet(kLong)) << why;
}

int Deletions(const Story& story) {
  const auto writes = const_cast<Story&>(story).world().Log().Writes();
  return static_cast<int>(std::count_if(
      writes.begin(), writes.end(), [](const Write& write) { return write.method == "DELETE"; }));
}

class AListOfExistingMessages : public testing::TestWithParam<Wrong> {};

TEST_P(AListOfExistingMessages, BringsEachOverOnceAndDeletesNoneWhen) {
  const Wrong& wrong = GetParam();
  Story story;
  const auto noted = story.LinkedTicket();
  const auto noted_issue = story.issue;
  const auto commented = story.LinkedTicket();
  const auto commented_issue = story.issue;
  const std::string notes = "/tickets/" + std::to_string(noted) + "/conversations$";
  const std::string comments = "/issues/" + std::to_string(commented_issue) + "/comments$";
  WriteNotes(story, noted);
  WriteComments(story, commented_issue);
  const auto listed_wrongly = [&](const std::string& when) {
    Answer(story, Service::kFreshdesk, notes, wrong);
    Answer(story, Service::kGithub, comments, wrong);
    Look(story, {noted, commented}, when);
  };
  const auto expect_each_once = [&](const std::string& when) {
    for (int n = 0; n < kMessages; ++n) {
      EXPECT_EQ(story.CommentsWith(noted_issue, Text(n)), 1) << when << " " << n;
      EXPECT_EQ(story.NotesWith(commented, Text(n)), 1) << when << " " << n;
    }
    EXPECT_EQ(Deletions(story), 0) << when;
  };
  listed_wrongly("while they are new");
  Look(story, {noted, commented}, "afterwards");  // what a skipped page held
  expect_each_once("while they are new");
  listed_wrongly("once they were copied");
  Look(story, {noted, commented}, "and once more");
  expect_each_once("once they were copied");
  // The same for what Tandem wrote itself.
  Answer(story, Service::kFreshdesk, "/tickets/" + std::to_string(commented) + "/conversations$",
         wrong);
  Answer(story, Service::kGithub, "/issues/" + std::to_string(noted_issue) + "/comments$", wrong);
  Look(story, {noted, commented}, "for the copies");
  Look(story, {noted, commented}, "for the copies once more");
  expect_each_once("for the copies");
  EXPECT_THAT(chaos::MadeTwice(story.world().Log()), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Of, AListOfExistingMessages, testing::ValuesIn(kWrongs),
                         [](const auto& it) { return std::string(it.param.name); });

// What a poll finds shows one second, however long it took to write, or two that are `apart`.
class Times {
 public:
  Times(Story& story, seconds apart) : begun_(story.world().Time().Now()), apart_(apart) {}
  Moment Of(std::int64_t n) const { return n < kMessages / 2 ? begun_ : begun_ + apart_; }

 private:
  Moment begun_;
  seconds apart_;
};

void ShowTimes(Story& story, const std::vector<std::int64_t>& tickets, const Times& times) {
  story.desk().Configure([&](FreshdeskState& state) {
    for (std::size_t i = 0; i < tickets.size(); ++i)
      FindTicket(state, tickets[i])->updated = times.Of(static_cast<std::int64_t>(i));
  });
}

// Of the issues that have a comment by a person, and of that comment.
void ShowTimes(Story& story, const Times& times) {
  story.hub().Configure([&](GithubState& state) {
    HubRepository& repository = *FindRepository(state, kRepository);
    for (auto& entry : repository.comments) {
      HubComment& comment = entry.second;
      comment.updated = repository.issues.at(comment.issue).updated = times.Of(comment.issue - 1);
    }
  });
}

// Each listing of a poll is answered wrongly once for each thing that happens, and not at all
// meanwhile.
struct PollFaults {
  std::optional<Fault> Of(const Call& call, const Wrong& wrong) {
    std::atomic<int>* const left = LeftFor(call);
    // Of GitHub's listings only a poll's says since when.
    if (left == nullptr || (left != &tickets && call.Query("since").empty())) return std::nullopt;
    Fault fault;
    if (is_away) {
      fault.status = 503;
      return fault;
    }
    if (call.Number("page", 1) != wrong.page || left->load() == 0) return std::nullopt;
    --*left;
    fault.kind = FaultKind::kOtherPage;
    fault.page_shift = wrong.shift;
    return fault;
  }
  bool Over() const { return tickets == 0 && issues == 0 && comments == 0; }

  std::atomic<bool> is_away{true};
  std::atomic<int> tickets{0};
  std::atomic<int> issues{0};
  std::atomic<int> comments{0};

 private:
  std::atomic<int>* LeftFor(const Call& call) {
    if (call.method != "GET") return nullptr;
    if (call.path.ends_with("/tickets")) return &tickets;
    if (call.path.ends_with("/issues/comments")) return &comments;
    return call.path.ends_with("/issues") ? &issues : nullptr;
  }
};

class APoll : public testing::TestWithParam<Wrong> {};

TEST_P(APoll, FindsEachChangeOnceWhen) {
  const Wrong& wrong = GetParam();
  Story story([](Json& configuration) {
    Json rule = configuration["rules"].Items().at(0);
    rule.Set("create_limit", 0);
    configuration.Set("rules", Json(Json::Array{rule})).Set("catch_up", "1s");
  });
  // The polls have begun: what is older than that is history.
  ASSERT_TRUE(story.Soon([&] {
    return story.world().Log().Count(Service::kFreshdesk, "GET", "/tickets") > 0 &&
           story.world().Log().Count(Service::kGithub, "GET", "/repos/{repo}/issues/comments") > 0;
  }));
  WebhookFaults lost;
  lost.lose_everything = true;
  story.world().Set(lost);
  PollFaults polls;
  story.world().Failing().Decide([&](Service, const Call& call) { return polls.Of(call, wrong); });
  polls.tickets = 1;
  std::vector<std::int64_t> tickets;
  const auto at_half_time = [&](int n) {
    if (n == kMessages / 2) story.world().Time().Advance(wrong.apart);
  };
  const Times of_tickets(story, wrong.apart);
  for (int n = 0; n < kMessages; ++n) {
    at_half_time(n);
    NewTicket ticket;
    ticket.tags = {"github"};
    tickets.push_back(story.desk().CustomerCreatesTicket(ticket));
  }
  ShowTimes(story, tickets, of_tickets);
  polls.is_away = false;
  EXPECT_TRUE(story.Soon([&] { return story.Issues() == kMessages; }, kLong));
  const auto all_have = [&](const std::string& text) {
    return std::all_of(tickets.begin(), tickets.end(),
                       [&](std::int64_t ticket) { return story.NotesWith(ticket, text) > 0; });
  };
  EXPECT_TRUE(story.Soon([&] { return all_have("is linked to"); }, kLong));
  polls.is_away = true;
  polls.issues = polls.comments = 1;
  const Times of_comments(story, wrong.apart);
  for (int n = 0; n < kMessages; ++n) {
    at_half_time(n);
    story.hub().Comments(n + 1, "said by an engineer");
  }
  ShowTimes(story, of_comments);
  polls.is_away = false;
  EXPECT_TRUE(story.Soon([&] { return all_have("said by an engineer"); }, kLong));
  EXPECT_TRUE(story.Soon([&] { return polls.Over(); }, kLong)) << "a listing never had that page";
  story.world().Failing().Decide({});
  for (const auto ticket : tickets) {
    EXPECT_EQ(story.NotesWith(ticket, "is linked to"), 1) << ticket;
    EXPECT_EQ(story.NotesWith(ticket, "said by an engineer"), 1) << ticket;
  }
  EXPECT_EQ(story.Issues(), kMessages);
  EXPECT_THAT(chaos::MadeTwice(story.world().Log()), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Of, APoll, testing::ValuesIn(kWrongs),
                         [](const auto& it) { return std::string(it.param.name); });

}  // namespace
}  // namespace tandem::sandbox
