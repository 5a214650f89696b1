// Tells which operation a marker of ours names, among those that are expected. Only for objects
// that our own account wrote: the caller sees to that. Not thread-safe; lives for one snapshot.
#pragma once

#include "gateway/marker.h"
#include "mappers/model.h"
#include "mappers/operation.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem {

class Recognition {
 public:
  // `keys` must outlive this.
  explicit Recognition(const MarkerKeys& keys) : keys_(keys) {}

  void Expect(const Operation& operation) { expected_.push_back(operation); }
  // Asked once, when a genuine marker is met that no record explains; what it uses must outlive
  // this.
  void Expect(std::function<std::vector<Operation>()> operations) { more_ = std::move(operations); }
  // This operation was recorded to have made the note or comment of that id. What is recorded is
  // tried before all that is expected, whose names take long to reckon.
  void Recall(const Operation& operation, std::int64_t id) { recorded_.emplace(id, operation); }
  // Sets the mark of what carries a genuine marker; leaves everything else without one.
  void Mark(Note& note);
  void Mark(Comment& comment);
  void Mark(Issue& issue);

 private:
  using Makes = bool (*)(OperationKind);
  // `makes`: whether an operation makes what the marker stands in.
  std::optional<tandem::Mark> MarkOf(std::string_view text, std::int64_t id, Makes makes);
  // Reckons the names of all that is expected to have made such a thing.
  void NameExpected(Makes makes);

  const MarkerKeys& keys_;
  std::multimap<std::int64_t, Operation> recorded_{};  // by the id of what they made
  std::vector<Operation> expected_{};
  std::function<std::vector<Operation>()> more_{};
  std::map<std::string, Operation, std::less<>>
      by_name_{};  // of those kinds of which a genuine marker was met that is not recorded
};

}  // namespace tandem
