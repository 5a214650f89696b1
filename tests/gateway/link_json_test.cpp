#include "gateway/link_json.h"

#include "gateway/link_changes.h"
#include "gateway/operation_text.h"
#include "tests/gateway/filled_link.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tandem {
namespace {

bool Has(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

TEST(LinkJson, GivesAFullLinkBackAsItWas) {
  const auto link = DecodeLink(EncodeLink(FilledLink()));
  ASSERT_TRUE(link.ok()) << link.error().message;
  EXPECT_EQ(*link, FilledLink());
}

TEST(LinkJson, GivesAnEmptyLinkBackAsItWas) {
  Link empty;
  empty.issue = FilledLink().issue;
  EXPECT_EQ(*DecodeLink(EncodeLink(empty)), empty);
}

TEST(LinkJson, KeepsEachCopyInAFieldOfItsOwn) {
  const HashFields fields = EncodeLink(FilledLink());
  EXPECT_EQ(fields.size(), 4U);
  EXPECT_TRUE(fields.contains("copy:3:9007199254740992:456:0"));
  EXPECT_EQ(fields.at("core").find("hash of a note"), std::string::npos);
}

TEST(LinkJson, ReadsAMemberThatAnOlderVersionDidNotWriteAsItsDefault) {
  const auto link = DecodeLink({{"core", R"({"issue":{"id":456},"tickets":{"123":{}}})"}});
  ASSERT_TRUE(link.ok()) << link.error().message;
  Link expected;
  expected.issue.id = IssueId{456};
  expected.tickets[TicketId{123}] = {};
  EXPECT_EQ(*link, expected);
}

TEST(LinkJson, ReadsCopiesAndIntentsThatAnOlderVersionWrote) {
  const auto link = DecodeLink(
      {{"core", R"({"issue":{"id":456},"intents":{"3:12:456:0":{"at":7,"source_hash":"h"}}})"},
       {"copy:3:11:456:0", R"({"id":77,"source_hash":"hash of a note"})"},
       {"copy:3:10:456:0", R"({"id":0,"source_hash":""})"}});
  ASSERT_TRUE(link.ok()) << link.error().message;
  EXPECT_EQ(link->copies.at({OperationKind::kCopyNote, 11, 456, 0}), (Copy{77, "hash of a note"}));
  EXPECT_EQ(link->copies.at({OperationKind::kCopyNote, 10, 456, 0}), Copy{});
  EXPECT_EQ(link->intents.at({OperationKind::kCopyNote, 12, 456, 0}),
            (Intent{Time(std::chrono::milliseconds(7)), "h"}));
}

TEST(LinkJson, RefusesWhatItDidNotWriteNamingTheField) {
  const std::string core = EncodeLink(FilledLink()).at("core");
  const std::vector<std::pair<HashFields, std::string>> table{
      {{}, "core"},
      {{{"copy:3:1:2:0", "{}"}}, "core"},
      {{{"core", ""}}, "core"},
      {{{"core", "[]"}}, "core"},
      {{{"core", "{}"}}, "core"},
      {{{"core", core.substr(0, core.size() / 2)}}, "core"},
      {{{"core", R"({"issue":{"id":"456"}})"}}, "core"},
      {{{"core", R"({"issue":{"id":1},"tickets":[]})"}}, "core"},
      {{{"core", R"({"issue":{"id":1},"tickets":{"x":{}}})"}}, "core"},
      {{{"core", R"({"issue":{"id":1},"tickets":{"1":{"fresh":1}}})"}}, "core"},
      {{{"core", R"({"issue":{"id":1},"intents":{"3:1:2":{}}})"}}, "core"},
      {{{"core", R"({"issue":{"id":1},"announcements":[{}]})"}}, "core"},
      {{{"core", R"({"issue":{"id":1},"last_synced":1.5})"}}, "core"},
      {{{"core", R"({"issue":{"id":1},"unsure_writes":{"note:7":[]}})"}}, "core"},
      {{{"core", R"({"issue":{"id":1},"unsure_writes":{"note:7":[8]}})"}}, "core"},
      {{{"core", R"({"issue":{"id":1},"unsure_writes":{"mail:7":[{"at":1}]}})"}}, "core"},
      {{{"core", core}, {"copy:3:1:2:0", "x"}}, "copy:3:1:2:0"},
      {{{"core", core}, {"copy:3:1:2:0", R"({"history":1})"}}, "copy:3:1:2:0"},
      {{{"core", core}, {"copy:3:1:2:0", R"({"ticket":"x"})"}}, "copy:3:1:2:0"},
      {{{"core", core}, {"copy:3:1:2:0", R"({"missing_since":""})"}}, "copy:3:1:2:0"},
      {{{"core", core}, {"copy:3:1:2", "{}"}}, "copy:3:1:2"},
      {{{"core", core}, {"copy:0:1:2:0", "{}"}}, "copy:0:1:2:0"},
      {{{"core", core}, {"copy:3:1:2:0:", "{}"}}, "copy:3:1:2:0:"},
      {{{"core", core}, {"copy:3:99999999999999999999:2:0", "{}"}}, "copy:3:99999999999999999999"},
      {{{"core", core}, {"joined:0", "{}"}}, "joined:0"},
      {{{"core", core}, {"joined:5", "null"}}, "joined:5"},
      {{{"core", core}, {"somebody's", "{}"}}, "somebody's"}};
  for (const auto& [fields, named] : table) {
    const auto link = DecodeLink(fields);
    ASSERT_FALSE(link.ok()) << named;
    EXPECT_EQ(link.error().remedy, Remedy::kInvalid);
    EXPECT_NE(link.error().message.find("field " + named), std::string::npos)
        << link.error().message;
  }
}

TEST(LinkJson, KeepsACopyOfAKindThatALaterVersionMade) {
  const auto operation = ReadOperation("200:1:2:3");
  ASSERT_TRUE(operation);
  EXPECT_EQ(OperationText(*operation), "200:1:2:3");
  EXPECT_FALSE(ReadOperation("256:1:2:3"));
}

TEST(LinkJson, TakesAJoinedTicketInOnlyIfTheCoreHasItNot) {
  HashFields fields = EncodeLink(FilledLink());
  fields["joined:123"] = R"({"links_before":9,"fresh":true,"linked_by":"late"})";
  fields["joined:125"] = R"({"links_before":9,"fresh":true,"linked_by":"late"})";
  const auto link = DecodeLink(fields);
  ASSERT_TRUE(link.ok());
  EXPECT_EQ(link->tickets.at(TicketId{123}), FilledLink().tickets.at(TicketId{123}));
  EXPECT_EQ(link->tickets.at(TicketId{125}).linked_by, "late");
  EXPECT_EQ(link->tickets.at(TicketId{125}).links_before, 9);
  EXPECT_TRUE(link->tickets.at(TicketId{125}).fresh);
}

TEST(LinkJson, GivesACreationBackAsItWas) {
  const Creation creation{
      "github", {Time(std::chrono::milliseconds(7))}, {"support", "a\"b"}, FilledLink().issue};
  EXPECT_EQ(*DecodeCreation(EncodeCreation(creation)), creation);
  EXPECT_EQ(*DecodeCreation(EncodeCreation({})), Creation{});
  EXPECT_FALSE(DecodeCreation("").ok());
  EXPECT_FALSE(DecodeCreation(R"({"labels":"x"})").ok());
}

TEST(LinkChanges, AreNoneBetweenEqualLinks) {
  const LinkChanges changes = CompareLinks(FilledLink(), FilledLink());
  EXPECT_TRUE(changes.put.empty());
  EXPECT_TRUE(changes.drop.empty());
  EXPECT_TRUE(changes.left.empty());
}

TEST(LinkChanges, AreOnlyTheFieldsThatDiffer) {
  Link after = FilledLink();
  after.copies.begin()->second.source_hash = "another";
  after.copies.erase(std::prev(after.copies.end()));
  const LinkChanges changes = CompareLinks(FilledLink(), after);
  EXPECT_EQ(changes.put.size(), 2U);
  EXPECT_TRUE(Has(changes.put, "copy:3:9007199254740992:456:0"));
  EXPECT_EQ(changes.drop, std::vector<std::string>{"copy:7:456:123:2"});
}

TEST(LinkChanges, NameTheTicketsThatLeft) {
  Link after = FilledLink();
  after.tickets.erase(TicketId{124});
  const LinkChanges changes = CompareLinks(FilledLink(), after);
  EXPECT_EQ(changes.left, (std::vector<std::string>{"124", R"({"at":0,"id":0})"}));
  EXPECT_TRUE(Has(changes.put, "core"));
  EXPECT_TRUE(Has(changes.drop, "joined:124"));
}

TEST(LinkChanges, AreEverythingWhenThereWasNothing) {
  const LinkChanges changes = CompareLinks({}, FilledLink());
  EXPECT_EQ(changes.put.size(), 8U);
  EXPECT_TRUE(changes.left.empty());
}

}  // namespace
}  // namespace tandem
