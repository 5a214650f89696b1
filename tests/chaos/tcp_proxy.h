// A stretch of the way to a server, which can be cut in one direction or both, slowed down, or made
// to bring its bytes one by one. What is held up arrives when it is mended. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <list>
#include <poll.h>
#include <string>
#include <thread>
#include <vector>

namespace tandem::sandbox {

class TcpProxy {
 public:
  explicit TcpProxy(int to);  // a port on loopback
  ~TcpProxy();
  TcpProxy(const TcpProxy&) = delete;
  TcpProxy& operator=(const TcpProxy&) = delete;
  int port() const { return port_; }

  void HoldQuestions(bool hold) { hold_questions_ = hold; }  // what clients say goes no further
  void HoldAnswers(bool hold) { hold_answers_ = hold; }
  void Drip(bool drip) { drip_ = drip; }                           // both ways, a byte at a time
  void Delay(std::chrono::milliseconds delay) { delay_ = delay; }  // before each piece, both ways
  void CloseAll() { close_all_ = true; }  // with all that is on its way; new ones are taken

 private:
  struct Line {
    int client = -1;
    int server = -1;
  };
  void Run();
  std::vector<pollfd> Waiting() const;  // the listener, then each line's two ends
  void PassOn(const std::vector<pollfd>& waiting);
  void Accept();
  bool Pass(int from, int to) const;  // false: it is over
  static void Close(Line& line);

  int to_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> hold_questions_{false};
  std::atomic<bool> hold_answers_{false};
  std::atomic<bool> drip_{false};
  std::atomic<bool> close_all_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<std::chrono::milliseconds> delay_{std::chrono::milliseconds(0)};
  std::list<Line> lines_{};  // the thread's own
  std::thread thread_{};
};

}  // namespace tandem::sandbox
