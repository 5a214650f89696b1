// What an error reply of Redis asks for. Pure functions; safe everywhere.
#pragma once

#include "gateway/result.h"

#include <string>
#include <string_view>

namespace tandem {

// The first word of an error reply ("LOADING", "OOM"). Redis before version 7 wraps what a command
// inside a script was answered ("ERR Error running script ...: -OOM command not allowed"): then the
// word inside.
std::string_view RedisErrorCode(std::string_view reply);

// The error that a reply stands for; `what` says what was asked of which server. The reply's own
// text goes into the message without the arguments that Redis quotes.
Error RedisRefusal(std::string_view reply, const std::string& what);

}  // namespace tandem
