# tocsin_catalogues(TARGET): compiles po/*.po of the languages in po/LINGUAS with msgfmt and puts them into TARGET as one
# generated source, the definition of doors/pages/catalogue.h's embedded_catalogues(). The program needs no file of them
# when it runs. As a script (-DOUT -DMO) this file writes that source.
if(CMAKE_SCRIPT_MODE_FILE)
  set(source "#include \"doors/pages/catalogue.h\"\n\nnamespace tocsin::doors::pages {\nnamespace {\n\n")
  set(table "")
  foreach(mo IN LISTS MO)
    get_filename_component(language ${mo} NAME_WE)
    file(READ ${mo} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND source "constexpr unsigned char ${language}[] = {${bytes}};\n")
    string(REPLACE "_" "-" tag ${language})
    string(APPEND table "  {\"${tag}\", ${language}},\n")
  endforeach()
  string(APPEND source "constexpr EmbeddedCatalogue all[] = {\n${table}};\n\n}  // namespace\n\n")
  string(APPEND source "std::span<const EmbeddedCatalogue> embedded_catalogues() { return all; }\n\n}  // namespace tocsin::doors::pages\n")
  file(WRITE ${OUT} "${source}")
  return()
endif()

find_program(MSGFMT msgfmt REQUIRED)

function(tocsin_catalogues target)
  set(po ${PROJECT_SOURCE_DIR}/po)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/catalogues)
  file(MAKE_DIRECTORY ${out})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${po}/LINGUAS)
  file(READ ${po}/LINGUAS languages)
  string(REGEX MATCHALL "[A-Za-z_]+" languages "${languages}")
  foreach(language IN LISTS languages)
    add_custom_command(OUTPUT ${out}/${language}.mo
      COMMAND ${MSGFMT} --check --output-file=${out}/${language}.mo ${po}/${language}.po
      DEPENDS ${po}/${language}.po)
    list(APPEND mo ${out}/${language}.mo)
  endforeach()
  set(script ${PROJECT_SOURCE_DIR}/cmake/catalogues.cmake)
  add_custom_command(OUTPUT ${out}/catalogues.cc
    COMMAND ${CMAKE_COMMAND} "-DMO=${mo}" -DOUT=${out}/catalogues.cc -P ${script}
    DEPENDS ${mo} ${script} VERBATIM)
  target_sources(${target} PRIVATE ${out}/catalogues.cc)
endfunction()
