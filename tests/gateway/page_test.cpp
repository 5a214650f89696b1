// The status page's files: nothing in them that its own policy would forbid, and nothing that calls
// elsewhere.
#include "gateway/page.h"

#include <gtest/gtest.h>

#include <gmock/gmock.h>
#include <regex>
#include <string>

namespace tandem {
namespace {

using testing::HasSubstr;
using testing::Not;

ServerResponse Get(const std::string& path, const std::string& method = "GET") {
  Router router;
  AddPageRoutes(router);
  return router.Answer({method, path, {}, {}, {}, "192.0.2.7", {}});
}

std::string HeaderOf(const ServerResponse& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(Page, IsServedUnderAPolicyThatRunsItsOwnFilesOnlyAndShowsItInNoFrame) {
  for (const auto& [path, type] : {std::pair{"/", "text/html; charset=utf-8"},
                                   {"/page/app.js", "text/javascript; charset=utf-8"},
                                   {"/page/style.css", "text/css; charset=utf-8"}}) {
    const ServerResponse response = Get(path);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_FALSE(response.body.empty()) << path;
    EXPECT_EQ(HeaderOf(response, "Content-Type"), type);
    const std::string policy = HeaderOf(response, "Content-Security-Policy");
    EXPECT_THAT(policy, testing::StartsWith("default-src 'self';"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
    EXPECT_EQ(HeaderOf(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(HeaderOf(response, "X-Frame-Options"), "DENY");
    EXPECT_EQ(HeaderOf(response, "Referrer-Policy"), "no-referrer");
    for (const auto& [name, value] : response.headers)
      EXPECT_FALSE(name.starts_with("Access-Control")) << name;
  }
}

TEST(Page, IsNotAnAddressForAnythingElse) {
  EXPECT_EQ(Get("/", "POST").status, 405);
  for (const char* path : {"/page", "/page/", "/page/index.html", "/page/../gateway", "/app.js"})
    EXPECT_EQ(Get(path).status, 404) << path;
}

TEST(Page, HoldsNoScriptOrStyleInItsMarkup) {
  const std::string html = Get("/").body;
  EXPECT_FALSE(std::regex_search(html, std::regex("<script(?![^>]* src=)")));
  EXPECT_FALSE(std::regex_search(html, std::regex("<style")));
  EXPECT_FALSE(std::regex_search(html, std::regex(" (style|on[a-z]+)=")));
  EXPECT_FALSE(std::regex_search(html, std::regex("javascript:")));
}

TEST(Page, NamesNoAddressOfAnotherSite) {
  for (const PageFile& file : PageFiles()) {
    const std::string text(file.text);
    EXPECT_FALSE(std::regex_search(text, std::regex("(src|href|url|fetch)[=(][\"']?(https?:)?//")))
        << file.name;
  }
}

TEST(Page, PutsTextsInAsTextAndNeverAsMarkup) {
  const std::string script = Get("/page/app.js").body;
  for (const char* risky :
       {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("})
    EXPECT_THAT(script, Not(HasSubstr(risky)));
}

TEST(Page, LabelsWhatPeopleFillInAndNamesItsTables) {
  const std::string html = Get("/").body;
  EXPECT_THAT(html, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(html, HasSubstr("<label for=\"token\">"));
  EXPECT_THAT(html, HasSubstr("<noscript>"));
  const std::regex header_cell("<th(?! scope=\"col\")[ >]");
  EXPECT_FALSE(std::regex_search(html, header_cell));
  // Each name that the script asks for is there.
  const std::string script = Get("/page/app.js").body;
  const std::regex asked("byId\\(\"([a-z-]+)\"\\)");
  for (auto at = std::sregex_iterator(script.begin(), script.end(), asked);
       at != std::sregex_iterator(); ++at)
    EXPECT_THAT(html, HasSubstr("id=\"" + (*at)[1].str() + "\""));
}

}  // namespace
}  // namespace tandem
