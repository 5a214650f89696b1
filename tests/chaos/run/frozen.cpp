#include "tests/chaos/run/frozen.h"

#include "tests/chaos/run/directed.h"
#include "tests/chaos/run/view.h"

#include <csignal>
#include <fstream>

namespace tandem::chaos {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The third letter of /proc/N/stat, after the name in brackets.
bool IsFrozen(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string stat;
  std::getline(file, stat);
  const auto name = stat.rfind(')');
  return name != std::string::npos && stat.substr(name + 2, 1) == "T";
}

}  // namespace

Verdict PlayFrozen(const Settings& settings) {
  Directed stage(settings);
  People& people = stage.people();
  const TemporaryDirectory folder;
  const std::string armed = (folder.path() / "armed").string();
  sandbox::RunningGateway& first =
      stage.Add({"TANDEM_FREEZE=before-record:1", "TANDEM_CRASH_WHEN=" + armed});
  const std::size_t at = stage.OpenLink();
  const auto shows = [&](Field field, Side side, bool value) {
    return [&stage, at, field, side, value] {
      return Shown(stage.world(), stage.link(at), field, side) == value;
    };
  };
  std::ofstream(armed) << "";
  people.Choose(at, Field::kBug, Side::kHub, true);
  stage.Await("the first gateway is frozen", [&] { return IsFrozen(first.id()); });
  stage.Add();
  stage.Quiet();  // it has the lease, and has done the work of the first
  stage.Await("the tag is set", shows(Field::kBug, Side::kDesk, true));
  people.Choose(at, Field::kState, Side::kDesk, true);
  stage.Await("the issue is closed", shows(Field::kState, Side::kHub, true));
  stage.Quiet();
  people.Choose(at, Field::kState, Side::kHub, false);
  stage.Quiet();
  ::kill(first.id(), SIGCONT);
  // Whatever it still wants to write it writes now.
  if (!stage.world().WaitForQuiet(seconds(2), seconds(20))) stage.Miss("the first comes to rest");
  people.Nudge(at);
  stage.Quiet();
  return stage.Judged();
}

}  // namespace tandem::chaos
