#include "tests/chaos/operations_on_links.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

std::string Div(const std::string& text) {
  return "<div>" + text + "</div>";
}

// Texts that occur nowhere else.
std::string NextText() {
  static int texts = 0;
  return "Remark " + std::to_string(++texts) + " of this test.";
}

// Two new messages on each.
class Messages : public OnLinks {
 public:
  explicit Messages(Side from) : from_(from) {}
  void Act(Story& story) override {
    for (int i = 0; i < 2; ++i) {
      for (std::size_t link = 0; link < tickets_.size(); ++link) {
        texts_.push_back(NextText());
        if (from_ == Side::kDesk) {
          ids_.push_back(story.desk().AgentAddsPrivateNote(tickets_[link], Div(texts_.back())));
        } else {
          ids_.push_back(story.hub().Comments(issues_[link], texts_.back()));
        }
      }
    }
  }
  bool Arrived(Story& story) override {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (Copies(story, i, texts_[i]) == 0) return false;
    }
    return true;
  }
  void ExpectOnce(Story& story) override {
    for (std::size_t i = 0; i < texts_.size(); ++i)
      EXPECT_EQ(Copies(story, i, texts_[i]), 1) << texts_[i];
  }

 protected:
  int Copies(Story& story, std::size_t message, const std::string& text) const {
    const std::size_t link = message % tickets_.size();
    return from_ == Side::kDesk ? story.CommentsWith(issues_[link], text)
                                : story.NotesWith(tickets_[link], text);
  }
  // No webhook tells of an edited note: something else has to.
  void Nudge(Story& story) {
    for (const auto ticket : tickets_) story.desk().AgentAddsTag(ticket, "nudge");
  }
  Side from_;
  std::vector<std::string> texts_{};
  std::vector<std::int64_t> ids_{};
};

class Edits : public Messages {
 public:
  using Messages::Messages;
  void PrepareMore(Story& story) override {
    Messages::Act(story);
    EXPECT_TRUE(story.Soon([&] { return Messages::Arrived(story); }));
  }
  void Act(Story& story) override {
    before_ = texts_;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      texts_[i] = NextText();
      from_ == Side::kDesk ? story.desk().AgentEditsNote(ids_[i], Div(texts_[i]))
                           : story.hub().EditsComment(ids_[i], texts_[i]);
    }
    if (from_ == Side::kDesk) Nudge(story);
  }
  void ExpectOnce(Story& story) override {
    Messages::ExpectOnce(story);
    for (std::size_t i = 0; i < before_.size(); ++i)
      EXPECT_EQ(Copies(story, i, before_[i]), 0) << before_[i];
  }

 private:
  std::vector<std::string> before_{};
};

class Deletions : public Edits {
 public:
  using Edits::Edits;
  void Act(Story& story) override {
    for (const auto id : ids_)
      from_ == Side::kDesk ? story.desk().AgentDeletesNote(id) : story.hub().DeletesComment(id);
    if (from_ == Side::kDesk) Nudge(story);
  }
  bool Arrived(Story& story) override {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (Copies(story, i, texts_[i]) > 0) return false;
    }
    return true;
  }
  void ExpectOnce(Story& story) override {
    for (std::size_t i = 0; i < texts_.size(); ++i)
      EXPECT_EQ(Copies(story, i, texts_[i]), 0) << texts_[i];
  }
};

// What was copied is not to be on the other side any more, says an edit.
class Unpublished : public Deletions {
 public:
  using Deletions::Deletions;
  void Act(Story& story) override {
    for (const auto id : ids_) {
      private_texts_.push_back(NextText());
      const std::string text = "/private " + private_texts_.back();
      from_ == Side::kDesk ? story.desk().AgentEditsNote(id, Div(text))
                           : story.hub().EditsComment(id, text);
    }
    if (from_ == Side::kDesk) Nudge(story);
  }
  void ExpectOnce(Story& story) override {
    Deletions::ExpectOnce(story);
    for (std::size_t i = 0; i < private_texts_.size(); ++i)
      EXPECT_EQ(Copies(story, i, private_texts_[i]), 0) << private_texts_[i];
  }

 private:
  std::vector<std::string> private_texts_{};
};

// Two tickets that get an issue of their own, or are named by one.
class Births : public Operation {
 public:
  enum class By { kTag, kCommand, kIssue };
  explicit Births(By by) : by_(by) {}
  void Prepare(Story& story) override {
    before_ = story.Issues();
    if (by_ == By::kTag) return;
    for (int i = 0; i < 2; ++i) tickets_.push_back(story.desk().CustomerCreatesTicket());
  }
  void Act(Story& story) override {
    for (const auto ticket : tickets_) {
      if (by_ == By::kIssue)
        OpenIssue(story, ticket);
      else
        story.desk().AgentAddsPrivateNote(ticket, Div("/issue"));
    }
    if (by_ != By::kTag) return;
    NewTicket tagged;
    tagged.tags = {"github"};
    for (int i = 0; i < 2; ++i) tickets_.push_back(story.desk().CustomerCreatesTicket(tagged));
  }
  bool Arrived(Story& story) override {
    return std::all_of(tickets_.begin(), tickets_.end(), [&](const auto ticket) {
      return story.NotesWith(ticket, "is linked to") > 0;
    });
  }
  void ExpectOnce(Story& story) override {
    EXPECT_EQ(story.Issues(), before_ + 2);
    for (const auto ticket : tickets_) EXPECT_EQ(story.NotesWith(ticket, "is linked to"), 1);
  }

