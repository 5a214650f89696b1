// Answers one request through cpp-httplib, from bytes to bytes: it reads the head once more, calls
// the handler, keeps its exceptions in, and writes the answer. Not thread-safe: one for each
// thread.
#pragma once

#include "gateway/request_reader.h"
#include "gateway/server_limits.h"
#include "gateway/server_request.h"

#include <memory>
#include <string>

namespace tandem {

class HttplibExchange {
 public:
  // `handler` must outlive this.
  HttplibExchange(const ServerHandler& handler, const ServerLimits& limits);
  ~HttplibExchange();
  HttplibExchange(const HttplibExchange&) = delete;
  HttplibExchange& operator=(const HttplibExchange&) = delete;

  // The bytes of the whole answer. A handler that throws is answered 500, without its text.
  std::string Answer(const ReceivedRequest& received, Persistence persistence);

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

// The bytes of an answer to what is no request at all; the connection closes after it.
std::string RefusalBytes(const Refusal& refusal);

}  // namespace tandem
