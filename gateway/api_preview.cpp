// GET /api/preview/{ticket}.
#include "gateway/api.h"
#include "gateway/api_answers.h"

namespace tandem {

void AddPreviewRoutes(ApiRoutes& routes, const ApiParts& parts) {
  routes.Add("GET", "/api/preview/{ticket}",
             [&parts](const ServerRequest&, std::string_view segment) {
               const auto ticket = TicketIn(segment);
               if (!ticket) return NotATicket();
               const auto previewed = parts.preview(*ticket);
               if (!previewed.ok()) return ErrorAnswer(previewed.error());
               return JsonAnswer(200, ToJson(*previewed));
             });
}

}  // namespace tandem
