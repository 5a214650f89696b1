// Every folder under fixtures/plans/ is a test: a link, what both sides show, and what is to be
// done. After the actions are carried out, each must have nothing left to do: one human action
// leads to its effect and to no further write.

#include "mappers/draft.h"
#include "mappers/progress.h"
#include "mappers/words.h"
#include "tests/mappers/plan_fixture.h"
#include "tests/places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tandem {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(TANDEM_SOURCE_DIR) / "fixtures/plans";

std::vector<std::string> Cases() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Json Read(const std::string& name) {
  std::ifstream file(kFolder / name / "case.json");
  std::ostringstream text;
  text << file.rdbuf();
  const auto json = Json::ParseRelaxed(text.str());
  if (!json.ok()) ADD_FAILURE() << name << ": " << json.error().message;
  return json.ok() ? *json : Json();
}

std::vector<std::string> Lines(const Json& json) {
  std::vector<std::string> lines;
  for (const Json& item : json.Items()) lines.push_back(item.StringOr(""));
  return lines;
}

std::string AllText(const Plan& plan) {
  std::string text;
  for (const Action& action : plan.actions) {
    if (const auto* comment = std::get_if<AddComment>(&action)) text += comment->body.text() + "\n";
    if (const auto* note = std::get_if<AddNote>(&action)) text += note->html + "\n";
    if (const auto* note = std::get_if<EditStatusNote>(&action)) text += note->html + "\n";
    if (const auto* edit = std::get_if<EditComment>(&action)) text += edit->body.text() + "\n";
    if (const auto* edit = std::get_if<EditNote>(&action)) text += edit->html + "\n";
  }
  return text;
}

// The two services, as far as a plan's actions change what they show.
struct World {
  Sight& sight;
  std::int64_t next_id = 50'000;

  Answered operator()(const AddComment& action) {
    Comment comment;
    comment.id = {++next_id};
    comment.created_at = sight.read_at;
    comment.markdown = action.body.text();
    comment.mark = Mark{action.operation};
    sight.issue.comments.push_back(comment);
    return {next_id, {}, true, 0, {}};
  }
  Answered operator()(const AddNote& action) {
    Note note;
    note.id = {++next_id};
    note.kind = Note::Kind::kPrivateNote;
    note.created_at = sight.read_at;
    note.html = action.html;
    note.mark = Mark{action.operation};
    sight.tickets[action.ticket].notes.push_back(note);
    return {next_id, {}, true, 0, {}};
  }
  Answered operator()(const EditStatusNote& action) { return {action.note.value, {}, true, 0, {}}; }
  Answered operator()(const SetIssueState& action) {
    sight.issue.open = action.open;
    sight.issue.state_reason = action.reason;
    return {0, sight.issue.updated_at, action.open, 0, {}};
  }
  Answered operator()(const SetTicketStatus& action) {
    sight.tickets[action.ticket].status = action.status;
    return {0, sight.tickets[action.ticket].updated_at, true, action.status, {}};
  }
  Answered operator()(const ChangeLabels& action) {
    for (const PublicText& label : action.add) sight.issue.labels.push_back(label.text());
    for (const PublicText& label : action.remove) Remove(sight.issue.labels, label.text());
    return {0, sight.issue.updated_at, true, 0, sight.issue.labels};
  }
  Answered operator()(const ChangeTags& action) {
    auto& tags = sight.tickets[action.ticket].tags;
    for (const std::string& tag : action.add) tags.push_back(tag);
    for (const std::string& tag : action.remove) Remove(tags, tag);
    return {0, sight.tickets[action.ticket].updated_at, true, 0, tags};
  }
  Answered operator()(const SetTicketPriority& action) {
    sight.tickets[action.ticket].priority = action.priority;
    return {0, sight.tickets[action.ticket].updated_at, true, 0, {}};
  }
  Answered operator()(const EditComment& action) {
    for (Comment& comment : sight.issue.comments) {
      if (comment.id == action.comment) comment.markdown = action.body.text();
    }
    return {};
  }
  Answered operator()(const DeleteComment& action) {
    std::erase_if(sight.issue.comments,
                  [&](const Comment& each) { return each.id == action.comment; });
    return {};
  }
  Answered operator()(const EditNote& action) {
    for (Note& note : sight.tickets[action.ticket].notes) {
      if (note.id == action.note) note.html = action.html;
    }
    return {};
  }
  Answered operator()(const DeleteNote& action) {
    std::erase_if(sight.tickets[action.ticket].notes,
                  [&](const Note& each) { return each.id == action.note; });
    return {};
  }
  Answered operator()(const RemoveDoubleComment& action) {
    return operator()(DeleteComment{action.comment, action.operation, {}});
  }
  Answered operator()(const RemoveDoubleNote& action) {
    return operator()(DeleteNote{action.ticket, action.note, action.operation, {}});
  }
  static void Remove(std::vector<std::string>& names, const std::string& name) {
    std::erase_if(names, [&](const std::string& each) { return Fold(each) == Fold(name); });
  }
};

