// What the kinds of operations on linked tickets have in common. Not thread-safe.
#pragma once

#include "tests/chaos/operations.h"

namespace tandem::sandbox {

enum class Side { kDesk, kHub };

// Two tickets, each with its issue.
class OnLinks : public Operation {
 public:
  void Prepare(Story& story) override {
    for (int i = 0; i < 2; ++i) {
      tickets_.push_back(story.LinkedTicket());
      issues_.push_back(story.issue);
    }
    PrepareMore(story);
  }

 protected:
  virtual void PrepareMore(Story& /*story*/) {}
  std::vector<std::int64_t> issues_{};
};

// What changes a value that both sides have: by the name of a kind; null for another.
std::unique_ptr<Operation> MakeFieldOperation(std::string_view kind);
// What asks for something: by the name of a kind; null for another.
std::unique_ptr<Operation> MakeAskingOperation(std::string_view kind);

}  // namespace tandem::sandbox
