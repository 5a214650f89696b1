// What differs between two states of a link, as save_link.lua takes it. Pure; safe from all
// threads.
#pragma once

#include "mappers/link.h"

#include <string>
#include <vector>

namespace tandem {

struct LinkChanges {
  std::vector<std::string> put{};   // fields, each followed by its value
  std::vector<std::string> drop{};  // fields
  std::vector<std::string> left{};  // tickets that are not in the link any more, each followed by
                                    // its commands_until
};

// `before` without an issue stands for nothing at all.
LinkChanges CompareLinks(const Link& before, const Link& after);

}  // namespace tandem
