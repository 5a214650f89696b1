#include "gateway/redis_tls.h"

#ifdef TANDEM_REDIS_TLS
#include <hiredis/hiredis.h>
#include <hiredis/hiredis_ssl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#endif

namespace tandem {

#ifdef TANDEM_REDIS_TLS
namespace {

using TlsContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using TlsSession = std::unique_ptr<SSL, decltype(&SSL_free)>;

// hiredis's own SSL context would check the chain but not the name, so the session is made here.
TlsSession NewSession(const std::string& host) {
  const TlsContext context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  TlsSession none(nullptr, SSL_free);
  if (!context || SSL_CTX_set_default_verify_paths(context.get()) != 1) return none;
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  TlsSession session(SSL_new(context.get()), SSL_free);  // keeps its own reference to the context
  if (!session) return none;
  X509_VERIFY_PARAM* wanted = SSL_get0_param(session.get());
  if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1) return session;
  if (SSL_set1_host(session.get(), host.c_str()) != 1) return none;
  if (SSL_set_tlsext_host_name(session.get(), host.c_str()) != 1) return none;
  return session;
}

}  // namespace

Status RedisTlsIsThere() {
  return Done{};
}

Status StartRedisTls(redisContext* context, const std::string& host) {
  TlsSession session = NewSession(host);
  if (!session) return Error{Remedy::kUnavailable, "TLS cannot be started", {}};
  // hiredis takes the session over, also when it fails.
  if (redisInitiateSSL(context, session.release()) == REDIS_OK) return Done{};
  return Error{Remedy::kUnavailable, std::string("TLS failed: ") + context->errstr, {}};
}
#else
Status RedisTlsIsThere() {
  return Error{
      Remedy::kInvalid,
      "this build cannot speak TLS to Redis (it was made without hiredis_ssl, which Debian "
      "12 lacks): use redis:// or unix:// in the setting \"redis\", or a build on Debian 13",
      {}};
}
Status StartRedisTls(redisContext* /*context*/, const std::string& /*host*/) {
  return RedisTlsIsThere();
}
#endif

}  // namespace tandem
