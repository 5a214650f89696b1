// Where deliveries go: what the receiver needs of the queue, and no more. As thread-safe as what
// stands behind it; the queue is.
#pragma once

#include "gateway/queue.h"
#include "gateway/result.h"

#include <functional>
#include <optional>
#include <string>

namespace tandem {

struct Intake {
  std::function<Result<Accepted>(const Delivery&)> accept{};
  std::function<Status(const UnreadableDelivery&)> park{};
  std::function<Result<std::optional<std::string>>(RepositoryId)> repository_name{};
};
// `queue` must outlive what is returned.
Intake IntakeOf(Queue& queue);

}  // namespace tandem
