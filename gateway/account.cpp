#include "gateway/account.h"

#include "gateway/safeguard.h"
#include "mappers/words.h"

namespace tandem {
namespace {

// The services tell whole seconds, by clocks of their own.
constexpr std::chrono::minutes kBirthMargin{1};

}  // namespace

Result<Account> ReadAccount(const Config& config, Store& store, Directory& directory,
                            Freshdesk& freshdesk) {
  TRY_ASSIGN(const StoreAge age, store.Age());
  TRY_ASSIGN(const TicketFields fields, directory.Fields(freshdesk));
  Account account{config.freshdesk.url,    config.github.web_url, config.people,          {},
                  config.retry.look_after, age.whole_since,       age.born - kBirthMargin};
  account.second_looks = Has(Safeguard::kSecondLook);
  for (const auto& [name, number] : fields.statuses) account.statuses[Fold(name)] = number;
  return account;
}

}  // namespace tandem
