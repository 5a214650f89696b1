#include "gateway/intake.h"

namespace tandem {

Intake IntakeOf(Queue& queue) {
  return {[&queue](const Delivery& delivery) { return queue.Accept(delivery); },
          [&queue](const UnreadableDelivery& delivery) { return queue.ParkDelivery(delivery); },
          [&queue](RepositoryId id) { return queue.RepositoryName(id); }};
}

}  // namespace tandem
