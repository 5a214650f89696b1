// People talk on some links, each time in words that occur nowhere else; whatever breaks meanwhile,
// each must be on the other side once in the end. Not thread-safe.
#pragma once

#include "tests/scenarios/story.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tandem::sandbox {

class Talk {
 public:
  // Makes that many links, when all is well. From then on both services send again what was not
  // taken (an answer of 2xx), as a person's "Redeliver" would; what was taken is never sent again.
  // `story` must outlive this.
  Talk(Story& story, int links);

  // One private note and one comment more on each link.
  void Say(const std::string& when);
  // Waits until everything that was said is on the other side, as long as a mend may take.
  [[nodiscard]] bool Arrives(std::chrono::milliseconds deadline = std::chrono::seconds(60)) const;
  // Each of them once, one issue for each link and for each of the tickets that the test itself has
  // linked, and no delivery was answered but with 2xx or 503; while a gateway was killed or asleep,
  // nobody answered.
  enum class Answers { kAlways, kNotWhileKilled };
  void ExpectEachOnce(Answers answers = Answers::kAlways, int others = 0) const;
  // Each delivery so far was taken.
  bool AllTaken() const;
  // How often a delivery was answered 503 so far.
  int Refused() const;

  std::int64_t ticket(std::size_t link) const { return links_.at(link).ticket; }
  std::int64_t issue(std::size_t link) const { return links_.at(link).issue; }

 private:
  struct Spoken {
    std::int64_t ticket = 0;
    std::int64_t issue = 0;
    std::vector<std::string> notes{};     // to be found among the issue's comments
    std::vector<std::string> comments{};  // to be found among the ticket's notes
  };
  bool HasArrived() const;
  std::vector<int> Statuses() const;

  Story& story_;
  std::vector<Spoken> links_{};
};

}  // namespace tandem::sandbox
