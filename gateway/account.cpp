#include "gateway/account.h"

#include "mappers/words.h"

namespace tandem {

Result<Account> ReadAccount(const Config& config, Directory& directory, Freshdesk& freshdesk) {
  TRY_ASSIGN(const TicketFields fields, directory.Fields(freshdesk));
  Account account{
      config.freshdesk.url, config.github.web_url, config.people, {}, config.retry.look_after};
  for (const auto& [name, number] : fields.statuses) account.statuses[Fold(name)] = number;
  return account;
}

}  // namespace tandem
