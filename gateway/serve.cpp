#include "gateway/serve.h"

#include "gateway/log.h"

namespace tandem {

int Serve(const Config& config) {
  const Log log(config.log);
  log.Error("this build has no gateway to run: receiver, workers and store are missing");
  return 1;
}

}  // namespace tandem
