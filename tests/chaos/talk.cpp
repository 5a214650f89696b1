#include "tests/chaos/talk.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

int Count(const std::vector<std::string>& texts) {
  return static_cast<int>(texts.size());
}

}  // namespace

Talk::Talk(Story& story, int links) : story_(story) {
  const std::vector<std::chrono::milliseconds> waits(600, std::chrono::milliseconds(100));
  story.world().FreshdeskWebhooks().RetryAfter(waits);
  story.world().GithubWebhooks().RetryAfter(waits);
  for (int i = 0; i < links; ++i) {
    const auto ticket = story.LinkedTicket();
    links_.push_back({ticket, story.issue, {}, {}});
  }
}

void Talk::Say(const std::string& when) {
  for (Spoken& link : links_) {
    const std::string where = " " + std::to_string(link.notes.size()) + " on ticket " +
                              std::to_string(link.ticket) + ", " + when + ".";
    link.notes.push_back("Note" + where);
    link.comments.push_back("Comment" + where);
    story_.desk().AgentAddsPrivateNote(link.ticket, "<div>" + link.notes.back() + "</div>");
    story_.hub().Comments(link.issue, link.comments.back());
  }
}

bool Talk::HasArrived() const {
  return std::all_of(links_.begin(), links_.end(), [&](const Spoken& link) {
    const auto on_issue = [&](const auto& text) {
      return story_.CommentsWith(link.issue, text) > 0;
    };
    const auto on_ticket = [&](const auto& text) {
      return story_.NotesWith(link.ticket, text) > 0;
    };
    return std::all_of(link.notes.begin(), link.notes.end(), on_issue) &&
           std::all_of(link.comments.begin(), link.comments.end(), on_ticket);
  });
}

bool Talk::Arrives(std::chrono::milliseconds deadline) const {
  return Story::Soon([this] { return HasArrived(); }, deadline);
}

void Talk::ExpectEachOnce(Answers answers, int others) const {
  for (const Spoken& link : links_) {
    for (const auto& text : link.notes) EXPECT_EQ(story_.CommentsWith(link.issue, text), 1) << text;
    for (const auto& text : link.comments)
      EXPECT_EQ(story_.NotesWith(link.ticket, text), 1) << text;
    // All that carries our marker: the copies, and on the ticket the status note.
    EXPECT_EQ(story_.CommentsWith(link.issue, "<!-- tandem:"), Count(link.notes));
    EXPECT_EQ(story_.NotesWith(link.ticket, "#tandem-"), Count(link.comments) + 1);
  }
  EXPECT_EQ(story_.Issues(), static_cast<int>(links_.size()) + others);
  for (const int status : Statuses()) {
    const bool unanswered = status == 0 && answers == Answers::kNotWhileKilled;
    EXPECT_TRUE(unanswered || status == 503 || (status >= 200 && status <= 299)) << status;
  }
}

bool Talk::AllTaken() const {
  for (Webhooks* webhooks :
       {&story_.world().FreshdeskWebhooks(), &story_.world().GithubWebhooks()}) {
    for (const Delivery& delivery : webhooks->Deliveries())
      if (delivery.statuses.empty() || delivery.statuses.back() / 100 != 2) return false;
  }
  return true;
}

int Talk::Refused() const {
  const auto statuses = Statuses();
  return static_cast<int>(std::count(statuses.begin(), statuses.end(), 503));
}

std::vector<int> Talk::Statuses() const {
  std::vector<int> all;
  for (Webhooks* webhooks :
       {&story_.world().FreshdeskWebhooks(), &story_.world().GithubWebhooks()}) {
    for (const Delivery& delivery : webhooks->Deliveries())
      all.insert(all.end(), delivery.statuses.begin(), delivery.statuses.end());
  }
  return all;
}

}  // namespace tandem::sandbox
