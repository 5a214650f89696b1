// What people did in a run, as far as it says how everything has to be in the end. Not thread-safe.
#pragma once

#include "mappers/model.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tandem::chaos {

enum class Side { kDesk, kHub };
constexpr Side Other(Side side) {
  return side == Side::kDesk ? Side::kHub : Side::kDesk;
}
inline const char* NameOf(Side side) {
  return side == Side::kDesk ? "Freshdesk" : "GitHub";
}

// A field that both sides have. The state is on when it is done, the priority when it is urgent;
// else that is high, once somebody has touched it.
enum class Field { kState, kBug, kOutage, kPriority };
inline constexpr std::array kFields{Field::kState, Field::kBug, Field::kOutage, Field::kPriority};
// Of a tag: its name.
inline const char* NameOf(Field field) {
  switch (field) {
    case Field::kState:
      return "state";
    case Field::kBug:
      return "bug";
    case Field::kOutage:
      return "outage";
    case Field::kPriority:
      return "priority";
  }
  return "";
}
inline const char* LabelOf(Field field) {
  switch (field) {
    case Field::kBug:
      return "bug";
    case Field::kOutage:
      return "impact: outage";
    case Field::kPriority:
      return "priority: urgent";
    case Field::kState:
      break;
  }
  return "";
}
inline constexpr const char* kHighLabel = "priority: high";
inline constexpr int kUrgent = 4;
inline constexpr int kHigh = 3;

// A text that a person wrote; it occurs nowhere else.
struct Message {
  std::size_t link = 0;
  Side from = Side::kDesk;
  std::int64_t id = 0;
  std::string text{};
  std::vector<std::string> earlier{};  // what it said before it was edited
  bool deleted = false;
  bool secret = false;  // a customer's mail: GitHub must never see it
  // What the admin took back: a copy was there when that was asked for, and must go; or nobody can
  // say whether it was taken back, or what was written since was copied anew.
  enum class Withdrawn { kNo, kAsked, kUnsure } withdrawn = Withdrawn::kNo;
};

struct FieldEdit {
  Side side = Side::kDesk;
  bool value = false;
  std::chrono::steady_clock::time_point at{};
  // Both sides agreed, nobody had touched the link for a while, and the gateway had read all that
  // was done there: whatever is in step must carry this to the other side, and nothing but a person
  // may take it back.
  bool clean = false;
};

// What is answered where it was given, once for each time, and does nothing else.
enum class Errand {
  kSync,       // on either side
  kElsewhere,  // an engineer asks for a ticket that is linked elsewhere
  kAlready,    // a steward asks for an issue though the ticket has one
};
inline constexpr std::array kErrands{Errand::kSync, Errand::kElsewhere, Errand::kAlready};

struct Linked {
  std::int64_t ticket = 0;
  std::int64_t issue = 0;       // 0 while none was seen
  bool in_step = false;         // its status note was seen
  bool done_by_person = false;  // in Freshdesk: then reopening the issue leaves the ticket done
  bool issue_deleted = false;   // by a person: the ticket has to say so
  std::array<std::optional<FieldEdit>, kFields.size()> last{};
  std::map<std::pair<Side, Errand>, std::size_t> errands{};  // how often each was given
  bool withdrawn = false;  // its notes are taken back once, so later ones may or may not be copied
  Time edited_at{};        // when a field was last edited
  std::size_t looks = 0;   // at both sides by the gateway, when a field was last edited
};

// What somebody did, for people who look into a red run.
struct Deed {
  Time at{};
  std::size_t link = 0;
  std::string what{};
};

// Something that is not as it has to be.
struct Difference {
  std::string what{};
  std::size_t link = 0;  // its place in the ledger; past the end when it is about none
};

struct Ledger {
  std::vector<Linked> links{};
  std::vector<Message> messages{};
  std::vector<Deed> deeds{};
  std::size_t field_edits = 0;
  std::size_t clean_edits = 0;
  std::size_t commands = 0;
  std::size_t asked = 0;             // of the API
  std::vector<Difference> undone{};  // found while it ran

  std::size_t secrets() const {
    std::size_t count = 0;
    for (const Message& each : messages) count += each.secret ? 1 : 0;
    return count;
  }
};

}  // namespace tandem::chaos
