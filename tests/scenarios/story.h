// A scenario's stage: the sandbox and the program running against it, with the questions that
// scenarios ask. Not thread-safe.
#pragma once

#include "tests/gateway/temporary_directory.h"
#include "tests/sandbox/running_gateway.h"
#include "tests/sandbox/sandbox.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace tandem::sandbox {

// Stops it. A crash of it, or what a sanitizer said in its log, fails the test; the log's end is
// shown when the test has failed.
void StopWell(RunningGateway& gateway);

class Story {
 public:
  // `change` may alter the configuration before the program starts.
  explicit Story(const std::function<void(Json&)>& change = {},
                 const SandboxSettings& settings = {});
  // A call that a test forbids for all scenarios, such as a reply to a customer, fails the test
  // here, and so does a crash of the gateway.
  ~Story();

  Sandbox& world() { return world_; }
  FreshdeskService& desk() { return world_.Freshdesk(); }
  GithubService& hub() { return world_.Github(); }
  RunningGateway& gateway() { return gateway_; }
  const RunningGateway& gateway() const { return gateway_; }

  // Nothing is called, delivered or left to do any more.
  [[nodiscard]] bool Quiet(std::chrono::milliseconds deadline = std::chrono::seconds(20));
  // Waits until it holds.
  [[nodiscard]] static bool Soon(const std::function<bool()>& condition,
                                 std::chrono::milliseconds deadline = std::chrono::seconds(15));

  // A tagged ticket whose issue is there, when all is quiet: the ticket's id. The issue's number is
  // `issue`.
  std::int64_t LinkedTicket(NewTicket ticket = {});
  std::int64_t issue = 0;

  // The program stops, its Redis' files are removed, and it starts again; its secret stays.
  void LoseStore();

  // How many of the ticket's private notes, or of the issue's comments, hold the text.
  int NotesWith(std::int64_t ticket, const std::string& text) const;
  int CommentsWith(std::int64_t number, const std::string& text) const;
  // How many issues there are.
  int Issues() const;
  // The writes that have come in since `from` of them.
  std::vector<Write> WritesSince(std::size_t from) const;
  std::size_t Writes() const { return world_.Log().Writes().size(); }

 private:
  TemporaryDirectory folder_;
  Sandbox world_;
  RunningGateway gateway_;
};

}  // namespace tandem::sandbox