class PlanCase : public testing::TestWithParam<std::string> {};

TEST_P(PlanCase, DoesWhatItsFolderExpects) {
  const PlanFixture fixture = ReadPlanFixture(Read(GetParam()));
  const Plan plan = PlanOf(fixture);
  EXPECT_EQ(Shown(plan), Lines(fixture.expected["actions"]));
  const std::string text = AllText(plan);
  for (const std::string& part : Lines(fixture.expected["text"]))
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nis not in\n" << text;
  for (const std::string& part : Lines(fixture.expected["no_text"]))
    EXPECT_EQ(text.find(part), std::string::npos) << part << "\nis in\n" << text;
  std::vector<std::string> waits;
  for (const Wait& wait : plan.waits) {
    waits.push_back(std::to_string(std::chrono::duration_cast<std::chrono::seconds>(
                                       wait.until - fixture.sight.read_at)
                                       .count()) +
                    "s");
  }
  EXPECT_EQ(waits, Lines(fixture.expected["waits"]));
  for (const std::string& id : Lines(fixture.expected["gone"]))
    EXPECT_FALSE(plan.link.tickets.contains(TicketId{std::stoll(id)})) << id;
  std::string decisions;
  for (const std::string& decision : plan.decisions) decisions += decision + "\n";
  for (const std::string& part : Lines(fixture.expected["decisions"]))
    EXPECT_NE(decisions.find(part), std::string::npos) << part << "\nis not in\n" << decisions;
  EXPECT_EQ(plan.parked.empty(), fixture.expected["parked"].IsNull()) << plan.parked;
  EXPECT_NE(plan.parked.find(fixture.expected["parked"].StringOr("")), std::string::npos)
      << plan.parked;
  for (const std::string& part : Lines(fixture.expected["no_decisions"]))
    EXPECT_EQ(decisions.find(part), std::string::npos) << part << "\nis in\n" << decisions;
}

TEST_P(PlanCase, HasNothingToDoOnceItIsCarriedOut) {
  PlanFixture fixture = ReadPlanFixture(Read(GetParam()));
  Plan plan = PlanOf(fixture);
  if (!plan.waits.empty())
    return;  // what waits is not carried out yet: the scenario tests go on from here
  World world{fixture.sight};
  Link link = plan.link;
  for (const Action& action : plan.actions) {
    link = BeforeSending(link, action, fixture.rule, fixture.sight.read_at);
    const Answered answered = std::visit(world, action);
    link = AfterAnswer(link, action, fixture.rule, answered, fixture.sight.read_at);
  }
  if (fixture.sight.presence == Presence::kThere) {
    EXPECT_EQ(link.last_synced, fixture.sight.read_at);
  }
  for (const auto& [id, ticket] : fixture.sight.tickets) {
    const auto side = link.tickets.find(id);
    if (side == link.tickets.end()) continue;
    EXPECT_EQ(side->second.status, ticket.status) << "as the ticket shows it by now";
  }
  fixture.sight.read_at += std::chrono::seconds(1);
  fixture.link = link;
  const Plan next = PlanOf(fixture);
  EXPECT_EQ(Shown(next), std::vector<std::string>());
  EXPECT_TRUE(next.link.intents.empty());
  EXPECT_TRUE(next.link.announcements.empty());
}

TEST_P(PlanCase, IsTheSameWhenEveryAnswerWasLostButTheEffectsAreThere) {
  PlanFixture fixture = ReadPlanFixture(Read(GetParam()));
  const Plan plan = PlanOf(fixture);
  if (!plan.waits.empty() || !plan.parked.empty()) return;
  World world{fixture.sight};
  Link link = plan.link;
  for (const Action& action : plan.actions) {
    link = BeforeSending(link, action, fixture.rule, fixture.sight.read_at);
    std::visit(world, action);
  }
  fixture.sight.read_at += std::chrono::minutes(2);
  fixture.link = link;
  const Plan next = PlanOf(fixture);
  for (const std::string& line : Shown(next)) {
    // Edits and deletions may be repeated freely.
    EXPECT_TRUE(line.starts_with("edit ") || line.starts_with("delete "))
        << line << " was done already";
  }
}

INSTANTIATE_TEST_SUITE_P(Plans, PlanCase, testing::ValuesIn(Cases()), [](const auto& entry) {
  std::string name = entry.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace tandem
