// The token that opens the API: where it comes from, for the gateway and for the commands.
// Functions; safe everywhere.
#pragma once

#include "gateway/config.h"
#include "gateway/data_directory.h"
#include "gateway/result.h"
#include "gateway/secret.h"

namespace tandem {

// The configured one, else the one that `data` keeps, which is made when there is none. Only for
// the holder of the directory's lock.
Result<Secret> KeptAdminToken(const Config& config, const DataDirectory& data);
// The same for somebody who only asks: makes nothing. The error says what to do.
Result<Secret> FindAdminToken(const Config& config);

}  // namespace tandem
