#include "tests/sandbox/webhooks.h"

#include <httplib.h>

namespace tandem::sandbox {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Webhooks::Sender {
  std::string base_url{};
  std::unique_ptr<httplib::Client> client{};

  // The answer's status; 0 when there is none. GitHub waits ten seconds.
  int Post(const std::string& to, const Delivery& delivery) {
    if (client == nullptr || base_url != to) {
      base_url = to;
      client = std::make_unique<httplib::Client>(to);
      client->set_tcp_nodelay(true);
      client->set_keep_alive(true);
      client->set_connection_timeout(2);
      client->set_read_timeout(10);
    }
    const httplib::Headers headers(delivery.headers.begin(), delivery.headers.end());
    const auto answer = client->Post(delivery.path, headers, delivery.body, "application/json");
    return answer ? answer->status : 0;
  }
};

Webhooks::Webhooks(Journal& journal) : journal_(journal), sender_(std::make_unique<Sender>()) {}

Webhooks::~Webhooks() {
  Stop();
}

void Webhooks::Stop() {
  later_.Stop();
}

void Webhooks::DeliverTo(std::string base_url) {
  const std::lock_guard lock(mutex_);
  base_url_ = std::move(base_url);
}

void Webhooks::Set(WebhookFaults faults) {
  const std::lock_guard lock(mutex_);
  faults_ = faults;
  random_.seed(faults.seed);
}

void Webhooks::RetryAfter(std::vector<milliseconds> waits) {
  const std::lock_guard lock(mutex_);
  retries_ = std::move(waits);
}

bool Webhooks::Chance(double probability) {
  return std::uniform_real_distribution<double>(0, 1)(random_) < probability;
}

void Webhooks::Send(Delivery delivery) {
  const std::lock_guard lock(mutex_);
  const std::size_t index = deliveries_.size();
  delivery.lost = base_url_.empty() || faults_.lose_everything || Chance(faults_.lose);
  deliveries_.push_back(std::move(delivery));
  journal_.Touch();
  if (deliveries_.back().lost) return;
  const int sendings = 1 + (Chance(faults_.repeat) ? faults_.repeat_count : 0);
  for (int i = 0; i < sendings; ++i) {
    milliseconds wait = faults_.delay;
    if (Chance(faults_.reorder))
      wait += milliseconds(
          std::uniform_int_distribution<std::int64_t>(0, faults_.reorder_within.count())(random_));
    Plan(index, wait, 0);
  }
}

void Webhooks::Redeliver(std::size_t index) {
  Plan(index, milliseconds(0), 0);
}

void Webhooks::Plan(std::size_t index, milliseconds wait, std::size_t attempt) {
  later_.At(steady_clock::now() + wait, [this, index, attempt] { Attempt(index, attempt); });
}

void Webhooks::Attempt(std::size_t index, std::size_t attempt) {
  Delivery delivery;
  std::string to;
  {
    const std::lock_guard lock(mutex_);
    delivery = deliveries_[index];
    to = base_url_;
  }
  const int status = sender_->Post(to, delivery);
  journal_.Touch();
  const std::lock_guard lock(mutex_);
  deliveries_[index].statuses.push_back(status);
  const bool failed = status < 200 || status > 299;
  if (failed && attempt < retries_.size()) Plan(index, retries_[attempt], attempt + 1);
}

std::vector<Delivery> Webhooks::Deliveries() const {
  const std::lock_guard lock(mutex_);
  return deliveries_;
}

void Webhooks::HoldAnswer() {
  {
    const std::lock_guard lock(mutex_);
    if (!faults_.before_answer) return;
  }
  (void)later_.WaitForDue(std::chrono::seconds(5));
}

}  // namespace tandem::sandbox
