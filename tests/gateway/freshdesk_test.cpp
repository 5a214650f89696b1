#include "gateway/budget.h"
#include "gateway/directory.h"
#include "gateway/freshdesk_json.h"
#include "gateway/http_freshdesk.h"
#include "gateway/marker.h"
#include "gateway/time_text.h"
#include "gateway/upstream.h"
#include "tests/gateway/scripted_server.h"

#include <gtest/gtest.h>

#include <array>
#include <gmock/gmock.h>

namespace tandem {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

Json Parse(const std::string& text) {
  auto json = Json::Parse(text);
  EXPECT_TRUE(json.ok()) << text;
  return json.ok() ? *json : Json();
}

// The client against a server that gives these answers, one after another.
struct Fixture {
  explicit Fixture(std::vector<std::string> answers) : server({Answering(std::move(answers))}) {}
  std::string Path(std::size_t index) const { return server.Path(index); }
  std::string Body(std::size_t index) const { return server.Body(index); }

  ScriptedServer server;
  Budget budget{Service::kFreshdesk, 0.8};
  Upstream upstream{server.Url(),
                    [] {
                      return std::vector<std::pair<std::string, std::string>>{
                          {"Authorization", "Basic a2V5Olg="}};
                    },
                    budget,
                    {}};
  HttpFreshdesk freshdesk{upstream};
};

std::string NoteText(int id, const std::string& more = "") {
  return R"({"id":)" + std::to_string(id) +
         R"(,"ticket_id":7,"body":"x","source":2,"private":true,"created_at":"2026-01-31T12:00:00Z")" +
         more + "}";
}

std::string NotesText(int from, int count) {
  std::string text = "[";
  for (int id = from; id < from + count; ++id) text += (id == from ? "" : ",") + NoteText(id);
  return text + "]";
}

TEST(FreshdeskJson, ReadsATicketInFull) {
  const auto ticket = ReadTicketJson(Parse(R"({"id":7,"subject":"s","description":"<p>d</p>",
    "type":"Question","status":6,"priority":3,"group_id":44,"company_id":55,"tags":["a",null,"b",1],
    "attachments":[{"name":"f.txt","size":12,"attachment_url":"https://x"},null],"spam":true,
    "deleted":true,"updated_at":"2026-01-31T13:00:00+01:00","requester_id":1})"));
  ASSERT_TRUE(ticket);
  Ticket expected;
  expected.id = {7};
  expected.subject = "s";
  expected.html = "<p>d</p>";
  expected.type = "Question";
  expected.group_id = 44;
  expected.company_id = 55;
  expected.requester.id = {1};
  expected.status = 6;
  expected.priority = 3;
  expected.tags = {"a", "b"};
  expected.attachments = {{"f.txt", 12}};
  expected.spam = true;
  expected.deleted = true;
  expected.updated_at = *ParseTime("2026-01-31T12:00:00Z");
  EXPECT_EQ(*ticket, expected);
}

TEST(FreshdeskJson, ReadsATicketWithoutAnythingOptionalOrWithWrongTypes) {
  Ticket bare;
  bare.id = {7};
  for (const char* text :
       {R"({"id":7})",
        R"({"id":7,"subject":null,"type":null,"status":null,"tags":null,"group_id":null})",
        R"({"id":7,"subject":1,"description":{},"type":[],"status":"2","priority":1.5,"tags":{},
            "attachments":"x","spam":"true","deleted":1,"updated_at":0,"group_id":-1})",
        R"({"id":7,"status":99999999999,"priority":-3,"updated_at":"yesterday"})"}) {
    const auto ticket = ReadTicketJson(Parse(text));
    ASSERT_TRUE(ticket) << text;
    EXPECT_EQ(*ticket, bare) << text;
  }
  for (const char* text : {"{}", "[]", "null", "1", R"({"id":0})", R"({"id":"7"})", R"({"id":7.0})",
                           R"({"id":9007199254740993})"}) {
    EXPECT_FALSE(ReadTicketJson(Parse(text))) << text;
  }
}

