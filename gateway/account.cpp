#include "gateway/account.h"

#include "gateway/safeguard.h"
#include "mappers/status.h"
#include "mappers/words.h"

namespace tandem {
namespace {

// The services tell whole seconds, by clocks of their own.
constexpr std::chrono::minutes kBirthMargin{1};

// Of a rule's statuses that mean "done" one that only the account itself could tell. Taken for
// open, its tickets would reopen their issues.
Status KnowDone(const Config& config, const TicketFields& fields, const Account& account) {
  if (!fields.assumed) return Done{};
  for (const Rule& rule : config.rules) {
    for (const std::string& name : rule.status.done) {
      if (rule.enabled && !StatusNumber(name, account))
        return Error{Remedy::kUnavailable,
                     "nobody knows which status \"" + name + "\" of rule \"" + rule.name +
                         "\" is (rules[].status.done): freshdesk.api_key must "
                         "be able to see ticket fields"};
    }
  }
  return Done{};
}

}  // namespace

Result<Account> ReadAccount(const Config& config, Store& store, Directory& directory,
                            Freshdesk& freshdesk) {
  TRY_ASSIGN(const StoreAge age, store.Age());
  TRY_ASSIGN(const TicketFields fields, directory.Fields(freshdesk));
  Account account{config.freshdesk.url,    config.github.web_url, config.people,          {},
                  config.retry.look_after, age.whole_since,       age.born - kBirthMargin};
  account.second_looks = Has(Safeguard::kSecondLook);
  for (const auto& [name, number] : fields.statuses) account.statuses[Fold(name)] = number;
  if (const Status known = KnowDone(config, fields, account); !known.ok()) {
    directory.DoubtFields();
    return known.error();
  }
  return account;
}

}  // namespace tandem
