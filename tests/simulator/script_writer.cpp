// Makes up what people do in a story, from its number alone.

#include "tests/simulator/dice.h"
#include "tests/simulator/script.h"

#include <array>
#include <vector>

namespace tandem::simulator {
namespace {

using namespace std::chrono_literals;

// How often people do what.
struct Habit {
  DeedKind kind = DeedKind::kNothing;
  int weight = 0;
};
constexpr std::array kHabits = {Habit{DeedKind::kNote, 20},        Habit{DeedKind::kComment, 18},
                                Habit{DeedKind::kReply, 3},        Habit{DeedKind::kEdit, 12},
                                Habit{DeedKind::kDelete, 4},       Habit{DeedKind::kEditCopy, 3},
                                Habit{DeedKind::kStatus, 10},      Habit{DeedKind::kTag, 10},
                                Habit{DeedKind::kOtherTag, 3},     Habit{DeedKind::kPriority, 6},
                                Habit{DeedKind::kState, 9},        Habit{DeedKind::kLabel, 10},
                                Habit{DeedKind::kAssign, 2},       Habit{DeedKind::kOtherLabel, 3},
                                Habit{DeedKind::kDeleteCopy, 2},   Habit{DeedKind::kAskForSync, 1},
                                Habit{DeedKind::kPriorityLabel, 5}};
constexpr std::array kThrowingHabits = {Habit{DeedKind::kTrash, 1}, Habit{DeedKind::kSpam, 1}};
constexpr std::array kLinkHabits = {
    Habit{DeedKind::kAskForIssue, 3}, Habit{DeedKind::kAskForUnlink, 3},
    Habit{DeedKind::kAskForTicket, 2}, Habit{DeedKind::kAskForUnticket, 1}};

// How often it is what the plot is about.
constexpr double kOfThePlot = 0.12;

class Writer {
 public:
  Writer(std::uint64_t seed, Plot plot) : dice_(seed), plot_(plot) {}

  std::vector<Deed> Write() {
    Add({0, {}, DeedKind::kTicket, kFirstTicket, 0, 1});
    const int length = 24 + dice_.Below(13);
    const int second = 1 + dice_.Below(12);
    const int disaster = 6 + dice_.Below(length - 8);
    while (static_cast<int>(deeds_.size()) < length) {
      Wait();
      const int written = static_cast<int>(deeds_.size());
      if (tickets_ == 1 && written > second && plot_ != Plot::kOneTicket) {
        BringSecond();
      } else if (plot_ == Plot::kStoreFails && written > disaster) {
        RuinStore();
      } else {
        DoSomething();
      }
    }
    SayLastWords();
    return std::move(deeds_);
  }

 private:
  void Add(Deed deed) {
    deed.id = static_cast<int>(deeds_.size());
    deed.at = now_;
    deeds_.push_back(deed);
    if (deed.kind == DeedKind::kNote || deed.kind == DeedKind::kComment)
      messages_.push_back(deed.id);
  }

  // Most of what people do comes in bursts.
  void Wait() {
    const int how = dice_.Below(100);
    if (how < 62) {
      now_ += dice_.Between(10ms, 400ms);
    } else if (how < 86) {
      now_ += dice_.Between(400ms, 5s);
    } else if (how < 97) {
      now_ += dice_.Between(5s, 60s);
    } else {
      now_ += dice_.Between(1min, 8min);
    }
  }

  int SomeTicket() { return kFirstTicket + (tickets_ > 1 ? dice_.Below(2) : 0); }

  void BringSecond() {
    tickets_ = 2;
    const bool tagged = plot_ == Plot::kLinks && dice_.Chance(0.4);
    Add({0, {}, DeedKind::kTicket, kSecondTicket, 0, tagged ? 1 : 0});
    if (tagged || (plot_ == Plot::kMerges && dice_.Chance(0.5))) return;
    now_ += dice_.Between(2s, 60s);
    if (dice_.Chance(0.5)) {
      Add({0, {}, DeedKind::kAskForTicket, kFirstTicket, 0, kSecondTicket});
    } else {
      Add({0, {}, DeedKind::kAskForIssue, kSecondTicket, 0, kFirstTicket});
    }
  }

