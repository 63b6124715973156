# How Huiyin's targets are made. One target per folder; link lists are the allowed include directions (docs/architecture.md).
include_guard(GLOBAL)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
set(HUIYIN_SANITIZE "" CACHE STRING "comma list for -fsanitize=")

# ccache makes scripts/run and scripts/test quick the second time, in whichever folder the checkout lies.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=time_macros ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()

add_library(huiyin_flags INTERFACE)
target_compile_options(huiyin_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                                              -Wimplicit-fallthrough -Wno-missing-field-initializers -Werror)
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  target_compile_options(huiyin_flags INTERFACE -Wthread-safety -Wno-unused-command-line-argument)
else()
  # g++ 12 reports these inside std::string and std::variant of its own library (GCC PR 105329, 105562).
  target_compile_options(huiyin_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(CMAKE_BUILD_TYPE STREQUAL Debug AND NOT HUIYIN_SANITIZE)
  target_compile_options(huiyin_flags INTERFACE -O0)
endif()
if(HUIYIN_SANITIZE)
  target_compile_options(huiyin_flags INTERFACE -O1 -g1 -fno-omit-frame-pointer -fsanitize=${HUIYIN_SANITIZE}
                                                -fno-sanitize-recover=all)
  target_link_options(huiyin_flags INTERFACE -fsanitize=${HUIYIN_SANITIZE})
endif()
target_include_directories(huiyin_flags INTERFACE ${CMAKE_SOURCE_DIR})

# Compiled for a folder without a .cpp of its own, so that its target (and all that link it) exists from the first day.
set(HUIYIN_NO_SOURCE ${CMAKE_BINARY_DIR}/no_source.cpp)
if(NOT EXISTS ${HUIYIN_NO_SOURCE})
  file(WRITE ${HUIYIN_NO_SOURCE} "// This folder has no .cpp yet.\n")
endif()

# huiyin_library(name [DEPS targets...] [PRIVATE_DEPS targets...]): every .cpp of the current folder but *_test.cpp.
function(huiyin_library name)
  cmake_parse_arguments(ARG "" "" "DEPS;PRIVATE_DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "(_test|main)\\.cpp$")
  if(NOT sources)
    set(sources ${HUIYIN_NO_SOURCE})
  endif()
  add_library(huiyin_${name} STATIC ${sources})
  target_link_libraries(huiyin_${name} PUBLIC huiyin_flags ${ARG_DEPS} PRIVATE ${ARG_PRIVATE_DEPS})
endfunction()

# huiyin_program(name DEPS targets...): main.cpp of the current folder; nothing while there is none.
function(huiyin_program name)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/main.cpp)
    message(STATUS "${name}: no main.cpp yet, skipped")
    return()
  endif()
  add_executable(${name} main.cpp)
  target_link_libraries(${name} PRIVATE huiyin_flags ${ARG_DEPS})
endfunction()

# huiyin_tests(name [DEPS targets...]): one GoogleTest program from every .cpp of the current folder, known to ctest.
function(huiyin_tests name)
  cmake_parse_arguments(ARG "" "" "DEPS;SOURCES" ${ARGN})
  if(NOT ARG_SOURCES AND NOT "SOURCES" IN_LIST ARGN)
    file(GLOB ARG_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  endif()
  if(NOT ARG_SOURCES)
    return()
  endif()
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE huiyin_flags ${ARG_DEPS} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name}_test PRIVATE HUIYIN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES TIMEOUT 600)
endfunction()

# huiyin_embed(target name FILES f...): the files' bytes as `huiyin::embedded_file(name)` (daemon/base/embedded.h),
# so that the programs run on the shipped rule data without knowing where they are installed.
function(huiyin_embed target name)
  cmake_parse_arguments(ARG "" "" "FILES" ${ARGN})
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} "-DFILES=${ARG_FILES}" -P ${CMAKE_SOURCE_DIR}/scripts/cmake/embed.cmake
    DEPENDS ${ARG_FILES} ${CMAKE_SOURCE_DIR}/scripts/cmake/embed.cmake VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()

# carrier(name): registers adapters/<name>/ . The generated registry is the only place that knows all carriers.
function(carrier name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/adapters/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  target_sources(huiyin_adapters PRIVATE ${sources})
  set_property(GLOBAL APPEND PROPERTY HUIYIN_CARRIERS ${name})
  set_property(GLOBAL APPEND PROPERTY HUIYIN_CARRIER_TESTS ${tests})
endfunction()
