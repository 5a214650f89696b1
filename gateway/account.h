// What the plan is told about this installation. Safe from all threads, as far as the client is.
#pragma once

#include "gateway/config.h"
#include "gateway/directory.h"
#include "gateway/freshdesk.h"
#include "gateway/result.h"
#include "gateway/store.h"
#include "mappers/plan.h"

namespace tandem {

// The account's statuses are read once, by whoever needs them first. What people wrote before the
// store was there is history.
Result<Account> ReadAccount(const Config& config, Store& store, Directory& directory,
                            Freshdesk& freshdesk);

}  // namespace tandem
