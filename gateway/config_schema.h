// The check of a document against the configuration's schema, which finds every mistake and not
// just the first. RapidJSON's validator is seen only in config_schema.cpp. Pure; safe everywhere.
#pragma once

#include "gateway/config_setting.h"
#include "gateway/json.h"

namespace tandem {

// Adds each mistake of `document` to `mistakes`: unknown and missing keys, keys given twice, values
// of a wrong type or out of range.
void CheckAgainstSchema(const Json& document, Mistakes& mistakes);

}  // namespace tandem
