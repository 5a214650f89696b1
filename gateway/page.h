// The status page: its files, embedded at build. They hold nothing private; what they show comes
// from the API, to whoever has logged in. Safe from all threads.
#pragma once

#include "gateway/router.h"

#include <string_view>
#include <vector>

namespace tandem {

struct PageFile {
  std::string_view name{};  // "app.js"
  std::string_view text{};
};
// Those of gateway/page/.
std::vector<PageFile> PageFiles();

// GET / and the files that it names, each under /page/.
void AddPageRoutes(Router& router);

}  // namespace tandem