 private:
  static void OpenIssue(Story& story, std::int64_t ticket) {
    NewIssue issue;
    issue.body =
        "From " + story.world().FreshdeskUrl() + "/a/tickets/" + std::to_string(ticket) + ".";
    issue.labels = {"support"};
    story.hub().OpensIssue(issue);
  }
  By by_;
  int before_ = 0;
};

// Two more tickets for an issue, from there.
class Joins : public Operation {
 public:
  void Prepare(Story& story) override {
    (void)story.LinkedTicket();
    issue_ = story.issue;
    for (int i = 0; i < 2; ++i) tickets_.push_back(story.desk().CustomerCreatesTicket());
  }
  void Act(Story& story) override {
    for (const auto ticket : tickets_)
      story.hub().Comments(issue_, "/ticket " + std::to_string(ticket));
  }
  bool Arrived(Story& story) override {
    return std::all_of(tickets_.begin(), tickets_.end(), [&](const auto ticket) {
      return story.NotesWith(ticket, "is linked to") > 0 && Answers(story, ticket) > 0;
    });
  }
  void ExpectOnce(Story& story) override {
    for (const auto ticket : tickets_) {
      EXPECT_EQ(story.NotesWith(ticket, "is linked to"), 1);
      EXPECT_EQ(Answers(story, ticket), 1);
    }
  }

 private:
  int Answers(Story& story, std::int64_t ticket) const {
    const auto comments = story.hub().CommentsOf(issue_);
    return static_cast<int>(
        std::count_if(comments.begin(), comments.end(), [&](const HubComment& comment) {
          return comment.body.find("is linked to this issue") != std::string::npos &&
                 comment.body.find("/" + std::to_string(ticket) + ")") != std::string::npos;
        }));
  }
  std::int64_t issue_ = 0;
};

class Unlinks : public OnLinks {
 public:
  explicit Unlinks(Side from) : from_(from) {}
  void Act(Story& story) override {
    for (std::size_t i = 0; i < tickets_.size(); ++i) {
      if (from_ == Side::kDesk) {
        story.desk().AgentAddsPrivateNote(tickets_[i], Div("/unlink"));
      } else {
        story.hub().Comments(issues_[i], "/unticket " + std::to_string(tickets_[i]));
      }
    }
  }
  bool Arrived(Story& story) override {
    for (std::size_t i = 0; i < tickets_.size(); ++i) {
      if (story.NotesWith(tickets_[i], "Link ended") == 0) return false;
      if (story.CommentsWith(issues_[i], "is no longer linked to this issue") == 0) return false;
    }
    return true;
  }
  void ExpectOnce(Story& story) override {
    for (std::size_t i = 0; i < tickets_.size(); ++i) {
      EXPECT_EQ(story.NotesWith(tickets_[i], "Link ended"), 1);
      EXPECT_EQ(story.CommentsWith(issues_[i], "is no longer linked to this issue"), 1);
    }
  }

 private:
  Side from_;
};

}  // namespace

std::unique_ptr<Operation> MakeOperation(std::string_view kind) {
  if (kind == "tag for an issue") return std::make_unique<Births>(Births::By::kTag);
  if (kind == "command for an issue") return std::make_unique<Births>(Births::By::kCommand);
  if (kind == "issue that names a ticket") return std::make_unique<Births>(Births::By::kIssue);
  if (kind == "note") return std::make_unique<Messages>(Side::kDesk);
  if (kind == "comment") return std::make_unique<Messages>(Side::kHub);
  if (kind == "edited note") return std::make_unique<Edits>(Side::kDesk);
  if (kind == "edited comment") return std::make_unique<Edits>(Side::kHub);
  if (kind == "deleted note") return std::make_unique<Deletions>(Side::kDesk);
  if (kind == "deleted comment") return std::make_unique<Deletions>(Side::kHub);
  if (kind == "note made private") return std::make_unique<Unpublished>(Side::kDesk);
  if (kind == "comment made private") return std::make_unique<Unpublished>(Side::kHub);
  if (kind == "command to link") return std::make_unique<Joins>();
  if (kind == "command to unlink") return std::make_unique<Unlinks>(Side::kDesk);
  if (kind == "command to unlink on the issue") return std::make_unique<Unlinks>(Side::kHub);
  auto field = MakeFieldOperation(kind);
  return field ? std::move(field) : MakeAskingOperation(kind);
}

}  // namespace tandem::sandbox
