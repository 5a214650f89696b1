#include "gateway/request_pool.h"

#include "gateway/httplib_exchange.h"

#include <utility>

namespace tandem {

RequestPool::RequestPool(const ServerLimits& limits, const ServerHandler& handler,
                         std::function<void()> on_answer)
    : limits_(limits), handler_(handler), on_answer_(std::move(on_answer)) {
  threads_.reserve(limits.threads);
  for (std::size_t i = 0; i < limits.threads; ++i) threads_.emplace_back([this] { Run(); });
}

RequestPool::~RequestPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    jobs_.clear();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

RequestPool::Taken RequestPool::Submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= limits_.queued) return Taken::kFull;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return Taken::kYes;
}

std::vector<RequestPool::Answer> RequestPool::TakeAnswers() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

void RequestPool::Run() {
  HttplibExchange exchange(handler_, limits_);
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    const Persistence persistence = job.received.persistence;
    std::string bytes = exchange.Answer(job.received, persistence);
    {
      const std::lock_guard lock(mutex_);
      answers_.push_back({job.connection, std::move(bytes), persistence});
    }
    on_answer_();
  }
}

}  // namespace tandem
