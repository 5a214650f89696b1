// What goes wrong while a scenario is played: webhooks, answers, the gateway itself. The same steps
// are played under each of them. Not thread-safe.
#pragma once

#include "tests/scenarios/story.h"

#include <array>
#include <functional>
#include <string>

namespace tandem::sandbox {

enum class Weather {
  kFair,
  kWebhooksLost,    // all of them: only the poll tells
  kWebhooksThrice,  // each of them
  kWebhooksLate,    // and in another order
  kAnswersLost,     // writes take effect and are answered 502 or not at all
  kKilled,          // SIGKILL in the midst of each step, then started again
};
inline constexpr std::array kAllWeather{Weather::kFair,           Weather::kWebhooksLost,
                                        Weather::kWebhooksThrice, Weather::kWebhooksLate,
                                        Weather::kAnswersLost,    Weather::kKilled};
std::string NameOf(Weather weather);  // for a test's name

// What the weather needs in the configuration before the gateway starts.
void Prepare(Weather weather, Json& configuration);

class Storm {
 public:
  // Begins it; `story` must outlive this.
  Storm(Story& story, Weather weather);

  // Plays the step while it strikes.
  void During(const std::function<void()>& step);
  // Waits until it holds, as long as the weather may take.
  [[nodiscard]] bool Comes(const std::function<bool()>& condition);
  // Waits until nothing has been written for a while, and nothing is left to do.
  [[nodiscard]] bool Rests();

 private:
  void LoseAnswers();
  void KillAfter(std::size_t calls);

  Story& story_;
  Weather weather_;
  std::size_t steps_ = 0;
};

}  // namespace tandem::sandbox
