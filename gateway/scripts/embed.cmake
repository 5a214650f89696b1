# Makes gateway/scripts.{h,cpp} of the build's generated/ folder out of the .lua files here: for
# take_writer.lua a function scripts::TakeWriter() that gives the RedisScript, common.lua before it.
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.lua)
list(FILTER scripts EXCLUDE REGEX "/common\\.lua$")
file(READ ${CMAKE_CURRENT_LIST_DIR}/common.lua common)
set(declarations "")
set(definitions "")
foreach(script IN LISTS scripts)
  get_filename_component(name ${script} NAME_WE)
  string(REPLACE "_" ";" words ${name})
  set(function "")
  foreach(word IN LISTS words)
    string(SUBSTRING ${word} 0 1 first)
    string(SUBSTRING ${word} 1 -1 rest)
    string(TOUPPER ${first} first)
    string(APPEND function ${first}${rest})
  endforeach()
  file(READ ${script} lua)
  string(APPEND declarations "const RedisScript& ${function}();\n")
  string(APPEND definitions "const RedisScript& ${function}() {\n"
         "  static const RedisScript script(\"${name}\", std::string(kCommon) + WeakenedScripts() + R\"lua(${lua})lua\");\n"
         "  return script;\n}\n")
endforeach()
set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${scripts}
                                                           ${CMAKE_CURRENT_LIST_DIR}/common.lua)
set(generated ${CMAKE_BINARY_DIR}/generated/gateway)
file(CONFIGURE OUTPUT ${generated}/scripts.h @ONLY CONTENT
"// The scripts of gateway/scripts/, embedded at build. Immutable; safe from all threads.
#pragma once

#include \"gateway/redis.h\"

namespace tandem::scripts {
@declarations@}  // namespace tandem::scripts
")
file(CONFIGURE OUTPUT ${generated}/scripts.cpp @ONLY CONTENT
"#include \"gateway/scripts.h\"

#include \"gateway/without.h\"

namespace tandem::scripts {
namespace {
constexpr const char* kCommon = R\"lua(@common@)lua\";
}  // namespace

@definitions@}  // namespace tandem::scripts
")
