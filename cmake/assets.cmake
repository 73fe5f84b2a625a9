# What the report's page is made of besides results: its style and its script.

set_source_files_properties(report/assets.S PROPERTIES
  COMPILE_DEFINITIONS REPORT_STYLE="${CMAKE_SOURCE_DIR}/report/page.css"
  OBJECT_DEPENDS ${CMAKE_SOURCE_DIR}/report/page.css)