  void RuinStore() {
    if (ruins_ == 0) Add({0, {}, dice_.Chance(0.5) ? DeedKind::kWipe : DeedKind::kBackup});
    if (ruins_ == 1 && deeds_.back().kind != DeedKind::kWipe) Add({0, {}, DeedKind::kRollBack});
    if (ruins_ > 1 || deeds_.back().kind == DeedKind::kWipe) DoSomething();
    ++ruins_;
  }

  template <class Habits>
  DeedKind Choose(const Habits& habits) {
    int total = 0;
    for (const Habit& each : habits) total += each.weight;
    int at = dice_.Below(total);
    for (const Habit& each : habits) {
      at -= each.weight;
      if (at < 0) return each.kind;
    }
    return DeedKind::kNothing;
  }

  // Mostly nothing.
  DeedKind ChooseOfThePlot() {
    switch (plot_) {
      case Plot::kLinks:
        return dice_.Chance(kOfThePlot) ? Choose(kLinkHabits) : DeedKind::kNothing;
      case Plot::kLocks:
        return dice_.Chance(kOfThePlot) ? DeedKind::kLock : DeedKind::kNothing;
      case Plot::kThrownAway:
        return dice_.Chance(kOfThePlot) ? Choose(kThrowingHabits) : DeedKind::kNothing;
      case Plot::kMerges:
        return dice_.Chance(kOfThePlot) ? DeedKind::kMerge : DeedKind::kNothing;
      case Plot::kIssueGoes:
        return dice_.Chance(kOfThePlot / 4) ? DeedKind::kDeleteIssue : DeedKind::kNothing;
      case Plot::kTransfers:
        return dice_.Chance(kOfThePlot / 2) ? DeedKind::kTransfer : DeedKind::kNothing;
      case Plot::kArchives:
        return dice_.Chance(kOfThePlot) ? DeedKind::kArchive : DeedKind::kNothing;
      default:
        return DeedKind::kNothing;
    }
  }

  void DoSomething() {
    const DeedKind of_the_plot = ChooseOfThePlot();
    const bool is_of_it = of_the_plot != DeedKind::kNothing;
    Deed deed{0, {}, is_of_it ? of_the_plot : Choose(kHabits), SomeTicket(), 0, 0};
    Fill(deed);
    Add(deed);
    if (IsSwitch(deed.kind) && dice_.Chance(0.35)) SwitchBack(deed);
  }

  static bool IsSwitch(DeedKind kind) {
    return kind == DeedKind::kTag || kind == DeedKind::kLabel || kind == DeedKind::kStatus ||
           kind == DeedKind::kState || kind == DeedKind::kPriorityLabel ||
           kind == DeedKind::kLock || kind == DeedKind::kTrash || kind == DeedKind::kSpam ||
           kind == DeedKind::kArchive;
  }

  void Fill(Deed& deed) {
    switch (deed.kind) {
      case DeedKind::kNote:
      case DeedKind::kComment:
        deed.value = SomeFlavour();
        break;
      case DeedKind::kEdit:
      case DeedKind::kDelete:
      case DeedKind::kEditCopy:
      case DeedKind::kDeleteCopy:
        if (messages_.empty()) {
          deed.kind = DeedKind::kNote;
          break;
        }
        deed.about =
            messages_.at(static_cast<std::size_t>(dice_.Below(static_cast<int>(messages_.size()))));
        deed.value = SomeFlavour();
        deed.ticket = dice_.Chance(0.5) ? 0 : deed.ticket;
        break;
      case DeedKind::kStatus:
        deed.value = 2 + dice_.Below(4);
        break;
      case DeedKind::kPriority:
        deed.value = 1 + dice_.Below(4);
        break;
      case DeedKind::kState:
        deed.value = 1 + dice_.Below(3);
        break;
      case DeedKind::kPriorityLabel:
        deed.about = 3 + dice_.Below(2);
        deed.value = dice_.Below(2);
        break;
      case DeedKind::kMerge:
        if (tickets_ == 1) {
          deed.kind = DeedKind::kNote;
          deed.value = SomeFlavour();
          break;
        }
        deed.value = deed.ticket == kFirstTicket ? kSecondTicket : kFirstTicket;
        break;
      case DeedKind::kArchive:
        deed.ticket = dice_.Chance(0.7) ? 0 : deed.ticket;
        deed.value = dice_.Below(2);
        break;
      case DeedKind::kAskForIssue:
        deed.value = dice_.Chance(0.5) ? 0 : SomeTicket();
        break;
      case DeedKind::kAskForTicket:
      case DeedKind::kAskForUnticket:
        deed.value = SomeTicket();
        break;
      default:
        deed.about = dice_.Below(2);
        deed.value = dice_.Below(2);
        break;
    }
  }