TEST(FreshdeskJson, TakesOnlyWhatSaysSoForAPrivateNote) {
  using Kind = Note::Kind;
  const auto rows = std::to_array<std::pair<const char*, Kind>>({
      {R"({"id":1,"source":2,"private":true})", Kind::kPrivateNote},
      {R"({"id":1,"source":2,"private":false})", Kind::kPublicNote},
      {R"({"id":1,"source":0,"private":false})", Kind::kReply},
      {R"({"id":1,"source":0,"private":false,"incoming":true})", Kind::kReply},
      {R"({"id":1,"source":0,"private":true})", Kind::kOther},
      {R"({"id":1,"source":8,"private":true})", Kind::kOther},
      {R"({"id":1,"source":8,"private":false})", Kind::kOther},
      {R"({"id":1,"source":2,"private":true,"incoming":true})", Kind::kOther},
      {R"({"id":1,"source":2})", Kind::kOther},
      {R"({"id":1,"source":2,"private":null})", Kind::kOther},
      {R"({"id":1,"source":2,"private":"true"})", Kind::kOther},
      {R"({"id":1,"source":2,"private":1})", Kind::kOther},
      {R"({"id":1,"source":"2","private":true})", Kind::kOther},
      {R"({"id":1,"private":true})", Kind::kOther},
      {R"({"id":1})", Kind::kOther},
  });
  for (const auto& [text, kind] : rows) {
    const auto note = ReadNoteJson(Parse(text));
    ASSERT_TRUE(note) << text;
    EXPECT_EQ(note->kind, kind) << text;
  }
}

TEST(FreshdeskJson, ReadsANoteWithoutAUser) {
  const auto note = ReadNoteJson(Parse(R"({"id":1,"user_id":null,"body":null})"));
  ASSERT_TRUE(note);
  EXPECT_EQ(note->author, FreshdeskUserId{});
  EXPECT_EQ(note->html, "");
}

TEST(FreshdeskJson, ReadsTheNamesOfStatusesAndGroups) {
  const TicketFields fields = ReadTicketFieldsJson(Parse(R"([{"type":"default_subject"},null,
    {"type":"default_status","choices":{"2":["Open","Being Processed"],"6":"Waiting","x":["y"],
      "-1":["z"],"7":[null]}},
    {"type":"default_group","choices":{"Support":101,"Bad":"x"}}])"));
  EXPECT_EQ(fields.statuses,
            (std::map<std::string, int>{{"Open", 2}, {"Being Processed", 2}, {"Waiting", 6}}));
  EXPECT_EQ(fields.status_names, (std::map<int, std::string>{{2, "Open"}, {6, "Waiting"}}));
  EXPECT_EQ(fields.groups, (std::map<std::int64_t, std::string>{{101, "Support"}}));
}

TEST(FreshdeskJson, ReadsWhatAContactTells) {
  const Requester contact = ReadContactJson(Parse(R"({"id":5,"name":"Carla Customer",
    "email":"carla@umbrella.example","other_emails":["c@mail.example",7],"phone":"030 5550123",
    "mobile":"0171 5550199","address":"12 Raccoon Street","twitter_id":"carlatweets",
    "unique_external_id":"crm-77","company_id":3})"));
  EXPECT_EQ(contact, (Requester{{5},
                                {"Carla Customer"},
                                {"carla@umbrella.example", "c@mail.example"},
                                {},
                                {"030 5550123", "0171 5550199"},
                                {"12 Raccoon Street"},
                                {"carlatweets", "crm-77"}}));
  EXPECT_EQ(ReadContactJson(Parse(R"({"id":"x","name":null,"email":"","phone":5})")), Requester{});
}

TEST(FreshdeskJson, ReadsWhatATicketTellsOfItsRequester) {
  const auto ticket = ReadTicketJson(Parse(R"({"id":1,"requester_id":5,"email":"a@b.org",
    "name":"Al","phone":"0171 5550199","cc_emails":["Bo <bo@b.org>"],
    "requester":{"id":5,"name":"Alan B","mobile":"0171 1"}})"));
  ASSERT_TRUE(ticket);
  EXPECT_EQ(ticket->requester, (Requester{{5},
                                          {"Alan B", "Al"},
                                          {"a@b.org"},
                                          {"Bo <bo@b.org>"},
                                          {"0171 1", "0171 5550199"},
                                          {},
                                          {}}));
}

