// What anybody may send, as one table: each row is sent over a socket to the running gateway and
// gets the answer that it names; afterwards the process lives, has its memory back, and has logged
// nothing that a stranger chose.

#include "tests/gateway/raw_client.h"
#include "tests/sandbox/encoding.h"
#include "tests/scenarios/broken_bodies.h"
#include "tests/scenarios/knocking.h"
#include "tests/scenarios/process_costs.h"

#include <algorithm>
#include <functional>
#include <list>
#include <sstream>
#include <thread>

namespace tandem::sandbox {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using tandem::testing::RawClient;

// Stands in whatever a stranger chooses: in paths, headers and bodies.
const std::string kStranger = "Str4nger";
constexpr std::size_t kMaxBody = std::size_t{2} * 1024 * 1024;

// What is sent, and what may come back: any of the statuses, or any 4xx or 5xx where none is named;
// and whether the connection is closed then.
struct Row {
  std::string what{};
  std::string bytes{};
  std::vector<int> statuses{};
  bool closed = false;
};

std::string Post(const std::string& path, Headers headers, const std::string& body) {
  headers.emplace_back("Content-Length", std::to_string(body.size()));
  return Head("POST", path, headers) + body;
}

std::string Chunked(const std::string& body) {
  std::ostringstream text;
  text << std::hex << body.size() << "\r\n" << body << "\r\n0\r\n\r\n";
  return text.str();
}

std::string PostChunked(const std::string& path, Headers headers, const std::string& body) {
  headers.emplace_back("Transfer-Encoding", "chunked");
  return Head("POST", path, headers) + Chunked(body);
}

std::string Github(const std::string& body, const std::string& event = "issues") {
  return Post("/webhooks/github", Signed(event, body), body);
}

// A small payload that marks an issue, with something else in place of a part of its text.
std::string Small(const std::string& part = {}, const std::string& other = {}) {
  std::string text =
      R"({"action":"created","issue":{"id":1,"number":2,"title":"t","labels":[],"user":{"id":3}},)"
      R"("comment":{"id":4,"user":{"id":5}},)"
      R"("repository":{"id":701,"full_name":"acme/infrastructure"}})";
  return part.empty() ? text : text.replace(text.find(part), part.size(), other);
}

std::string GithubComment(const std::string& part, const std::string& other) {
  return Github(Small(part, other), "issue_comment");
}

void AddSignatures(std::vector<Row>& rows) {
  const std::string body = R"({"zen":")" + kStranger + "\"}";
  const Headers good = Signed("star", body);
  const std::string whole = Signature("github-secret", body);
  const auto with = [&](const std::string& value) {
    return Post("/webhooks/github", With(good, "X-Hub-Signature-256", value), body);
  };
  Headers sha1 = Without(good, "X-Hub-Signature-256");
  sha1.emplace_back("X-Hub-Signature", "sha1=" + whole.substr(7, 40));
  Headers two = good;
  two.emplace_back("X-Hub-Signature-256", whole);
  const std::string hex = whole.substr(7);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"no signature", Post("/webhooks/github", Without(good, "X-Hub-Signature-256"), body)},
      {"an empty signature", with("")},
      {"SHA-1 only", Post("/webhooks/github", sha1, body)},
      {"63 digits", with("sha256=" + hex.substr(1))},
      {"65 digits", with(whole + "0")},
      {"no hexadecimal", with("sha256=" + std::string(63, 'g') + "0")},
      {"an event and an id of a stranger's own",
       Post("/webhooks/github",
            With(With(With(good, "X-GitHub-Event", kStranger), "X-GitHub-Delivery", kStranger),
                 "X-Hub-Signature-256", Signature(kStranger, body)),
            body)},
      {"a wrong signature", with(Signature(kStranger, body))},
      {"two signature headers", Post("/webhooks/github", two, body)},
      {"sha512=", with("sha512=" + hex)},
      {"a signature of body and newline", with(Signature("github-secret", body + "\n"))},
      {"a Freshdesk secret missing", Post("/webhooks/freshdesk/1", {}, body)},
      {"a Freshdesk secret wrong, of the right length",
       Post("/webhooks/freshdesk/1", {{"X-Tandem-Secret", "freshdesk-secreT"}}, body)},
      {"a Freshdesk secret in the query only",
       Post("/webhooks/freshdesk/1?secret=freshdesk-secret", {}, body)}};
  for (const auto& [what, bytes] : cases) rows.push_back({what, bytes, {401}, false});
  rows.push_back(
      {"the older of two secrets",
       Post("/webhooks/github", Signed("issue_comment", Small(), "older-secret"), Small()),
       {202},
       false});
}

