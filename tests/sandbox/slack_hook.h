// A Slack-compatible incoming webhook on loopback: keeps what is posted to it, and answers as it is
// told. Thread-safe.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace tandem::sandbox {

class SlackHook {
 public:
  SlackHook();  // listens when this returns
  ~SlackHook();
  SlackHook(const SlackHook&) = delete;
  SlackHook& operator=(const SlackHook&) = delete;

  // The whole address, a secret as with Slack.
  std::string Url() const;
  // The texts that were taken, as they were sent: escaped.
  std::vector<std::string> Texts() const;
  // How many of them hold this.
  int TextsWith(const std::string& part) const;
  // Requests of any kind to any path.
  int Requests() const;

  // From now on: 200 takes a text, anything else answers so and takes none.
  void Answer(int status);
  // Answers with a redirect to there; takes nothing.
  void RedirectTo(const std::string& url);
  // Silence for so long before each answer.
  void AnswerAfter(std::chrono::milliseconds delay);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tandem::sandbox