TEST(Freshdesk, AContactThatMayNotBeSeenIsNothingAndAFailureIsAnError) {
  for (const int status : {403, 404}) {
    Fixture f({AnswerText(status, "")});
    const auto contact = f.freshdesk.ReadContact({5});
    ASSERT_TRUE(contact.ok());
    EXPECT_FALSE(*contact);
    EXPECT_EQ(f.Path(0), "GET /api/v2/contacts/5");
  }
  EXPECT_EQ(Fixture({AnswerText(500, "")}).freshdesk.ReadContact({5}).error().remedy,
            Remedy::kUnavailable);
}

TEST(Directory, ReadsAContactAgainAfterTenMinutes) {
  Fixture f({AnswerText(200, R"({"id":5,"name":"Old"})"), AnswerText(500, ""),
             AnswerText(200, R"({"id":5,"name":"New"})"), AnswerText(404, "")});
  Directory directory;
  const Time start{1h};
  const auto name_at = [&](Time now) -> std::string {
    const auto contact = directory.ContactOf(f.freshdesk, {5}, now);
    if (!contact.ok()) return "failed";
    return contact->contact ? contact->contact->names.at(0) : "nobody";
  };
  EXPECT_EQ(name_at(start), "Old");
  EXPECT_EQ(name_at(start + 9min), "Old");
  EXPECT_EQ(name_at(start + 10min), "failed");  // not what was known before
  EXPECT_EQ(name_at(start + 10min), "New");
  EXPECT_EQ(name_at(start + 20min), "nobody");
}

TEST(Freshdesk, ReadsTheAccountOfTheKey) {
  Fixture f({AnswerText(200, R"({"id":9,"contact":{"name":"Ada","email":"ada@acme.org"}})")});
  const auto me = f.freshdesk.Me();
  ASSERT_TRUE(me.ok());
  EXPECT_EQ(me->id, FreshdeskUserId{9});
  EXPECT_EQ(me->name, "Ada");
  EXPECT_EQ(me->mail, "ada@acme.org");
  EXPECT_EQ(f.Path(0), "GET /api/v2/agents/me");
}

TEST(Freshdesk, FallsBackToItsOwnStatusesOnlyWhenTheListIsRefused) {
  for (const int status : {403, 404}) {
    Fixture f({AnswerText(status, "")});
    const auto fields = f.freshdesk.Fields();
    ASSERT_TRUE(fields.ok());
    EXPECT_EQ(fields->statuses.at("Resolved"), 4);
    EXPECT_EQ(fields->status_names.at(4), "Resolved");
    EXPECT_TRUE(fields->assumed);
  }
  EXPECT_EQ(Fixture({AnswerText(401, "")}).freshdesk.Fields().error().remedy,
            Remedy::kUnauthorized);
  EXPECT_EQ(Fixture({AnswerText(500, "")}).freshdesk.Fields().error().remedy, Remedy::kUnavailable);
}

TEST(Freshdesk, RefusesAnotherTicketThanWasAskedFor) {
  Fixture f({AnswerText(200, R"({"id":8})")});
  EXPECT_EQ(f.freshdesk.ReadTicket({7}).error().remedy, Remedy::kUnavailable);
}

TEST(Freshdesk, ReadsAllPagesOfAConversationOldestFirst) {
  const std::string older = NoteText(500, R"(,"user_id":3)");
  Fixture f({AnswerText(200, NotesText(1, 100)),  // full and without a link: there may be more
             AnswerText(200, "[" + NoteText(102) + "]",
                        {"Link: <https://acme.freshdesk.com/x?page=3>; rel=\"next\""}),
             AnswerText(200, "[" + NoteText(101) + "]")});
  const auto notes = f.freshdesk.ReadNotes({7});
  ASSERT_TRUE(notes.ok()) << notes.error().message;
  ASSERT_EQ(notes->size(), 102U);
  EXPECT_EQ(notes->front().id, NoteId{1});
  EXPECT_EQ(notes->back().id, NoteId{102});
  EXPECT_EQ(f.Path(1), "GET /api/v2/tickets/7/conversations?per_page=100&page=2");
  EXPECT_EQ(f.server.requests().size(), 3U);
}

