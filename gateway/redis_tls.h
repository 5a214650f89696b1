// TLS for a connection to Redis, where hiredis has it (hiredis_ssl; Debian 12 has none). No state;
// thread-safe.
#pragma once

#include "gateway/result.h"

#include <string>

struct redisContext;

namespace tandem {

// kInvalid when this build has none.
Status RedisTlsIsThere();

// Shakes hands on a connected, blocking context, within the timeout that is set on it. The server
// must show a certificate for `host` that the system's store trusts (SSL_CERT_FILE and SSL_CERT_DIR
// name another store).
Status StartRedisTls(redisContext* context, const std::string& host);

}  // namespace tandem
