# Makes page_files.cpp of the build's generated/ folder out of the page's files here.
set(page_files "")
foreach(file IN ITEMS index.html app.js style.css icon.svg)
  set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/${file})
  file(READ ${CMAKE_CURRENT_LIST_DIR}/${file} text)
  string(APPEND page_files "    {\"${file}\", R\"page(${text})page\"},\n")
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/gateway/page_files.cpp @ONLY CONTENT
"#include \"gateway/page.h\"

namespace tandem {

std::vector<PageFile> PageFiles() {
  return {
@page_files@  };
}

}  // namespace tandem
")
