#include "gateway/page.h"

#include <string>

namespace tandem {
namespace {

std::string TypeOf(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "text/javascript; charset=utf-8";
}

// Nothing but this program's own files runs or is shown, in no frame, and nobody is told where the
// reader comes from.
ServerResponse Answer(const PageFile& file) {
  return {200,
          {{"Content-Type", TypeOf(file.name)},
           {"Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
           {"X-Content-Type-Options", "nosniff"},
           {"X-Frame-Options", "DENY"},
           {"Referrer-Policy", "no-referrer"},
           {"Cross-Origin-Opener-Policy", "same-origin"},
           {"Cross-Origin-Resource-Policy", "same-origin"},
           {"Cache-Control", "no-cache"}},
          std::string(file.text)};
}

}  // namespace

void AddPageRoutes(Router& router) {
  for (const PageFile& file : PageFiles()) {
    const std::string path = file.name == "index.html" ? "/" : "/page/" + std::string(file.name);
    router.Add("GET", path,
               [file](const ServerRequest&, std::string_view) { return Answer(file); });
  }
}

}  // namespace tandem
