#include "tests/scenarios/story.h"

#include "tests/places.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace tandem::sandbox {
namespace {

constexpr std::chrono::milliseconds kQuiet{250};

Json Configured(const Sandbox& world, const std::string& folder,
                const std::function<void(Json&)>& change) {
  Json configuration = TestConfiguration(world, folder + "/data", FreePort());
  if (change) change(configuration);
  return configuration;
}

}  // namespace

void StopWell(RunningGateway& gateway) {
  gateway.Stop();
  for (const std::string& crash : gateway.Crashes()) ADD_FAILURE() << crash;
  if (testing::Test::HasFailure()) std::cerr << "--- the gateway's log\n" << gateway.EndOfLog();
}

Story::Story(const std::function<void(Json&)>& change, const SandboxSettings& settings)
    : world_(settings),
      gateway_(TANDEM_BINARY, folder_.path().string(),
               Configured(world_, folder_.path().string(), change)) {
  world_.DeliverTo(gateway_.url());
}

Story::~Story() {
  for (const std::string& violation : world_.Log().Violations()) ADD_FAILURE() << violation;
  StopWell(gateway_);
}

bool Story::Quiet(std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (std::chrono::steady_clock::now() < end) {
    if (!world_.WaitForQuiet(kQuiet, deadline)) return false;
    if (gateway_.IsIdle() && world_.Log().QuietFor() >= kQuiet) return true;
  }
  return false;
}

bool Story::Soon(const std::function<bool()>& condition, std::chrono::milliseconds deadline) {
  return Sandbox::WaitUntil(condition, deadline);
}

std::int64_t Story::LinkedTicket(NewTicket ticket) {
  const int before = Issues();
  ticket.tags.emplace_back("github");
  const std::int64_t id = desk().CustomerCreatesTicket(std::move(ticket));
  EXPECT_TRUE(Soon([&] { return Issues() > before; }));
  EXPECT_TRUE(Quiet());
  const auto& issues = hub().Repository().issues;
  if (!issues.empty()) issue = issues.rbegin()->first;
  return id;
}

void Story::LoseStore() {
  EXPECT_EQ(gateway_.Stop(), 0);
  std::filesystem::remove_all(folder_.path() / "data" / "appendonlydir");
  EXPECT_TRUE(gateway_.Start());
}

int Story::NotesWith(std::int64_t ticket, const std::string& text) const {
  const auto entries = const_cast<Sandbox&>(world_).Freshdesk().Ticket(ticket).entries;
  return static_cast<int>(std::count_if(
      entries.begin(), entries.end(),
      [&](const DeskEntry& entry) { return entry.html.find(text) != std::string::npos; }));
}

int Story::CommentsWith(std::int64_t number, const std::string& text) const {
  const auto comments = const_cast<Sandbox&>(world_).Github().CommentsOf(number);
  return static_cast<int>(std::count_if(
      comments.begin(), comments.end(),
      [&](const HubComment& comment) { return comment.body.find(text) != std::string::npos; }));
}

int Story::Issues() const {
  return static_cast<int>(const_cast<Sandbox&>(world_).Github().Repository().issues.size());
}

std::vector<Write> Story::WritesSince(std::size_t from) const {
  const auto all = world_.Log().Writes();
  return {all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size())), all.end()};
}

}  // namespace tandem::sandbox