  int SomeFlavour() {
    const int how = dice_.Below(20);
    if (how < 14) return static_cast<int>(Flavour::kPlain);
    if (how < 17) return static_cast<int>(Flavour::kRich);
    return static_cast<int>(how < 19 ? Flavour::kPrivate : Flavour::kPublish);
  }

  // A, B, A within the time in which our own late writes may come through.
  void SwitchBack(Deed deed) {
    now_ += dice_.Between(20ms, 40s);
    if (deed.kind == DeedKind::kStatus) deed.value = deed.value < 4 ? 4 : 2;
    if (deed.kind == DeedKind::kState) deed.value = deed.value == 1 ? 2 : 1;
    if (deed.kind != DeedKind::kStatus && deed.kind != DeedKind::kState)
      deed.value = 1 - deed.value;
    Add(deed);
  }

  // Edits of notes are told to nobody; whatever is written last makes their links be looked at.
  void SayLastWords() {
    BringBack();
    now_ += 30s;
    for (int i = 0; i < tickets_; ++i)
      Add({0, {}, DeedKind::kNote, kFirstTicket + i, 0, static_cast<int>(Flavour::kPlain)});
  }

  // Nothing is out of reach at the end.
  void BringBack() {
    if (plot_ == Plot::kLocks) Add({0, {}, DeedKind::kLock, kFirstTicket, 0, 0});
    if (plot_ == Plot::kArchives) {
      Add({0, {}, DeedKind::kArchive, 0, 0, 0});
      now_ += 30s;  // of an archived ticket nobody is told anything: the issue is to be looked at
      Add({0, {}, DeedKind::kComment, kFirstTicket, 0, static_cast<int>(Flavour::kPlain)});
    }
    if (plot_ == Plot::kIssueGoes) return AskForAnother();
    if (plot_ != Plot::kThrownAway) return;
    for (int i = 0; i < tickets_; ++i) {
      Add({0, {}, DeedKind::kTrash, kFirstTicket + i, 0, 0});
      Add({0, {}, DeedKind::kSpam, kFirstTicket + i, 0, 0});
    }
    // Until whatever ends has ended.
    now_ += 10min;
    for (int i = 0; i < tickets_; ++i)
      Add({0, {}, DeedKind::kAskForIssue, kFirstTicket + i, 0, kFirstTicket});
  }

  void AskForAnother() {
    now_ += 10min;
    Add({0, {}, DeedKind::kAskForIssue, kFirstTicket, 0, 0});
    now_ += 5min;
    if (tickets_ > 1) Add({0, {}, DeedKind::kAskForIssue, kSecondTicket, 0, kFirstTicket});
  }

  Dice dice_;
  Plot plot_;
  milliseconds now_{};
  int tickets_ = 1;
  int ruins_ = 0;
  std::vector<Deed> deeds_{};
  std::vector<int> messages_{};  // the deeds that wrote one
};

Plot RarePlotOf(std::uint64_t seed) {
  constexpr std::array kRare{Plot::kLocks, Plot::kThrownAway, Plot::kMerges, Plot::kIssueGoes};
  constexpr std::array kRarer{Plot::kTransfers, Plot::kArchives};
  const auto which = Mix(seed, 8) % 12;
  if (which < kRare.size()) return kRare.at(which);
  const auto other = Mix(seed, 9) % 8;
  return other < kRarer.size() ? kRarer.at(other) : Plot::kOneTicket;
}

Plot PlotOf(std::uint64_t seed) {
  const auto how = Mix(seed, 7) % 20;
  if (how < 10) return RarePlotOf(seed);
  if (how < 15) return Plot::kTwoTickets;
  return how < 18 ? Plot::kLinks : Plot::kStoreFails;
}

}  // namespace

Script WriteScript(std::uint64_t seed, std::int64_t number) {
  const std::uint64_t own = Mix(seed, static_cast<std::uint64_t>(number));
  Script script{PlotOf(own), {}};
  script.deeds = Writer(own, script.plot).Write();
  return script;
}

}  // namespace tandem::simulator