TEST(Freshdesk, ReadsAConversationAgainWhenItsPagesShifted) {
  // 100 comes twice, and 101 not at all.
  Fixture f({AnswerText(200, NotesText(1, 100)),
             AnswerText(200, "[" + NoteText(100) + "," + NoteText(102) + "]"),
             AnswerText(200, NotesText(1, 100)), AnswerText(200, NotesText(101, 2))});
  const auto notes = f.freshdesk.ReadNotes({7});
  ASSERT_TRUE(notes.ok()) << notes.error().message;
  EXPECT_EQ(notes->size(), 102U);
  EXPECT_EQ(f.server.requests().size(), 4U);

  const auto twice = [](int id) {
    return AnswerText(200, "[" + NoteText(id) + "," + NoteText(id) + "]");
  };
  Fixture restless({twice(1), twice(2), twice(3), twice(4)});
  const auto none = restless.freshdesk.ReadNotes({7});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().remedy, Remedy::kUnavailable);
  EXPECT_THAT(none.error().message, HasSubstr("the notes of ticket 7 changed places"));
  EXPECT_EQ(restless.server.requests().size(), 3U);

  Fixture used_to_it({twice(1), twice(1)});
  const auto once = used_to_it.freshdesk.ReadNotes({7});
  ASSERT_TRUE(once.ok()) << "it shows the same again, so nothing moves";
  EXPECT_EQ(once->size(), 1U);
}

TEST(Freshdesk, GivesNoConversationWhenAnyPageFails) {
  Fixture failing({AnswerText(200, NotesText(1, 100)), AnswerText(500, "")});
  EXPECT_EQ(failing.freshdesk.ReadNotes({7}).error().remedy, Remedy::kUnavailable);
  Fixture broken({AnswerText(200, R"([{"id":1},{"body":"no id"}])")});
  EXPECT_EQ(broken.freshdesk.ReadNotes({7}).error().remedy, Remedy::kUnavailable);
  Fixture object({AnswerText(200, "{}")});
  EXPECT_EQ(object.freshdesk.ReadNotes({7}).error().remedy, Remedy::kUnavailable);
}

TEST(Freshdesk, StopsAConversationAtPage300) {
  const std::string page = AnswerText(200, "[]", {"Link: <https://a/>; rel=\"next\""});
  Fixture f(std::vector<std::string>(301, page));
  EXPECT_EQ(f.freshdesk.ReadNotes({7}).error().remedy, Remedy::kUnavailable);
  EXPECT_EQ(f.server.requests().size(), 300U);
}

TEST(Freshdesk, ReadsTicketsSinceATime) {
  Fixture f({AnswerText(200, R"([{"id":1},{},{"id":2}])",
                        {"Link: <https://acme.freshdesk.com/x>; rel=\"next\""}),
             AnswerText(200, R"([{"id":3}])")});
  const auto first = f.freshdesk.ReadTicketsSince(*ParseTime("2026-01-31T12:00:00Z"), 2);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->tickets.size(), 2U);
  EXPECT_TRUE(first->more);
  EXPECT_EQ(f.Path(0),
            "GET /api/v2/tickets?updated_since=2026-01-31T12%3A00%3A00Z&order_by=updated_at"
            "&order_type=asc&per_page=100&page=2");
  const auto last = f.freshdesk.ReadTicketsSince({}, 3);
  ASSERT_TRUE(last.ok());
  EXPECT_FALSE(last->more);
}

TEST(Freshdesk, SeesNothingWhereItMayNotLook) {
  Fixture f({AnswerText(403, ""), AnswerText(404, ""), AnswerText(200, R"({"name":"Acme"})"),
             AnswerText(200, "{}")});
  EXPECT_FALSE((*f.freshdesk.ReadAgent({3})).has_value());
  EXPECT_FALSE((*f.freshdesk.ReadCompany(4)).has_value());
  EXPECT_EQ(*f.freshdesk.ReadCompany(4), "Acme");
  EXPECT_FALSE((*f.freshdesk.ReadAgent({3})).has_value());
}

TEST(Freshdesk, AddsNotesAlwaysPrivate) {
  Fixture f({AnswerText(201, NoteText(5))});
  const auto note = f.freshdesk.AddPrivateNote({7}, "<p>\"hi\"</p>");
  ASSERT_TRUE(note.ok());
  EXPECT_EQ(note->id, NoteId{5});
  EXPECT_EQ(f.Path(0), "POST /api/v2/tickets/7/notes");
  EXPECT_EQ(f.Body(0), R"({"body":"<p>\"hi\"</p>","private":true})");
}

