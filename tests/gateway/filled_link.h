// A link in which no member has its default. Pure; safe from all threads.
#pragma once

#include "mappers/link.h"

namespace tandem {

Link FilledLink();

}  // namespace tandem