void AddHeaders(std::vector<Row>& rows) {
  const std::string body = "{}";
  const Headers good = Signed("star", body);
  const auto post = [&](const Headers& headers) { return Post("/webhooks/github", headers, body); };
  rows.push_back({"no event", post(Without(good, "X-GitHub-Event")), {400}, false});
  rows.push_back({"no delivery id", post(Without(good, "X-GitHub-Delivery")), {400}, false});
  rows.push_back({"an id of 10 kB",
                  post(With(good, "X-GitHub-Delivery", std::string(10'240, 'a'))),
                  {400},
                  false});
  rows.push_back({"an id over the line's limit",
                  post(With(good, "X-GitHub-Delivery", std::string(13'000, 'a'))),
                  {431},
                  true});
  for (const char* type : {"application/x-www-form-urlencoded", "text/plain", "text/json", ""})
    rows.push_back(
        {std::string("type ") + type, post(With(good, "Content-Type", type)), {415}, false});
  rows.push_back({"gzip", post(With(good, "Content-Encoding", "gzip")), {415}, true});
  rows.push_back({"Expect, and no body until it is answered",
                  Head("POST", "/webhooks/github",
                       With(With(good, "Expect", "100-continue"), "Content-Length", "2")),
                  {400},
                  true});
}

void AddBodies(std::vector<Row>& rows) {
  const Headers desk = {{"X-Tandem-Secret", "freshdesk-secret"}};
  for (const auto& [what, body] : BrokenBodies()) {
    rows.push_back({what + ", from GitHub", Github(body), {400}, false});
    rows.push_back(
        {what + ", from Freshdesk", Post("/webhooks/freshdesk/7", desk, body), {202}, false});
    rows.push_back({what + ", from Freshdesk, no ticket",
                    Post("/webhooks/freshdesk", desk, body),
                    {202},
                    false});
  }
}

void AddValues(std::vector<Row>& rows) {
  for (const std::string& id :
       {std::string("0"), std::string("-1"), std::string("1.5"), std::string("1e3"),
        std::string("9007199254740993"), std::string("18446744073709551616"),
        "1" + std::string(400, '0'), std::string("null"), std::string("{}")}) {
    for (const char* part : {R"("id":1)", R"("number":2)", R"("id":4)", R"("id":701)"}) {
      const std::string name(part, std::string_view(part).find(':') + 1);
      rows.push_back(
          {part + (" as " + id.substr(0, 20)), GithubComment(part, name + id), {200}, false});
    }
  }
  rows.push_back({"issue: null",
                  Github(R"({"action":"opened","issue":null,"repository":{"id":701}})"),
                  {200},
                  false});
  rows.push_back({"labels: {}", GithubComment("[]", "{}"), {200}, false});
  for (const char* user : {R"("user":{"id":3})", R"("user":{"id":5})"})
    rows.push_back(
        {user + std::string(" is null"), GithubComment(user, R"("user":null)"), {202}, false});
  std::string marks;
  for (int i = 0; i < 10'000; ++i) marks += "\xcc\x81";
  for (const std::string& title :
       {std::string(1'000'000, 'a'), std::string("\xf0\x9f\x98\x80\xe2\x80\xae"), marks,
        std::string("\\u0000"), std::string("%s%n \\r\\n{{x}} *?[a] return redis.call('x')")}) {
    rows.push_back({"title " + title.substr(0, 12),
                    GithubComment(R"("t")", "\"" + title + "\""),
                    {202},
                    false});
  }
}

void AddSizes(std::vector<Row>& rows) {
  const std::string padding(kMaxBody, ' ');
  const std::string at_limit = Small() + padding.substr(Small().size());
  const std::string over = at_limit + " ";
  const auto good = [&] { return Signed("issue_comment", at_limit); };
  rows.push_back({"a body at the limit", Post("/webhooks/github", good(), at_limit), {202}, false});
  rows.push_back(
      {"at the limit, chunked", PostChunked("/webhooks/github", good(), at_limit), {202}, false});
  const Headers more = Signed("issue_comment", over);
  rows.push_back({"one over", Post("/webhooks/github", more, over), {413}, true});
  rows.push_back({"one over, chunked", PostChunked("/webhooks/github", more, over), {413}, true});
  Headers desk = {{"X-Tandem-Secret", "freshdesk-secret"}};
  rows.push_back(
      {"one over, from Freshdesk", Post("/webhooks/freshdesk/7", desk, over), {202}, true});
}

void AddFraming(std::vector<Row>& rows) {
  const std::string path = "/webhooks/github";
  const auto raw = [&](const std::string& headers, const std::string& body) {
    return "POST " + path + " HTTP/1.1\r\nHost: " + kStranger + "\r\n" + headers + "\r\n" + body;
  };
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const std::string nul(1, '\0');
  std::string many;
  for (int i = 0; i < 200; ++i) many += "X-" + std::to_string(i) + ": " + kStranger + "\r\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a negative length", raw("Content-Length: -5\r\n", "abcde")},
      {"+5", raw("Content-Length: +5\r\n", "abcde")},
      {"5,5", raw("Content-Length: 5,5\r\n", "abcde")},
      {"a hexadecimal length", raw("Content-Length: 0x5\r\n", "abcde")},
      {"two lengths", raw("Content-Length: 5\r\nContent-Length: 6\r\n", "abcdef")},
      {"a length and chunks", raw("Content-Length: 5\r\n" + chunked, "0\r\n\r\n")},
      {"a chunk overflow", raw(chunked, "fffffffffffffffff\r\na\r\n")},
      {"a negative chunk", raw(chunked, "-2\r\na\r\n")},
      {"obs-fold", raw("X: a\r\n " + kStranger + "\r\nContent-Length: 0\r\n", "")},
      {"NUL", raw("X: " + kStranger + nul + "\r\nContent-Length: 0\r\n", "")},
      {"a bare CR", raw("X: a\rb\r\nContent-Length: 0\r\n", "")},
      {"a space before the colon", raw("Content-Length : 0\r\n", "")},
      {"a 20 kB header line", raw("X: " + std::string(20'000, 'a') + "\r\n", "")},
      {"200 headers", raw(many + "Content-Length: 0\r\n", "")},
      {"a 10 kB URI", "GET /" + kStranger + std::string(10'000, 'a') + " HTTP/1.1\r\n\r\n"},
      {"no HTTP at all", kStranger + "\r\n\r\n"},
      {"TLS", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15)}};
  for (const auto& [what, bytes] : cases) rows.push_back({what, bytes, {}, true});
}

void AddPaths(std::vector<Row>& rows) {
  for (const char* method : {"GET", "PUT", "OPTIONS"}) {
    Headers headers;
    if (std::string(method) == "PUT") headers = {{"Content-Length", "0"}};
    rows.push_back({std::string(method) + " on a webhook",
                    Head(method, "/webhooks/github", headers),
                    {405},
                    false});
  }
  for (const std::string& path :
       {"/" + kStranger, std::string("//"), std::string("/../api"), std::string("/%2e%2e"),
        std::string("/%00"), std::string("/%zz"), std::string("/api/%2e%2e/links")})
    rows.push_back({path, Head("GET", path, {}), {404, 400}, false});
  const std::string cookie = "tandem_session=1." + kStranger + ".2";
  rows.push_back({"/api without a token", Head("GET", "/api/links", {}), {401}, false});
  rows.push_back({"/api with a wrong one",
                  Head("GET", "/api/links", {{"Authorization", "Bearer " + kStranger}}),
                  {401},
                  false});
  rows.push_back({"/api with a forged session",
                  Head("GET", "/api/links", {{"Cookie", cookie}}),
                  {401},
                  false});
}

std::vector<Row> Table() {
  std::vector<Row> rows;
  for (const auto add :
       {AddSignatures, AddHeaders, AddBodies, AddValues, AddSizes, AddFraming, AddPaths})
    add(rows);
  return rows;
}

void Send(Story& story, const Row& row, std::uint8_t from) {
  SCOPED_TRACE(row.what);
  RawClient client(PortOf(story), from);
  // A server that has said no may close before it has read all.
  client.Send(row.bytes);
  const std::string answer = client.ReadAnswer();
  const int status = StatusOf(answer);
  if (row.statuses.empty()) {
    EXPECT_GE(status, 400);
  } else {
    EXPECT_TRUE(std::count(row.statuses.begin(), row.statuses.end(), status) > 0) << status;
  }
  if (status == 405) {
    EXPECT_EQ(HeaderOf(answer, "Allow"), "POST");
  }
  if (row.closed) {
    EXPECT_EQ(client.ReadAnswer(), "") << "what follows is not taken for a request";
    EXPECT_TRUE(client.IsClosed());
  }
}

void TwoSecrets(Json& configuration) {
  Json github = configuration["github"];
  github.Set("webhook_secret", Json(Json::Array{"github-secret", "older-secret"}));
  configuration.Set("github", github).Set("log", Json(Json::Object{{"level", "trace"}}));
}

TEST(EachRowOfTheInputTable, IsAnsweredAsItSaysAndLeavesNothingBehind) {
  Story story(TwoSecrets);
  ASSERT_GT(Table().size(), 110U);
  // What one good webhook sets up is no growth; all that strangers leave is.
  ASSERT_EQ(Hook(story, Signed("issue_comment", Small()), Small()), 202);
  const std::size_t before = ResidentBytes(story.gateway().id());
  // Each from another address than its neighbours, so that none guesses too often.
  constexpr std::size_t kAddresses = 200;
  std::size_t sent = 0;
  for (int round = 0; round < 4; ++round) {
    for (const Row& row : Table())
      Send(story, row, static_cast<std::uint8_t>(1 + sent++ % kAddresses));
  }
  EXPECT_TRUE(Alive(story));
  if (CostsCount()) {
    EXPECT_LT(ResidentBytes(story.gateway().id()), before + 24'000'000);
  }
  const std::string log = LogOf(story);
  ASSERT_NE(log.find(" debug "), std::string::npos) << "what strangers bring about is there";
  const auto at = log.find(kStranger);
  EXPECT_EQ(at, std::string::npos) << log.substr(at < 200 ? 0 : at - 200, 400);
  EXPECT_EQ(log.find("freshdesk-secret"), std::string::npos);
}

TEST(WhatIsOnlyBegun, IsGivenUpAtItsDeadlineHoweverItDrips) {
  Story story;
  const std::string head = "POST /webhooks/github HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n";
  struct Slow {
    std::string begin{};
    std::string drip{};
  };
  std::list<RawClient> clients;
  const std::vector<Slow> all = {{"POST /webhooks/github HTTP/1.1\r\nX: ", "x"},
                                 {head, "x"},
                                 {head + "{", ""},  // and then silence
                                 {"", ""}};
  for (const Slow& slow : all) {
    clients.emplace_back(PortOf(story));
    clients.back().Send(slow.begin);
  }
  EXPECT_TRUE(story.Soon(
      [&] {
        auto slow = all.begin();
        for (RawClient& client : clients) client.Send((slow++)->drip);
        return std::all_of(clients.begin(), clients.end(),
                           [](RawClient& client) { return client.HasNews(); });
      },
      std::chrono::seconds(40)));
  auto client = clients.begin();
  EXPECT_EQ(client++->ReadStatus(), 408);
  EXPECT_EQ(client++->ReadStatus(), 408);
  EXPECT_EQ(client++->ReadStatus(), 408);
  EXPECT_EQ(client->ReadStatus(), 0) << "whoever says nothing is told nothing";
  for (RawClient& each : clients) EXPECT_TRUE(each.IsClosed());
}

// A byte of each every quarter of a second, within the time that a head may take (5 s).
constexpr int kRounds = 18;
constexpr milliseconds kBetween{250};

TEST(ThreeHundredClientsThatDrip, KeepNoSignedWebhookWaitingForASecond) {
  Story story;
  std::list<RawClient> slow;
  const auto drip = [&] {
    for (RawClient& client : slow) client.Send("x");
  };
  for (int i = 0; i < 300; ++i) {
    // Some from one address, the others from many.
    slow.emplace_back(PortOf(story), static_cast<std::uint8_t>(i < 150 ? 1 : 2 + i % 100));
    slow.back().Send(i % 2 == 0 ? "GET / HTTP/1.1\r\nX: "
                                : "POST /webhooks/github HTTP/1.1\r\nContent-Length: 1000\r\n\r\n");
  }
  std::vector<milliseconds> waits;
  auto next = steady_clock::now();
  for (int round = 0; round < kRounds; ++round) {
    std::this_thread::sleep_until(next);
    next += kBetween;
    drip();
    const auto sent = steady_clock::now();
    RawClient good(PortOf(story));
    good.Send(Github(Small(), "issue_comment"));
    EXPECT_TRUE(story.Soon([&] { return good.HasNews(); }, std::chrono::seconds(10)));
    waits.push_back(duration_cast<milliseconds>(steady_clock::now() - sent));
    EXPECT_EQ(good.ReadStatus(), 202);
  }
  const auto longest = *std::max_element(waits.begin(), waits.end());
  EXPECT_LE(longest.count(), 1'000) << "ms";
  const auto given_up =
      std::count_if(slow.begin(), slow.end(), [](RawClient& client) { return client.HasNews(); });
  EXPECT_LT(given_up, 60) << "those beyond what one address may have";
}

TEST(AHundredRequestsInOneGo, AreAnsweredInOrder) {
  Story story;
  std::string bytes;
  for (int i = 0; i < 100; ++i)
    bytes += i % 2 == 0 ? Github("{}", "star") : Head("GET", "/nowhere", {});
  RawClient client(PortOf(story));
  client.Send(bytes);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.ReadStatus(), i % 2 == 0 ? 200 : 404) << i;
}

}  // namespace
}  // namespace tandem::sandbox
