# tocsin_room(NAME [ROOMS r...] [LIBS l...] [TEST_LIBS l...]): one room of ARCHITECTURE.md is one static library
# of every *.cc in its folder, and one test program of every *_test.cc beside them. ROOMS are the only other
# rooms whose headers it can link; tools/check_rooms.py holds the includes to the table.
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET sqlite3)
find_package(fmt REQUIRED)
find_package(pugixml REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url locale container)
find_package(ZLIB REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
if(TOCSIN_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()

add_library(tocsin_flags INTERFACE)
# -ffp-contract=off: a fused multiply-add would let two builds disagree about who stands on an edge.
target_compile_options(tocsin_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Known false positives of g++ 12 inside libstdc++ at -O2.
  target_compile_options(tocsin_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # What g++ leaves out of -Wconversion in C++, and what libstdc++ 12 calls of itself.
  target_compile_options(tocsin_flags INTERFACE -Wno-sign-conversion -Wno-deprecated-declarations)
endif()
target_include_directories(tocsin_flags INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_definitions(tocsin_flags INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ALLOW_DEPRECATED_HEADERS)
if(TOCSIN_SANITIZE STREQUAL "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(tocsin_flags INTERFACE -Wno-tsan)  # Asio's fences, which the sanitizer does not follow
endif()
if(TOCSIN_FUZZ)
  # What libFuzzer steers by. Without it in every room the fuzzers see no new path and keep no input.
  target_compile_options(tocsin_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(TOCSIN_SANITIZE)
  target_compile_options(tocsin_flags INTERFACE -fsanitize=${TOCSIN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(tocsin_flags INTERFACE -fsanitize=${TOCSIN_SANITIZE})
endif()

# tocsin_proto(NAME FILE): generated code is third-party code to our warnings.
function(tocsin_proto name file)
  get_filename_component(stem ${file} NAME_WE)
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR}/${file} DIRECTORY)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${name}_pb)
  file(MAKE_DIRECTORY ${out})
  add_custom_command(OUTPUT ${out}/${stem}.pb.cc ${out}/${stem}.pb.h
    COMMAND protobuf::protoc --cpp_out=${out} -I ${folder} ${CMAKE_CURRENT_SOURCE_DIR}/${file}
    DEPENDS ${file})
  add_library(${name} STATIC ${out}/${stem}.pb.cc)
  target_include_directories(${name} SYSTEM PUBLIC ${out})
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf-lite)
endfunction()

function(tocsin_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} tocsin_flags GTest::gtest GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE TOCSIN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${name} TEST_PREFIX ${name}. DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 900)
endfunction()

function(tocsin_room name)
  cmake_parse_arguments(arg "" "" "ROOMS;LIBS;TEST_LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  add_library(tocsin_${name} STATIC ${sources})
  list(TRANSFORM arg_ROOMS PREPEND tocsin_)
  target_link_libraries(tocsin_${name} PUBLIC tocsin_flags fmt::fmt ${arg_ROOMS} ${arg_LIBS})
  if(TOCSIN_TESTS AND tests)
    tocsin_test(${name}_test SOURCES ${tests} LIBS tocsin_${name} ${arg_TEST_LIBS})
  endif()
endfunction()
