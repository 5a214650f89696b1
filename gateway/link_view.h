// A link as the API shows it. Pure functions; safe everywhere.
#pragma once

#include "gateway/config.h"
#include "gateway/json.h"
#include "gateway/store.h"

#include <map>
#include <string>

namespace tandem {

// {"repository","number","url","state"}; the state is null while it was never seen.
Json IssueJson(const Link& link, const Config& config);
// {"issue","tickets":[{"id","url","status"}],"state","last_synced","reason"}. `statuses`: what
// agents call them.
Json LinkJson(const ListedLink& listed, const Config& config,
              const std::map<int, std::string>& statuses);

}  // namespace tandem
