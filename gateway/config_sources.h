// Texts of the configuration that stand elsewhere: "${NAME}" in the environment, "file:/path" in a
// file. Pure but for the sources it is given; safe everywhere.
#pragma once

#include "gateway/config.h"
#include "gateway/config_setting.h"
#include "gateway/json.h"

namespace tandem {

// The document with each such text put in its place; once, so that what comes from outside is not
// looked at again. "${NAME}" counts everywhere but in names of members, "file:" only where a
// secret, an address or a template may stand: a label may well begin with "file:". What cannot be
// had stays as it is and is a mistake that names the variable or the file, as is an empty one.
Json FetchTexts(const Json& document, const ConfigSources& sources, Mistakes& mistakes);

}  // namespace tandem
