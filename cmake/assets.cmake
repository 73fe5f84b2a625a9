# What the report's page is made of besides results: its style, and two scripts. The one that draws
# charts needs packages of npm; where they cannot be had, it is empty and missing.txt says why.

set(REPORT_ASSETS ${CMAKE_BINARY_DIR}/report)
set(REPORT_SOURCES charts.js charts-bench.js charts-history.js charts-profile.js notices.txt
  package.json package-lock.json)
list(TRANSFORM REPORT_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/report/script/)
find_program(NPM npm)
if(NPM)
  add_custom_command(
    OUTPUT ${REPORT_ASSETS}/bundle.js ${REPORT_ASSETS}/missing.txt
    COMMAND ${CMAKE_SOURCE_DIR}/cmake/bundle ${CMAKE_SOURCE_DIR}/report/script ${REPORT_ASSETS}
    DEPENDS ${REPORT_SOURCES} ${CMAKE_SOURCE_DIR}/cmake/bundle
    COMMENT "Bundling the report's charts"
    VERBATIM)
else()
  message(STATUS "npm is not installed: reports will have tables, but no charts")
  file(WRITE ${REPORT_ASSETS}/bundle.js "")
  file(WRITE ${REPORT_ASSETS}/missing.txt "node and npm were not there when Lockstep was built")
endif()
set(REPORT_STYLE ${CMAKE_SOURCE_DIR}/report/page.css)
set(REPORT_INTERACTION ${CMAKE_SOURCE_DIR}/report/interaction.js)
set(REPORT_CHARTS ${REPORT_ASSETS}/bundle.js)
set(REPORT_MISSING ${REPORT_ASSETS}/missing.txt)
foreach(asset IN ITEMS REPORT_STYLE REPORT_INTERACTION REPORT_CHARTS REPORT_MISSING)
  set_property(SOURCE report/assets.S APPEND PROPERTY COMPILE_DEFINITIONS ${asset}="${${asset}}")
  set_property(SOURCE report/assets.S APPEND PROPERTY OBJECT_DEPENDS ${${asset}})
endforeach()
