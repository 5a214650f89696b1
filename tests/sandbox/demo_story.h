// The demo's one story: a ticket becomes an issue, both are talked about, the issue is closed, and
// the customer is not content. Used by one thread.
#pragma once

#include "tests/sandbox/demo_print.h"
#include "tests/sandbox/demo_stage.h"

#include <functional>
#include <string>
#include <vector>

namespace tandem::sandbox {

class DemoStory {
 public:
  DemoStory(DemoStage& stage, DemoPrint& print);  // both must outlive this

  // Plays it to its end, or to the first effect that does not come about: then false, and the
  // reader has been told.
  bool Play();

 private:
  struct Effect {
    std::string text{};
    std::function<bool()> holds{};
  };
  struct Step {
    std::string title{};
    std::function<void()> act{};
    std::vector<Effect> effects{};
  };

  std::vector<Step> Beginning();
  std::vector<Step> Middle();
  std::vector<Step> End();
  bool Play(const Step& step, std::size_t number);
  void ShowBothSides();
  bool Refused(const Step& step);
  bool Summary();

  DeskTicket Ticket() const;
  HubIssue Issue() const;
  bool NoteSays(const std::string& text) const;
  bool CommentSays(const std::string& text) const;
  DeskNames Names() const;

  DemoStage& stage_;
  FreshdeskService& desk_;
  GithubService& hub_;
  DemoPrint& print_;
  std::int64_t ticket_ = 0;
};

}  // namespace tandem::sandbox
