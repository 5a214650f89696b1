// The API on a real Redis, without a server and without services: requests in, answers out. Not
// thread-safe.
#pragma once

#include "gateway/api.h"
#include "gateway/json.h"
#include "gateway/router.h"
#include "tests/gateway/filled_link.h"
#include "tests/gateway/store_bench.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <string>
#include <vector>

namespace tandem {

struct ApiBench : StoreBench {
  ApiBench() {
    config.freshdesk.url = "https://acme.freshdesk.com";
    Rule rule;
    rule.name = rule.tag = "github";
    rule.repository = "acme/infrastructure";
    Rule off = rule;
    off.tag = "off";
    off.repository = "acme/off";
    off.enabled = false;
    config.rules = {rule, off};
    AddApiRoutes(router, gate, parts);
    ApiRoutes routes(router, gate);
    AddUnlinkRoute(routes, parts);
    AddWithdrawRoute(routes, parts);
  }

  ServerResponse Ask(const std::string& method, const std::string& path,
                     const std::string& body = {},
                     const ServerHeaders& headers = {{"Content-Type", "application/json"}}) {
    const auto question = path.find('?');
    ServerRequest request;
    request.method = method;
    request.path = path.substr(0, question);
    if (question != std::string::npos) request.query = path.substr(question + 1);
    request.headers = headers;
    request.headers.emplace_back("Authorization", "Bearer t0ken");
    request.body = body;
    request.remote_address = "192.0.2.1";
    return router.Answer(request);
  }
  Json Got(const std::string& path) {
    const ServerResponse response = Ask("GET", path);
    EXPECT_EQ(response.status, 200) << path << " " << response.body;
    const auto json = Json::Parse(response.body);
    EXPECT_TRUE(json.ok()) << response.body;
    return json.ok() ? *json : Json();
  }
  // A link with this ticket, in step and without dirt; the lane is free.
  Link MakeLink(std::int64_t ticket, const IssueRef& issue = FilledLink().issue) {
    const auto outcome = store.Join(LeaseOf(KeyOf(TicketId{ticket})), TicketId{ticket}, issue, {});
    const Lease lease = std::get<Joined>(*outcome).lease;
    const Link before = **store.ReadLink(issue.id);
    Link after = before;
    after.rule = "github";
    after.last_synced = Time(1'769'860'800'000ms);
    after.issue_memory.fields["state"] = {"open", "open", {}};
    after.tickets[TicketId{ticket}].fresh = false;
    after.tickets[TicketId{ticket}].status = 2;
    EXPECT_TRUE(store.Save(lease, before, after, {{"d1", lease.lane.text, "did", "a thing"}}).ok());
    EXPECT_TRUE(Finish(lease));
    return after;
  }

  Config config{};
  int rings = 0;
  std::vector<TicketId> previews{};
  std::size_t stops_after = std::numeric_limits<std::size_t>::max();  // so many previews
  Result<Previewed> previewed{Previewed{{}, "both sides are in step", {}}};
  ApiGate gate{{Secret("t0ken"), {}, std::chrono::steady_clock::now, {}}};
  ApiParts parts{config,
                 queue,
                 store,
                 [this](TicketId ticket) {
                   previews.push_back(ticket);
                   return previewed;
                 },
                 [] {
                   return std::map<int, std::string>{{2, "Open"}};
                 },
                 [this] { ++rings; },
                 [this] { return previews.size() >= stops_after; }};
  Router router{};
};

inline std::string DetailOf(const ServerResponse& response) {
  const auto json = Json::Parse(response.body);
  return json.ok() ? (*json)["detail"].StringOr("") : "";
}

}  // namespace tandem
