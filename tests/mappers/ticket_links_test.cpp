#include "mappers/ticket_links.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(TicketLinks, FindsTheAccountsTicketsAndNoOthers) {
  struct Case {
    std::string text;
    std::vector<std::int64_t> ids;
  };
  const std::vector<Case> cases = {
      {"https://acme.freshdesk.com/a/tickets/12", {12}},
      {"see http://ACME.Freshdesk.com/helpdesk/tickets/7/ and text", {7}},
      {"[t](https://acme.freshdesk.com/a/tickets/1?x=y#z) <https://acme.freshdesk.com/a/tickets/2>",
       {1, 2}},
      {"https://acme.freshdesk.com/a/tickets/3, https://acme.freshdesk.com/a/tickets/3.", {3}},
      {"https://acme.freshdesk.com:443/a/tickets/9", {9}},
      {"2 https://acme.freshdesk.com/a/tickets/2 1 https://acme.freshdesk.com/a/tickets/1", {2, 1}},
      {"https://acme.freshdesk.com/a/tickets/9007199254740992", {9007199254740992}},
      {"https://acme.freshdesk.com/a/tickets/9007199254740993", {}},
      {"https://acme.freshdesk.com/a/tickets/99999999999999999999", {}},
      {"https://acme.freshdesk.com/a/tickets/0 https://acme.freshdesk.com/a/tickets/", {}},
      {"https://acme.freshdesk.com/a/tickets/12a https://acme.freshdesk.com/a/tickets/new", {}},
      {"https://evil-acme.freshdesk.com/a/tickets/1", {}},
      {"https://acme.freshdesk.com.evil.org/a/tickets/1", {}},
      {"https://evil.org/https://acme.freshdesk.com/a/tickets/1", {}},
      {"https://evil.org/?u=https://acme.freshdesk.com/a/tickets/1", {}},
      {"https://acme.freshdesk.com@evil.org/a/tickets/1", {}},
      {"https://evil.org@acme.freshdesk.com/a/tickets/1", {}},
      {"https://acme.freshdesk.com:8443/a/tickets/1", {}},
      {"acme.freshdesk.com/a/tickets/1 xhttps://acme.freshdesk.com/a/tickets/1", {}},
      {"<!-- https://acme.freshdesk.com/a/tickets/1 --> https://acme.freshdesk.com/a/tickets/2",
       {2}},
      {"a\n<!-- https://acme.freshdesk.com/a/tickets/1", {}},
      {"a <!-- https://acme.freshdesk.com/a/tickets/1", {1}},
      {"https://acme.freshdesk.com/a/contacts/1", {}},
      {"", {}},
  };
  for (const Case& one : cases) {
    std::vector<std::int64_t> ids;
    for (const TicketId id : TicketsNamedIn(one.text, "https://acme.freshdesk.com/"))
      ids.push_back(id.value);
    EXPECT_EQ(ids, one.ids) << one.text;
  }
}

TEST(TicketLinks, ReadsAnIssuesAddress) {
  const auto read = [](const char* url) {
    const auto issue = ParseIssueUrl(url, "https://github.com");
    return issue ? issue->repository + "#" + std::to_string(issue->number) : "nothing";
  };
  EXPECT_EQ(read("https://github.com/acme/infra.structure_1/issues/12"),
            "acme/infra.structure_1#12");
  EXPECT_EQ(read(" <http://GitHub.com/acme/x/issues/1/?a=b#issuecomment-5> "), "acme/x#1");
  for (const char* url :
       {"https://github.com/acme/x/pull/1", "https://github.com/acme/x/issues/", "x",
        "https://github.com/acme/x/issues/1a", "https://github.com/acme/../issues/1",
        "https://github.com/acme/x/issues/1 more", "https://evil.org/acme/x/issues/1",
        "https://github.com.evil.org/acme/x/issues/1", "https://github.com/acme/x/y/issues/1",
        "https://github.com/acme/x/issues/0", "acme/x#1", ""}) {
    EXPECT_EQ(read(url), "nothing") << url;
  }
}

}  // namespace
}  // namespace tandem
