// Kinds of operations that change what both sides have a value of: tags and labels, states,
// priorities.
#include "tests/chaos/operations_on_links.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

enum class Change { kSets, kUndoes };
constexpr int kUrgent = 4;
constexpr int kHigh = 3;

bool IsIn(const std::vector<std::string>& names, const std::string& name) {
  return std::count(names.begin(), names.end(), name) > 0;
}

class Names : public OnLinks {
 public:
  Names(Side from, Change change) : from_(from), change_(change) {}
  void PrepareMore(Story& story) override {
    if (change_ == Change::kSets) return;
    for (const auto ticket : tickets_) story.desk().AgentAddsTag(ticket, "outage");
    EXPECT_TRUE(story.Soon([&] { return Has(story, true); }));
  }
  void Act(Story& story) override {
    for (std::size_t i = 0; i < tickets_.size(); ++i) {
      if (from_ == Side::kDesk && change_ == Change::kSets)
        story.desk().AgentAddsTag(tickets_[i], "outage");
      else if (from_ == Side::kDesk)
        story.desk().AgentRemovesTag(tickets_[i], "outage");
      else if (change_ == Change::kSets)
        story.hub().AddsLabel(issues_[i], "impact: outage");
      else
        story.hub().RemovesLabel(issues_[i], "impact: outage");
    }
  }
  bool Arrived(Story& story) override { return Has(story, change_ == Change::kSets); }
  void ExpectOnce(Story& story) override { EXPECT_TRUE(Arrived(story)); }

 private:
  // Whether all of them have it, or none.
  bool Has(Story& story, bool have) const {
    for (std::size_t i = 0; i < tickets_.size(); ++i) {
      if (IsIn(story.desk().Ticket(tickets_[i]).tags, "outage") != have) return false;
      if (IsIn(story.hub().Issue(issues_[i]).labels, "impact: outage") != have) return false;
    }
    return true;
  }
  Side from_;
  Change change_;
};

class Ends : public OnLinks {
 public:
  Ends(Side from, Change change) : from_(from), change_(change) {}
  void PrepareMore(Story& story) override {
    if (change_ == Change::kSets) return;
    End(story);
    EXPECT_TRUE(story.Soon([&] { return Are(story, Change::kSets); }));
  }
  void Act(Story& story) override {
    if (change_ == Change::kSets) return End(story);
    for (std::size_t i = 0; i < tickets_.size(); ++i)
      from_ == Side::kDesk ? story.desk().AgentSetsStatus(tickets_[i], kOpen)
                           : story.hub().Reopens(issues_[i]);
  }
  bool Arrived(Story& story) override { return Are(story, change_); }
  void ExpectOnce(Story& story) override {
    EXPECT_TRUE(Arrived(story));
    for (std::size_t i = 0; i < tickets_.size(); ++i) {
      EXPECT_EQ(Told(story, i, Change::kSets), 1);
      EXPECT_EQ(Told(story, i, Change::kUndoes), change_ == Change::kUndoes ? 1 : 0);
    }
  }

 private:
  void End(Story& story) {
    for (std::size_t i = 0; i < tickets_.size(); ++i)
      from_ == Side::kDesk ? story.desk().AgentSetsStatus(tickets_[i], kResolved)
                           : story.hub().Closes(issues_[i]);
  }
  // Ended, or open again, on both sides, and the other side was told.
  bool Are(Story& story, Change change) const {
    for (std::size_t i = 0; i < tickets_.size(); ++i) {
      if (story.desk().Ticket(tickets_[i]).status != (change == Change::kSets ? kResolved : kOpen))
        return false;
      if (story.hub().Issue(issues_[i]).open != (change == Change::kUndoes)) return false;
      if (Told(story, i, change) == 0) return false;
    }
    return true;
  }
  int Told(Story& story, std::size_t link, Change change) const {
    const bool ended = change == Change::kSets;
    return from_ == Side::kDesk
               ? story.CommentsWith(issues_[link], ended ? "is done." : "was reopened")
               : story.NotesWith(tickets_[link], ended ? "was closed" : "was reopened");
  }
  Side from_;
  Change change_;
};

// The rule's map: 4 is "priority: urgent", 3 is "priority: high"; one of the two at a time.
class Priorities : public OnLinks {
 public:
  explicit Priorities(Side from) : from_(from) {}
  void PrepareMore(Story& story) override {
    for (const auto ticket : tickets_) story.desk().AgentSetsPriority(ticket, kHigh);
    EXPECT_TRUE(story.Soon([&] { return Are(story, kHigh); }));
  }
  void Act(Story& story) override {
    for (std::size_t i = 0; i < tickets_.size(); ++i)
      from_ == Side::kDesk ? story.desk().AgentSetsPriority(tickets_[i], kUrgent)
                           : story.hub().AddsLabel(issues_[i], "priority: urgent");
  }
  bool Arrived(Story& story) override { return Are(story, kUrgent); }
  void ExpectOnce(Story& story) override { EXPECT_TRUE(Arrived(story)); }

 private:
  bool Are(Story& story, int priority) const {
    for (std::size_t i = 0; i < tickets_.size(); ++i) {
      if (story.desk().Ticket(tickets_[i]).priority != priority) return false;
      const auto labels = story.hub().Issue(issues_[i]).labels;
      if (IsIn(labels, "priority: urgent") != (priority == kUrgent)) return false;
      if (IsIn(labels, "priority: high") != (priority == kHigh)) return false;
    }
    return true;
  }
  Side from_;
};

}  // namespace

std::unique_ptr<Operation> MakeFieldOperation(std::string_view kind) {
  if (kind == "tag") return std::make_unique<Names>(Side::kDesk, Change::kSets);
  if (kind == "label") return std::make_unique<Names>(Side::kHub, Change::kSets);
  if (kind == "removed tag") return std::make_unique<Names>(Side::kDesk, Change::kUndoes);
  if (kind == "removed label") return std::make_unique<Names>(Side::kHub, Change::kUndoes);
  if (kind == "ticket's end") return std::make_unique<Ends>(Side::kDesk, Change::kSets);
  if (kind == "issue's end") return std::make_unique<Ends>(Side::kHub, Change::kSets);
  if (kind == "reopened ticket") return std::make_unique<Ends>(Side::kDesk, Change::kUndoes);
  if (kind == "reopened issue") return std::make_unique<Ends>(Side::kHub, Change::kUndoes);
  if (kind == "priority") return std::make_unique<Priorities>(Side::kDesk);
  if (kind == "label of a priority") return std::make_unique<Priorities>(Side::kHub);
  return nullptr;
}

}  // namespace tandem::sandbox
