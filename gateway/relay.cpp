#include "gateway/relay.h"

namespace tandem {

// One request, counted with the line that has it, also when its handler throws.
class Relay::Call {
 public:
  explicit Call(Relay& relay) : relay_(relay) {
    std::unique_lock lock(relay_.mutex_);
    relay_.connected_.wait_for(lock, relay_.patience_, [&] { return relay_.line_ != nullptr; });
    line_ = relay_.line_;
    if (line_ != nullptr) ++relay_.calls_[line_];
  }
  ~Call() {
    if (line_ == nullptr) return;
    const std::lock_guard lock(relay_.mutex_);
    const auto count = relay_.calls_.find(line_);
    if (--count->second == 0) relay_.calls_.erase(count);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  const Line* line() const { return line_; }

 private:
  Relay& relay_;
  const Line* line_ = nullptr;
};

void Relay::Connect(const Line& line) {
  const std::lock_guard lock(mutex_);
  line_ = &line;
  connected_.notify_all();
}

ServerResponse Relay::Answer(const ServerRequest& request) {
  const Call call(*this);
  if (call.line() == nullptr) return ComeAgain("the gateway is starting");
  return call.line()->handler(request);
}

bool Relay::IsProxy(std::string_view address) {
  const std::lock_guard lock(mutex_);
  return line_ != nullptr && line_->proxies.Contain(address);
}

bool Relay::IsUnused(const Line& line) {
  const std::lock_guard lock(mutex_);
  return line_ != &line && !calls_.contains(&line);
}

}  // namespace tandem
