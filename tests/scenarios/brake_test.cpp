// Many links that vanish at once, and a link on which something answers our own writes.

#include "tests/scenarios/api_story.h"

#include <algorithm>
#include <gmock/gmock.h>

namespace tandem::sandbox {
namespace {

using testing::HasSubstr;

constexpr int kLinks = 5;

struct Several {
  std::vector<std::int64_t> tickets{};
  std::vector<std::int64_t> issues{};
};

Several LinkSeveral(Story& story) {
  Several several;
  for (int i = 0; i < kLinks; ++i) {
    several.tickets.push_back(story.LinkedTicket());
    several.issues.push_back(story.issue);
  }
  return several;
}

int Told(Story& story, const Several& several) {
  int told = 0;
  for (const auto issue : several.issues) told += story.CommentsWith(issue, "was deleted");
  return told;
}

Json Listed(ApiStory& story, const char* what) {
  return story.Ask("GET", std::string("/api/") + what).json[what];
}

Json ParkedAs(ApiStory& story, const std::string& key) {
  const Json parked = Listed(story, "parked");
  for (const Json& each : parked.Items()) {
    if (each["key"].StringOr("") == key) return each;
  }
  return {};
}

// The only link that is parked; null when none is.
Json ParkedLink(ApiStory& story) {
  const Json parked = Listed(story, "parked");
  EXPECT_LE(parked.Items().size(), 1U);
  return parked.Items().empty() ? Json() : parked.Items().front();
}

bool IsOn(ApiStory& story) {
  return story.gateway().Get("/metrics").find("\ntandem_brake 1\n") != std::string::npos;
}

// Freshdesk does not pass its own check.
Fault NotMe() {
  Fault fault;
  fault.method = "GET";
  fault.path = "/agents/me$";
  fault.status = 403;
  fault.times = 100'000;
  return fault;
}

TEST(Brake, HoldsEndingsWhenManyLinksVanishAtOnceUntilAPersonLetsGo) {
  ApiStory story;
  const Several several = LinkSeveral(story);
  story.world().Failing().Add(NotMe());
  for (const auto ticket : several.tickets) story.desk().AgentDeletesTicket(ticket);
  ASSERT_TRUE(story.Soon([&] { return IsOn(story) && Told(story, several) == 3; }));
  const Json parked = ParkedAs(story, "brake");
  EXPECT_THAT(parked["reason"].StringOr(""), HasSubstr("more than 3 links vanished"));
  EXPECT_THAT(story.Run({"parked"}).out, HasSubstr("parked retry brake"));
  EXPECT_THAT(story.gateway().Get("/health/ready"), HasSubstr("the brake is on"));
  EXPECT_THAT(story.gateway().Get("/health/ready"), HasSubstr("too many links vanished at once"));
  EXPECT_THAT(story.Run({"parked", "retry", "--all"}).out, HasSubstr("brake: stays on"));
  // Longer than a second look takes here, and with further looks at what it holds.
  const auto calls = story.world().Log().Calls().size();
  ASSERT_TRUE(story.Soon([&] { return story.world().Log().Calls().size() > calls + 20; }));
  EXPECT_TRUE(IsOn(story));
  EXPECT_EQ(Told(story, several), 3);
  EXPECT_THAT(story.Run({"activity"}).out, HasSubstr("the brake is on"))
      << "what it holds is not in step";
  EXPECT_EQ(story.Run({"parked", "retry", "brake"}).exit, 0);
  EXPECT_TRUE(story.Soon([&] { return Told(story, several) == kLinks; }));
  EXPECT_FALSE(IsOn(story));
  EXPECT_TRUE(ParkedAs(story, "brake").IsNull());
}

TEST(Brake, ComesOffByItselfWhenTheServiceIsWellAndASecondLookFindsTheSame) {
  ApiStory story;
  const Several several = LinkSeveral(story);
  for (const auto ticket : several.tickets) story.desk().AgentDeletesTicket(ticket);
  ASSERT_TRUE(story.Soon([&] { return Told(story, several) == kLinks; }));
  ASSERT_TRUE(story.Soon([&] { return !IsOn(story); }));
  int put_on = 0;
  const Json activity = Listed(story, "activity");
  for (const Json& entry : activity.Items())
    put_on += entry["link"].StringOr("") == "brake" && entry["what"].StringOr("") == "parked";
  EXPECT_EQ(put_on, 1);
}

TEST(Brake, ComesOffWhenWhatVanishedIsBack) {
  ApiStory story;
  const Several several = LinkSeveral(story);
  story.world().Failing().Add(NotMe());
  for (const auto ticket : several.tickets) story.desk().AgentDeletesTicket(ticket);
  ASSERT_TRUE(story.Soon([&] { return IsOn(story) && Told(story, several) == 3; }));
  for (const auto ticket : several.tickets) story.desk().AgentRestoresTicket(ticket);
  ASSERT_TRUE(story.Soon([&] { return !IsOn(story); }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(Told(story, several), 3);
}

TEST(Loop, AFieldThatSomethingSetsBackAgainAndAgainIsParkedUntilAPersonWrites) {
  ApiStory story;
  const auto ticket = story.LinkedTicket();
  const auto tagged = [&] {
    const auto tags = story.desk().Ticket(ticket).tags;
    return std::count(tags.begin(), tags.end(), "bug") == 1;
  };
  const auto labelled = [&] { return HasLabel(story.hub().Issue(story.issue), "bug"); };
  story.hub().AddsLabel(story.issue, "bug");
  ASSERT_TRUE(story.Soon(tagged));
  // Two automations that answer each of our writes.
  for (int i = 1; i <= 4; ++i) {
    story.desk().AgentRemovesTag(ticket, "bug");
    ASSERT_TRUE(story.Soon([&] { return !labelled(); })) << i;
    ASSERT_TRUE(story.Quiet());
    story.hub().AddsLabel(story.issue, "bug");
    ASSERT_TRUE(story.Soon(tagged)) << i;
    ASSERT_TRUE(story.Quiet());
  }
  story.desk().AgentRemovesTag(ticket, "bug");
  Json parked;
  ASSERT_TRUE(story.Soon([&] {
    parked = ParkedLink(story);
    return !parked.IsNull();
  }));
  EXPECT_THAT(parked["key"].StringOr(""), HasSubstr("issue:"));
  EXPECT_THAT(parked["reason"].StringOr(""), HasSubstr("was undone more than 4 times"));
  ASSERT_TRUE(story.world().WaitForQuiet(std::chrono::milliseconds(300), std::chrono::seconds(10)));
  EXPECT_TRUE(labelled()) << "nothing more is written";
  EXPECT_EQ(story.NotesWith(ticket, "was undone more than 4 times"), 1)
      << "the status note says it";
  story.hub().Comments(story.issue, "I am here.");
  EXPECT_TRUE(story.Soon([&] { return !labelled(); }));
  EXPECT_TRUE(story.Soon([&] { return ParkedLink(story).IsNull(); }));
}

// A service that gives a text in another form at each look, though nobody has edited it for an
// hour.
void Reshape(Story& story, std::int64_t ticket, std::int64_t note, int form) {
  story.desk().Configure([&](FreshdeskState& state) {
    for (DeskEntry& entry : state.tickets.at(ticket).entries) {
      if (entry.id != note) continue;
      entry.html = "<div>Form " + std::to_string(form) + " end</div>";
      entry.updated = entry.created - std::chrono::hours(1);
    }
  });
}

TEST(Loop, MoreThanThirtyWritesThatNobodyCausedParkTheLinkUntilAPersonWrites) {
  ApiStory story;
  const auto ticket = story.LinkedTicket();
  const auto note = story.desk().AgentAddsPrivateNote(ticket, "<div>Form 0 end</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "Form 0 end") == 1; }));
  ASSERT_TRUE(story.Quiet());
  const auto look = [&](int form) {
    Reshape(story, ticket, note, form);
    EXPECT_EQ(story.Ask("POST", "/api/sync/" + std::to_string(ticket)).status, 202);
  };
  const auto written = [&](int form) {
    return story.CommentsWith(story.issue, "Form " + std::to_string(form) + " end") == 1;
  };
  for (int form = 1; form <= 31; ++form) {
    look(form);
    ASSERT_TRUE(story.Soon([&] { return written(form); })) << form;
  }
  look(32);
  Json parked;
  ASSERT_TRUE(story.Soon([&] {
    parked = ParkedLink(story);
    return !parked.IsNull();
  }));
  EXPECT_THAT(parked["reason"].StringOr(""), HasSubstr("more than 30 writes within an hour"));
  EXPECT_THAT(story.gateway().Get("/health/ready"),
              HasSubstr("something answers Tandem's own writes"));
  EXPECT_FALSE(written(32));
  story.desk().AgentAddsPrivateNote(ticket, "<div>I am here.</div>");
  EXPECT_TRUE(story.Soon(
      [&] { return written(32) && story.CommentsWith(story.issue, "I am here.") == 1; }));
}

TEST(Loop, ALinkThatIsParkedForItGoesOnWhenAPersonLetsIt) {
  ApiStory story;
  const auto ticket = story.LinkedTicket();
  const auto labelled = [&] { return HasLabel(story.hub().Issue(story.issue), "bug"); };
  const auto tagged = [&] {
    const auto tags = story.desk().Ticket(ticket).tags;
    return std::count(tags.begin(), tags.end(), "bug") == 1;
  };
  story.desk().AgentAddsTag(ticket, "bug");
  ASSERT_TRUE(story.Soon(labelled));
  for (int i = 1; i <= 4; ++i) {
    story.hub().RemovesLabel(story.issue, "bug");
    ASSERT_TRUE(story.Soon([&] { return !tagged(); })) << i;
    ASSERT_TRUE(story.Quiet());
    story.desk().AgentAddsTag(ticket, "bug");
    ASSERT_TRUE(story.Soon(labelled)) << i;
    ASSERT_TRUE(story.Quiet());
  }
  story.hub().RemovesLabel(story.issue, "bug");
  ASSERT_TRUE(story.Soon([&] { return !ParkedLink(story).IsNull(); }));
  EXPECT_TRUE(tagged());
  EXPECT_EQ(story.Run({"parked", "retry", "--all"}).exit, 0);
  EXPECT_TRUE(story.Soon([&] { return !tagged(); }));
}

}  // namespace
}  // namespace tandem::sandbox
