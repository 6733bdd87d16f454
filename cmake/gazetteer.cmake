# tocsin_gazetteer(TARGET SOURCE): turns data/gazetteer/ into one table, which SOURCE of TARGET puts into the program.
find_package(ZLIB REQUIRED)

function(tocsin_gazetteer target source)
  set(folder ${PROJECT_SOURCE_DIR}/data/gazetteer)
  set(table ${CMAKE_CURRENT_BINARY_DIR}/gazetteer.bin)
  file(GLOB inputs CONFIGURE_DEPENDS ${folder}/*.txt ${folder}/*.tsv ${folder}/*.tsv.gz)
  # The tool cuts names into tokens with the very code that cuts texts.
  add_executable(compile_gazetteer ${PROJECT_SOURCE_DIR}/tools/compile_gazetteer.cc ${CMAKE_CURRENT_SOURCE_DIR}/reading/tokens.cc)
  target_link_libraries(compile_gazetteer PRIVATE tocsin_flags ZLIB::ZLIB)
  add_custom_command(OUTPUT ${table}
    COMMAND compile_gazetteer ${folder} ${table}
    DEPENDS compile_gazetteer ${inputs} VERBATIM)
  target_sources(${target} PRIVATE ${table})
  set_source_files_properties(${source} PROPERTIES
    COMPILE_DEFINITIONS TOCSIN_GAZETTEER_FILE="${table}" OBJECT_DEPENDS ${table})
endfunction()