TEST(Freshdesk, DoesNotTakeAForeignAnswerForItsNote) {
  for (const std::string body :
       {"{}", "[]", R"({"id":5})", R"({"id":5,"body":"x","ticket_id":8})"}) {
    Fixture f({AnswerText(201, body)});
    EXPECT_EQ(f.freshdesk.AddPrivateNote({7}, "x").error().remedy, Remedy::kUnknownOutcome) << body;
  }
}

TEST(Freshdesk, DoesNotTakeAWholeNoteWithoutItsMarkerForItsNote) {
  const MarkerKeys keys({Secret("key")});
  const auto link = [&](std::int64_t source) {
    return MarkerLink(keys.Sign({OperationKind::kCopyComment, source, 7, 0}),
                      "https://github.com/a/b/issues/5");
  };
  const auto answer = [](const std::string& html) {
    Json note;
    note.Set("id", 5).Set("ticket_id", 7).Set("body", html);
    return AnswerText(201, note.Dump());
  };
  Fixture f({answer("<div>Rewritten</div> " + link(1)), answer("Somebody else's."), answer(""),
             answer("<p>x</p>" + link(2))});
  EXPECT_TRUE(f.freshdesk.AddPrivateNote({7}, "<p>x</p>" + link(1)).ok());
  for (int i = 0; i < 3; ++i) {
    const auto note = f.freshdesk.AddPrivateNote({7}, "<p>x</p>" + link(1));
    ASSERT_FALSE(note.ok()) << i;
    EXPECT_EQ(note.error().remedy, Remedy::kUnknownOutcome) << i;
    EXPECT_THAT(note.error().message, HasSubstr("another note"));
  }
}

TEST(Freshdesk, EditsANoteAndChangesATicket) {
  Fixture f({AnswerText(200, ""), AnswerText(200, R"({"id":7,"status":4,"tags":["a"]})"),
             AnswerText(200, R"({"id":8})")});
  EXPECT_TRUE(f.freshdesk.EditNote({5}, "x").ok());
  EXPECT_EQ(f.Path(0), "PUT /api/v2/conversations/5");
  const auto ticket = f.freshdesk.ChangeTicket({7}, {4, std::vector<std::string>{"a"}});
  ASSERT_TRUE(ticket.ok());
  EXPECT_EQ(ticket->status, 4);
  EXPECT_EQ(f.Path(1), "PUT /api/v2/tickets/7");
  EXPECT_EQ(f.Body(1), R"({"status":4,"tags":["a"]})");
  EXPECT_EQ(
      f.freshdesk.ChangeTicket({7}, {std::nullopt, std::vector<std::string>{}}).error().remedy,
      Remedy::kUnknownOutcome);
  EXPECT_EQ(f.Body(2), R"({"tags":[]})");
}

TEST(Freshdesk, SetsAPriorityAndNothingElseOfTheTicket) {
  Fixture f({AnswerText(200, R"({"id":7,"priority":4})")});
  const auto ticket = f.freshdesk.ChangeTicket({7}, {std::nullopt, std::nullopt, 4});
  ASSERT_TRUE(ticket.ok());
  EXPECT_EQ(ticket->priority, 4);
  EXPECT_EQ(f.Path(0), "PUT /api/v2/tickets/7");
  EXPECT_EQ(f.Body(0), R"({"priority":4})");
}

TEST(Freshdesk, DeletesANote) {
  Fixture f({AnswerText(204, "")});
  EXPECT_TRUE(f.freshdesk.DeleteNote({5}).ok());
  EXPECT_EQ(f.Path(0), "DELETE /api/v2/conversations/5");
  EXPECT_EQ(f.Body(0), "");
}

TEST(Freshdesk, SaysWhatBecameOfAnEditAndADeletion) {
  for (const auto& [status, remedy] :
       std::initializer_list<std::pair<int, Remedy>>{{404, Remedy::kNotFound},
                                                     {403, Remedy::kUnauthorized},
                                                     {400, Remedy::kInvalid},
                                                     {500, Remedy::kUnknownOutcome}}) {
    Fixture f({AnswerText(status, ""), AnswerText(status, "")});
    EXPECT_EQ(f.freshdesk.EditNote({5}, "x").error().remedy, remedy);
    EXPECT_EQ(f.freshdesk.DeleteNote({5}).error().remedy, remedy);
  }
}

}  // namespace
}  // namespace tandem
