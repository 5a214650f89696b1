// What people do in the kill matrix, one kind at a time: each on two tickets, so that every moment
// is passed twice. Not thread-safe.
#pragma once

#include "tests/scenarios/story.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::sandbox {

class Operation {
 public:
  virtual ~Operation() = default;
  // What has to be there before: done while all is well. Then it is waited for quiet.
  virtual void Prepare(Story& story) = 0;
  // What people do; the gateway is killed meanwhile.
  virtual void Act(Story& story) = 0;
  // Whether all of it has arrived.
  virtual bool Arrived(Story& story) = 0;
  // That it is there, once.
  virtual void ExpectOnce(Story& story) = 0;
  const std::vector<std::int64_t>& tickets() const { return tickets_; }

 protected:
  std::vector<std::int64_t> tickets_{};
};

// By the name of a kind; null for another.
std::unique_ptr<Operation> MakeOperation(std::string_view kind);

// Each kind, of both directions.
inline constexpr std::array kOperations{
    "tag for an issue",
    "command for an issue",
    "note",
    "comment",
    "tag",
    "label",
    "ticket's end",
    "issue's end",
    "removed tag",
    "removed label",
    "reopened ticket",
    "reopened issue",
    "priority",
    "label of a priority",
    "edited note",
    "edited comment",
    "deleted note",
    "deleted comment",
    "note made private",
    "comment made private",
    "command to link",
    "command to unlink",
    "command to unlink on the issue",
    "issue that names a ticket",
    "command to sync",
    "command to sync on the issue",
    "withdrawal",
};

}  // namespace tandem::sandbox
