// Kinds of operations that ask for something: a sync, a withdrawal.
#include "gateway/http.h"
#include "tests/chaos/operations_on_links.h"

#include <algorithm>
#include <fstream>

namespace tandem::sandbox {
namespace {

// Tags that no webhook told of, and a command to look.
class Syncs : public OnLinks {
 public:
  explicit Syncs(Side from) : from_(from) {}
  void Act(Story& story) override {
    story.desk().Configure([&](FreshdeskState& state) {
      for (const auto ticket : tickets_) state.tickets.at(ticket).tags.emplace_back("outage");
    });
    for (std::size_t i = 0; i < tickets_.size(); ++i) {
      if (from_ == Side::kDesk)
        story.desk().AgentAddsPrivateNote(tickets_[i], "<div>/sync</div>");
      else
        story.hub().Comments(issues_[i], "/sync");
    }
  }
  bool Arrived(Story& story) override {
    return std::all_of(issues_.begin(), issues_.end(), [&](const auto issue) {
      const auto labels = story.hub().Issue(issue).labels;
      return std::count(labels.begin(), labels.end(), "impact: outage") == 1;
    });
  }
  void ExpectOnce(Story& story) override {
    EXPECT_TRUE(Arrived(story));
    // A command is no message for the other side.
    for (std::size_t i = 0; i < tickets_.size(); ++i) {
      EXPECT_EQ(story.CommentsWith(issues_[i], "/sync"), from_ == Side::kDesk ? 0 : 1);
      EXPECT_EQ(story.NotesWith(tickets_[i], "/sync"), from_ == Side::kDesk ? 1 : 0);
      EXPECT_EQ(story.CommentsWith(issues_[i], "Synced."), from_ == Side::kDesk ? 0 : 1);
      EXPECT_EQ(story.NotesWith(tickets_[i], "Synced."), from_ == Side::kDesk ? 1 : 0);
    }
  }

 private:
  Side from_;
};

// What was copied is taken back, as the API is asked to; whoever gets no answer asks again.
class Withdrawals : public OnLinks {
 public:
  void PrepareMore(Story& story) override {
    for (const auto ticket : tickets_)
      story.desk().AgentAddsPrivateNote(ticket, "<div>A secret</div>");
    EXPECT_TRUE(story.Soon([&] { return Copies(story) == 2; }));
  }
  void Act(Story& story) override {
    unasked_ = tickets_;
    Ask(story);
  }
  bool Arrived(Story& story) override {
    Ask(story);
    return unasked_.empty() && Copies(story) == 0;
  }
  void ExpectOnce(Story& story) override {
    EXPECT_EQ(Copies(story), 0);
    for (const auto ticket : tickets_) EXPECT_EQ(story.NotesWith(ticket, "A secret"), 1);
  }

 private:
  int Copies(Story& story) const {
    return story.CommentsWith(issues_.at(0), "A secret") +
           story.CommentsWith(issues_.at(1), "A secret");
  }
  void Ask(Story& story) {
    std::ifstream file(story.gateway().folder() + "/data/admin_token");
    std::string token;
    std::getline(file, token);
    HttpClient client(story.gateway().url());
    std::erase_if(unasked_, [&](const auto ticket) {
      const auto answer = client.Send({"POST",
                                       "/api/withdraw/" + std::to_string(ticket),
                                       {{"Authorization", "Bearer " + token}},
                                       {}});
      return answer.ok() && answer->status == 202;
    });
  }
  std::vector<std::int64_t> unasked_{};
};

}  // namespace

std::unique_ptr<Operation> MakeAskingOperation(std::string_view kind) {
  if (kind == "command to sync") return std::make_unique<Syncs>(Side::kDesk);
  if (kind == "command to sync on the issue") return std::make_unique<Syncs>(Side::kHub);
  if (kind == "withdrawal") return std::make_unique<Withdrawals>();
  return nullptr;
}

}  // namespace tandem::sandbox
