// The people of a run: customers, stewards and engineers, who do one thing after the other by the
// dice, and enter it into the ledger. Not thread-safe.
#pragma once

#include "tests/chaos/run/dice.h"
#include "tests/chaos/run/ledger.h"
#include "tests/chaos/run/settings.h"
#include "tests/sandbox/sandbox.h"

#include <chrono>
#include <functional>
#include <string>
#include <utility>

namespace tandem::chaos {

class People {
 public:
  // An edit is clean when nobody has touched its link for `calm` and the gateway has looked at it
  // since: `looks` tells how often it has. All must outlive this.
  using Looks = std::function<std::size_t(const Linked& link)>;
  People(sandbox::Sandbox& world, const Settings& settings, std::chrono::milliseconds calm,
         Looks looks);

  // What the admin may ask of the API: POST of a path, its status, 0 without an answer.
  using Api = std::function<int(const std::string& path)>;
  // When what the gateway last planned for was read, by its own word; nothing when it does not say.
  using Synced = std::function<Time(std::int64_t ticket)>;
  void Use(Api api, Synced synced) {
    api_ = std::move(api);
    synced_ = std::move(synced);
  }

  // The next thing that somebody does.
  void Act();
  // One thing that somebody does, in a situation: an edit there is clean, because nothing collides
  // with it.
  void OpenTicket();
  void Choose(std::size_t link, Field field, Side side, bool value);
  void DeleteIssue(std::size_t link);
  // A tag of no matter, by which the ticket is looked at again: no webhook tells of an edited note.
  void Nudge(std::size_t link);
  // What people can see of a link decides what they can do there.
  void Meet(Linked& link);

  // A clean edit that is the field's last one stands on its own side, at any time.
  void CheckLast(std::size_t link, Field field);

  Ledger& ledger() { return ledger_; }

 private:
  void Write(std::size_t link, Side side);
  void WriteSecret(std::size_t link);
  void EditOrDelete();
  void Command(std::size_t link, Side side);
  void Ask(std::size_t link);
  void Withdraw(std::size_t link);
  void ChangeField(std::size_t link, Field field, Side side);
  void Set(const Linked& link, Field field, Side side, bool value);
  std::string NextText();
  void Note(std::size_t link, std::string what);

  sandbox::Sandbox& world_;
  const Settings& settings_;
  std::chrono::milliseconds calm_;
  Looks looks_;
  Api api_{};
  Synced synced_{};
  Dice dice_;
  Ledger ledger_{};
  std::size_t texts_ = 0;
  std::size_t acts_ = 0;
  std::size_t nudges_ = 0;
};

}  // namespace tandem::chaos
