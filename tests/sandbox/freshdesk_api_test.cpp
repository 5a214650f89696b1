#include "tests/sandbox/calling.h"

#include <array>

namespace tandem::sandbox {
namespace {

class FreshdeskCalls : public testing::Test {
 protected:
  Sandbox sandbox_;
  FreshdeskService& desk_ = sandbox_.Freshdesk();
  Api api_ = FreshdeskApi(sandbox_);
  std::int64_t ticket_ = desk_.CustomerCreatesTicket();
  std::string path_ = "/tickets/" + std::to_string(ticket_);
};

TEST_F(FreshdeskCalls, AreRefusedWithoutTheKey) {
  auto stranger = FreshdeskApi(sandbox_, "wrong");
  const auto reply = stranger.Get(path_);
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.Value()["code"].StringOr(""), "invalid_credentials");
  EXPECT_EQ(api_.Send("GET", path_, "", {{"Authorization", ""}}).status, 401);
}

TEST_F(FreshdeskCalls, ReadATicketWithAllItsFields) {
  const auto json = api_.Get(path_).Value();
  EXPECT_EQ(json["id"].Id(), ticket_);
  EXPECT_EQ(json["subject"].StringOr(""), "The printer is on fire");
  EXPECT_EQ(json["description"].StringOr(""), "<div>It burns.</div>");
  EXPECT_EQ(json["description_text"].StringOr(""), "It burns.");
  EXPECT_EQ(json["status"].Integer(), kOpen);
  EXPECT_EQ(json["requester_id"].Id(), kCustomer);
  EXPECT_EQ(json["company_id"].Id(), kCompany);
  EXPECT_EQ(json["spam"].Bool(), false);
  EXPECT_TRUE(FromIso(json["updated_at"].StringOr("")));
  EXPECT_EQ(json["updated_at"].StringOr("").size(), 20U);
}

struct Refused {
  const char* name;
  const char* method;
  const char* path;
  const char* body;
  int status;
  const char* mentions;
};
class FreshdeskRefusals : public FreshdeskCalls, public testing::WithParamInterface<Refused> {};

TEST_P(FreshdeskRefusals, ChangeNothingAndSayWhy) {
  const auto& row = GetParam();
  const auto before = desk_.Ticket(ticket_).updated;
  const auto reply = api_.Send(row.method, row.path, row.body);
  EXPECT_EQ(reply.status, row.status);
  EXPECT_NE(reply.body.find(row.mentions), std::string::npos) << reply.body;
  EXPECT_EQ(desk_.Ticket(ticket_).updated, before);
  const auto writes = sandbox_.Log().Writes();
  EXPECT_TRUE(writes.empty() || !writes.back().applied);
}

constexpr auto kRefused = std::to_array<Refused>({
    {"AnUnknownStatus", "PUT", "/tickets/1", R"({"status":99})", 400, "'2,3,4,5,6,7'"},
    {"AStatusInWords", "PUT", "/tickets/1", R"({"status":"Open"})", 400, "datatype_mismatch"},
    {"AnUnknownPriority", "PUT", "/tickets/1", R"({"priority":5})", 400, "priority"},
    {"AnUnknownField", "PUT", "/tickets/1", R"({"colour":"red"})", 400, "invalid_field"},
    {"AnUnknownCustomField", "PUT", "/tickets/1", R"({"custom_fields":{"cf_x":1}})", 400, "cf_x"},
    {"ATagOf33Characters", "PUT", "/tickets/1", R"({"tags":["123456789012345678901234567890123"]})",
     400, "32 characters"},
    {"TagsThatAreNoList", "PUT", "/tickets/1", R"({"tags":"a"})", 400, "tags"},
    {"ABodyThatIsNoJson", "PUT", "/tickets/1", "{", 400, "invalid_json"},
    {"ANoteWithoutBody", "POST", "/tickets/1/notes", R"({"private":true})", 400, "missing_field"},
    {"ANoteWithAStrangeField", "POST", "/tickets/1/notes", R"({"body":"a","x":1})", 400, "x"},
    {"AMissingTicket", "GET", "/tickets/77", "", 404, ""},
    {"ANoteOnAMissingTicket", "POST", "/tickets/77/notes", R"({"body":"a"})", 404, ""},
    {"AMissingNote", "DELETE", "/conversations/5", "", 404, ""},
    {"AMissingAgent", "GET", "/agents/5", "", 404, ""},
    {"AnUnknownPath", "GET", "/cats", "", 404, ""},
    {"AWrongMethod", "DELETE", "/tickets/1/notes", "", 405, "POST"},
    {"AnUnknownOrder", "GET", "/tickets?order_by=colour", "", 400, "order_by"},
    {"ATimeThatIsNone", "GET", "/tickets?updated_since=yesterday", "", 400, "updated_since"},
    {"APageOf101", "GET", "/tickets?per_page=101", "", 400, "per_page"},
    {"Page301", "GET", "/tickets?page=301", "", 400, "300th page"},
});
INSTANTIATE_TEST_SUITE_P(Of, FreshdeskRefusals, testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

TEST_F(FreshdeskCalls, AnswerAMissingTicketWithAnEmptyBody) {
  EXPECT_EQ(api_.Get("/tickets/77").body, "");
}

TEST_F(FreshdeskCalls, TakeNothingButJson) {
  const auto reply =
      api_.Send("POST", path_ + "/notes", "body=a", {{"Content-Type", "text/plain"}});
  EXPECT_EQ(reply.status, 415);
  EXPECT_TRUE(desk_.Ticket(ticket_).entries.empty());
}

TEST_F(FreshdeskCalls, ReplaceTheWholeSetOfTags) {
  desk_.AgentAddsTag(ticket_, "old");
  const auto reply = api_.Send("PUT", path_, R"({"tags":["a","b","a"]})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(desk_.Ticket(ticket_).tags, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(reply.Value()["tags"].Items().size(), 2U);
}

TEST_F(FreshdeskCalls, LeaveAloneWhatAPutDoesNotName) {
  desk_.AgentAddsTag(ticket_, "kept");
  EXPECT_EQ(api_.Send("PUT", path_, R"({"status":4})").status, 200);
  EXPECT_EQ(desk_.Ticket(ticket_).status, kResolved);
  EXPECT_EQ(desk_.Ticket(ticket_).tags, std::vector<std::string>{"kept"});
}

TEST_F(FreshdeskCalls, MoveUpdatedAtWithEveryWrite) {
  for (const auto& [method, path, body] :
       {std::tuple("PUT", path_, R"({"priority":2})"),
        std::tuple("POST", path_ + "/notes", R"({"body":"a","private":true})")}) {
    const auto before = desk_.Ticket(ticket_).updated;
    sandbox_.Time().Advance(std::chrono::seconds(1));
    EXPECT_LT(api_.Send(method, path, body).status, 300);
    EXPECT_GE(desk_.Ticket(ticket_).updated, before + std::chrono::seconds(1)) << path;
  }
}

TEST_F(FreshdeskCalls, RefuseToWriteToTrashSpamAndArchive) {
  const std::vector<std::function<void(std::int64_t)>> ends = {
      [&](std::int64_t id) { desk_.AgentDeletesTicket(id); },
      [&](std::int64_t id) { desk_.AgentMarksSpam(id); },
      [&](std::int64_t id) { desk_.ArchivesTicket(id); }};
  for (const auto& end : ends) {
    const auto id = desk_.CustomerCreatesTicket();
    const auto note = desk_.AgentAddsPrivateNote(id, "a");
    end(id);
    const auto path = "/tickets/" + std::to_string(id);
    EXPECT_EQ(api_.Send("PUT", path, R"({"status":4})").status, 404);
    EXPECT_EQ(api_.Send("POST", path + "/notes", R"({"body":"a"})").status, 404);
    EXPECT_EQ(api_.Send("PUT", "/conversations/" + std::to_string(note), R"({"body":"b"})").status,
              404);
    EXPECT_EQ(api_.Get(path).status, 200);
  }
}

TEST_F(FreshdeskCalls, ShowATrashedTicketUntilItIsPurged) {
  desk_.AgentDeletesTicket(ticket_);
  EXPECT_EQ(api_.Get(path_).Value()["deleted"].Bool(), true);
  EXPECT_EQ(api_.Get("/tickets").Value().Items().size(), 0U);
  EXPECT_EQ(api_.Get("/tickets?filter=deleted").Value().Items().size(), 1U);
  sandbox_.Time().Advance(std::chrono::days(31));
  EXPECT_EQ(api_.Get(path_).status, 404);
}

TEST_F(FreshdeskCalls, AskForTheFieldsThatClosingRequires) {
  desk_.Configure([](FreshdeskState& state) { state.required_for_closure = {"cf_cause"}; });
  EXPECT_EQ(api_.Send("PUT", path_, R"({"status":3})").status, 200);
  const auto refused = api_.Send("PUT", path_, R"({"status":4})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.Value()["errors"].Items().at(0)["field"].StringOr(""), "cf_cause");
  EXPECT_EQ(api_.Send("PUT", path_, R"({"status":4,"custom_fields":{"cf_cause":"fire"}})").status,
            200);
}

TEST_F(FreshdeskCalls, AddNotesThatArePrivateUnlessToldOtherwise) {
  const auto made = api_.Send("POST", path_ + "/notes", R"({"body":"Hi <!-- x -->you"})");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.Value()["private"].Bool(), true);
  EXPECT_EQ(made.Value()["source"].Integer(), kNoteSource);
  EXPECT_EQ(made.Value()["user_id"].Id(), kBotAgent);
  EXPECT_EQ(made.Value()["body"].StringOr(""), "<div>Hi you</div>");
  EXPECT_EQ(made.Value()["body_text"].StringOr(""), "Hi you");
  const auto open = api_.Send("POST", path_ + "/notes", R"({"body":"a","private":false})");
  EXPECT_EQ(open.Value()["private"].Bool(), false);
}

TEST_F(FreshdeskCalls, EditAndDeleteNotesOnly) {
  const auto note = "/conversations/" + std::to_string(desk_.AgentAddsPrivateNote(ticket_, "a"));
  const auto reply = "/conversations/" + std::to_string(desk_.AgentReplies(ticket_, "a"));
  EXPECT_EQ(api_.Send("PUT", note, R"({"body":"b"})").status, 200);
  EXPECT_EQ(desk_.Ticket(ticket_).entries[0].html, "<div>b</div>");
  EXPECT_EQ(api_.Send("DELETE", note).status, 204);
  EXPECT_EQ(api_.Send("PUT", reply, R"({"body":"b"})").status, 403);
  EXPECT_EQ(api_.Send("DELETE", reply).status, 403);
  EXPECT_EQ(desk_.Ticket(ticket_).entries.size(), 1U);
}

TEST_F(FreshdeskCalls, PageConversationsWithALinkToTheNextPage) {
  for (int i = 0; i < 35; ++i) desk_.AgentAddsPrivateNote(ticket_, std::to_string(i));
  const auto first = api_.Get(path_ + "/conversations");
  EXPECT_EQ(first.Value().Items().size(), 30U);
  EXPECT_EQ(first.Header("Link"), "<" + sandbox_.FreshdeskUrl() + "/api/v2" + path_ +
                                      "/conversations?page=2>; rel=\"next\"");
  const auto second = api_.Get(path_ + "/conversations?page=2");
  EXPECT_EQ(second.Value().Items().size(), 5U);
  EXPECT_EQ(second.Header("Link"), "");
  const auto embedded = api_.Get(path_ + "?include=conversations");
  EXPECT_EQ(embedded.Value()["conversations"].Items().size(), 10U);
}

TEST_F(FreshdeskCalls, ListTicketsByTheirChange) {
  sandbox_.Time().Advance(std::chrono::seconds(10));
  const auto second = desk_.CustomerCreatesTicket();
  const auto since = ToIso(sandbox_.Time().Now());
  sandbox_.Time().Advance(std::chrono::seconds(10));
  desk_.AgentAddsPrivateNote(ticket_, "now it is the newest");
  const auto list = api_.Get("/tickets?updated_since=" + since +
                             "&order_by=updated_at&order_type=asc&per_page=100")
                        .Value();
  ASSERT_EQ(list.Items().size(), 2U);
  EXPECT_EQ(list.Items()[0]["id"].Id(), second);
  EXPECT_EQ(list.Items()[1]["id"].Id(), ticket_);
  EXPECT_TRUE(list.Items()[0]["description"].IsNull());
  EXPECT_EQ(api_.Get("/tickets").Value().Items().at(0)["id"].Id(), second);
}

TEST_F(FreshdeskCalls, GiveUpListingAfter300Pages) {
  for (int i = 0; i < 301; ++i) desk_.CustomerCreatesTicket();
  const auto last = api_.Get("/tickets?per_page=1&page=300");
  EXPECT_EQ(last.Value().Items().size(), 1U);
  EXPECT_NE(last.Header("Link").find("page=301"), std::string::npos);
  EXPECT_EQ(api_.Get("/tickets?per_page=1&page=301").status, 400);
}

TEST_F(FreshdeskCalls, ListOnlyTheLast30DaysUnlessAskedForMore) {
  const auto since = ToIso(sandbox_.Time().Now());
  sandbox_.Time().Advance(std::chrono::days(31));
  EXPECT_EQ(api_.Get("/tickets").Value().Items().size(), 0U);
  EXPECT_EQ(api_.Get("/tickets?updated_since=" + since).Value().Items().size(), 1U);
}

TEST_F(FreshdeskCalls, MissFreshObjectsInListsWhileTheyLag) {
  desk_.AgentAddsPrivateNote(ticket_, "a");
  desk_.Configure([](FreshdeskState& state) { state.list_lag = std::chrono::seconds(60); });
  EXPECT_EQ(api_.Get("/tickets").Value().Items().size(), 0U);
  EXPECT_EQ(api_.Get(path_ + "/conversations").Value().Items().size(), 0U);
  EXPECT_EQ(api_.Get(path_).status, 200);
  sandbox_.Time().Advance(std::chrono::seconds(61));
  EXPECT_EQ(api_.Get("/tickets").Value().Items().size(), 1U);
  EXPECT_EQ(api_.Get(path_ + "/conversations").Value().Items().size(), 1U);
}

TEST_F(FreshdeskCalls, TellWhoIsWho) {
  EXPECT_EQ(api_.Get("/agents/me").Value()["contact"]["name"].StringOr(""), "Tandem");
  const auto steward = api_.Get("/agents/" + std::to_string(kStewardAgent)).Value();
  EXPECT_EQ(steward["contact"]["email"].StringOr(""), "sam@acme.org");
  const auto customer = api_.Get("/contacts/" + std::to_string(kCustomer)).Value();
  EXPECT_EQ(customer["name"].StringOr(""), "Carla Customer");
  EXPECT_EQ(customer["mobile"].StringOr(""), "+49 171 5550199");
  EXPECT_EQ(customer["other_emails"].Items().size(), 1U);
  EXPECT_EQ(api_.Get("/contacts/" + std::to_string(kStewardAgent)).status, 404);
  const auto company = api_.Get("/companies/" + std::to_string(kCompany)).Value();
  EXPECT_EQ(company["name"].StringOr(""), "Umbrella Ltd");
}

TEST_F(FreshdeskCalls, NameTheStatusesAndGroups) {
  const auto fields = api_.Get("/ticket_fields").Value();
  const auto choices = [&](const char* type) {
    for (const auto& field : fields.Items())
      if (field["type"].StringOr("") == type) return field["choices"];
    return Json();
  };
  EXPECT_EQ(choices("default_status")["6"].Items().at(0).StringOr(""), "Waiting on Customer");
  EXPECT_EQ(choices("default_group")["Infrastructure"].Id(), kGroup);
}

TEST_F(FreshdeskCalls, CountAgainstALimitAndWaitWhenItIsUsedUp) {
  desk_.Limit({3, std::chrono::minutes(1)});
  const auto first = api_.Get(path_ + "?include=conversations");
  EXPECT_EQ(first.Header("X-RateLimit-Total"), "3");
  EXPECT_EQ(first.Header("X-RateLimit-Remaining"), "1");
  EXPECT_EQ(first.Header("X-RateLimit-Used-CurrentRequest"), "2");
  EXPECT_EQ(api_.Get(path_).Header("X-RateLimit-Remaining"), "0");
  const auto refused = api_.Send("PUT", path_, R"({"status":4})");
  EXPECT_EQ(refused.status, 429);
  EXPECT_TRUE(ReadNumber(refused.Header("Retry-After")));
  EXPECT_EQ(desk_.Ticket(ticket_).status, kOpen);
}

TEST_F(FreshdeskCalls, AreAllowedAgainInTheNextWindow) {
  desk_.Limit({1, std::chrono::milliseconds(100)});
  const auto allowed = [&] { return api_.Get(path_).status == 200; };
  EXPECT_TRUE(allowed());
  EXPECT_TRUE(Sandbox::WaitUntil(allowed, std::chrono::seconds(5)));
}

TEST_F(FreshdeskCalls, MakeAViolationOfWhatReachesTheCustomer) {
  api_.Send("POST", path_ + "/notes", R"({"body":"among us","private":true})");
  EXPECT_TRUE(sandbox_.Log().Violations().empty());
  api_.Send("POST", path_ + "/reply", R"({"body":"Dear customer"})");
  ASSERT_EQ(sandbox_.Log().Violations().size(), 1U);
  EXPECT_NE(sandbox_.Log().Violations()[0].find(path_), std::string::npos);
  api_.Send("POST", path_ + "/notes", R"({"body":"Dear customer","private":false})");
  api_.Send("POST", "/contacts", R"({"name":"Dear customer"})");
  EXPECT_EQ(sandbox_.Log().Violations().size(), 3U);
}

TEST(FreshdeskKey, MayBelongToAPerson) {
  SandboxSettings settings;
  settings.key_agent = kStewardAgent;
  Sandbox sandbox(settings);
  auto api = FreshdeskApi(sandbox);
  const auto ticket = sandbox.Freshdesk().CustomerCreatesTicket();
  const auto path = "/tickets/" + std::to_string(ticket) + "/notes";
  EXPECT_EQ(api.Send("POST", path, R"({"body":"a"})").Value()["user_id"].Id(), kStewardAgent);
  EXPECT_EQ(api.Get("/agents/me").Value()["id"].Id(), kStewardAgent);
}

}  // namespace
}  // namespace tandem::sandbox
