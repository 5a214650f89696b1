#include "tests/sandbox/calling.h"

#include <array>

namespace tandem::sandbox {
namespace {

class FreshdeskRules : public testing::Test {
 protected:
  void SetUp() override { sandbox_.DeliverTo(receiver_.Url()); }

  Receiver receiver_;
  Sandbox sandbox_;
  FreshdeskService& desk_ = sandbox_.Freshdesk();
  Api api_ = FreshdeskApi(sandbox_);
};

TEST_F(FreshdeskRules, TellTheTicketInPathAndBodyWithTheSecret) {
  NewTicket ticket;
  ticket.tags = {"a", "b c"};
  const auto id = std::to_string(desk_.CustomerCreatesTicket(ticket));
  const auto received = receiver_.Wait(1);
  EXPECT_EQ(received[0].path, "/webhooks/freshdesk/" + id);
  EXPECT_EQ(received[0].headers.find("x-tandem-secret")->second, "freshdesk-secret");
  EXPECT_EQ(received[0].Value()["ticket_id"].StringOr(""), id);
  EXPECT_EQ(received[0].Value()["event"].StringOr(""), "{ticket_action:created}");
  EXPECT_EQ(received[0].Value()["tags"].StringOr(""), "a, b c");
}

using Act = std::function<void(FreshdeskService&, Api&, std::int64_t)>;
struct EventRow {
  const char* name;
  Act act;
  std::vector<std::string> events;
};
class FreshdeskEvents : public FreshdeskRules, public testing::WithParamInterface<EventRow> {};

TEST_P(FreshdeskEvents, AreFiredAsTheTableSays) {
  const auto id = desk_.CustomerCreatesTicket();
  GetParam().act(desk_, api_, id);
  ASSERT_TRUE(sandbox_.WaitForQuiet(std::chrono::milliseconds(20), std::chrono::seconds(5)));
  std::vector<std::string> events;
  for (const auto& delivery : sandbox_.FreshdeskWebhooks().Deliveries())
    events.push_back(delivery.event);
  events.erase(events.begin());  // the ticket's creation
  EXPECT_EQ(events, GetParam().events);
  EXPECT_EQ(receiver_.Count(), events.size() + 1);
}

const std::string kSomeTicket = "/tickets/1";
const auto kEvents = std::to_array<EventRow>({
    {"PrivateNote",
     [](auto& desk, auto&, auto id) { desk.AgentAddsPrivateNote(id, "a"); },
     {"{note_type:private}"}},
    {"PublicNote",
     [](auto& desk, auto&, auto id) { desk.AgentAddsPublicNote(id, "a"); },
     {"{note_type:public}"}},
    {"Status",
     [](auto& desk, auto&, auto id) { desk.AgentSetsStatus(id, kResolved); },
     {"{status:{from:2,to:4}}"}},
    {"Priority",
     [](auto& desk, auto&, auto id) { desk.AgentSetsPriority(id, 3); },
     {"{priority:{from:1,to:3}}"}},
    {"Tag",
     [](auto& desk, auto&, auto id) { desk.AgentAddsTag(id, "github"); },
     {"{ticket_action:updated}"}},
    {"SameStatusAgain", [](auto& desk, auto&, auto id) { desk.AgentSetsStatus(id, kOpen); }, {}},
    {"NoteByTheApi",
     [](auto&, auto& api, auto) {
       api.Send("POST", kSomeTicket + "/notes", R"({"body":"a","private":true})");
     },
     {"{note_type:private}"}},
    {"StatusAndTagsInOnePutAreOneEvent",
     [](auto&, auto& api, auto) { api.Send("PUT", kSomeTicket, R"({"status":4,"tags":["x"]})"); },
     {"{status:{from:2,to:4}}"}},
    {"NotesEditAndDeletionAreNone",
     [](auto& desk, auto&, auto id) {
       const auto note = desk.AgentAddsPrivateNote(id, "a");
       desk.AgentEditsNote(note, "b");
       desk.AgentDeletesNote(note);
     },
     {"{note_type:private}"}},
    {"AMergeIsNone",
     [](auto& desk, auto&, auto id) {
       NewTicket by_agent;
       by_agent.requester = kSecondAgent;
       desk.AgentMergesTicket(id, desk.CustomerCreatesTicket(by_agent));
     },
     {}},
    {"AnAgentsOwnTicketFiresNone",
     [](auto& desk, auto&, auto) {
       NewTicket by_agent;
       by_agent.requester = kSecondAgent;
       desk.AgentAddsPrivateNote(desk.CustomerCreatesTicket(by_agent), "a");
     },
     {}},
    {"AnArchivedTicketFiresNone",
     [](auto& desk, auto&, auto id) {
       desk.ArchivesTicket(id);
       desk.AgentAddsTag(id, "x");
     },
     {}},
    {"TrashAndSpam",
     [](auto& desk, auto&, auto id) {
       desk.AgentMarksSpam(id);
       desk.AgentRestoresTicket(id);
       desk.AgentDeletesTicket(id);
     },
     {"{ticket_action:marked_as_spam}", "{ticket_action:restored}", "{ticket_action:deleted}"}},
});
INSTANTIATE_TEST_SUITE_P(Of, FreshdeskEvents, testing::ValuesIn(kEvents),
                         [](const auto& row) { return row.param.name; });

TEST_F(FreshdeskRules, SeeACustomersReplyReopenTheTicket) {
  const auto id = desk_.CustomerCreatesTicket();
  desk_.AgentSetsStatus(id, kResolved);
  desk_.CustomerReplies(id, "still broken");
  EXPECT_EQ(desk_.Ticket(id).status, kOpen);
  EXPECT_TRUE(desk_.Ticket(id).entries.back().incoming);
}

TEST_F(FreshdeskRules, LeaveAMergedTicketClosedWithANoteThatNamesTheOther) {
  const auto first = desk_.CustomerCreatesTicket();
  const auto second = desk_.CustomerCreatesTicket();
  desk_.AgentMergesTicket(second, first);
  const auto merged = desk_.Ticket(second);
  EXPECT_EQ(merged.status, kClosed);
  EXPECT_TRUE(merged.entries.back().is_private);
  EXPECT_NE(merged.entries.back().html.find("merged into ticket " + std::to_string(first)),
            std::string::npos);
}

TEST_F(FreshdeskRules, MayBreakTheBodyWithAQuoteInATag) {
  desk_.Render(FreshdeskService::Placeholders::kRaw);
  NewTicket ticket;
  ticket.tags = {"a\"b"};
  desk_.CustomerCreatesTicket(ticket);
  EXPECT_FALSE(Json::Parse(receiver_.Wait(1)[0].body).ok());
}

TEST_F(FreshdeskRules, MayLeaveUpdatedAtAloneWhenANoteIsEdited) {
  const auto id = desk_.CustomerCreatesTicket();
  const auto note = desk_.AgentAddsPrivateNote(id, "a");
  const auto edited_after = [&] {
    const auto before = desk_.Ticket(id).updated;
    sandbox_.Time().Advance(std::chrono::seconds(2));
    desk_.AgentEditsNote(note, "b");
    return desk_.Ticket(id).updated - before;
  };
  EXPECT_GE(edited_after(), std::chrono::seconds(2));
  desk_.Configure([](FreshdeskState& state) { state.note_edits_touch_ticket = false; });
  EXPECT_EQ(edited_after(), std::chrono::seconds(0));
}

}  // namespace
}  // namespace tandem::sandbox
