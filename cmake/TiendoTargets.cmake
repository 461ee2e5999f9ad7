# Helpers that keep a folder's CMakeLists.txt to what it is made of.

set(TIENDO_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize=")
option(TIENDO_WERROR "Treat compiler warnings as errors" ON)

# Flags for our own code only: generated code must not inherit them.
add_library(tiendo_flags INTERFACE)
target_compile_definitions(tiendo_flags INTERFACE _GNU_SOURCE TIENDO_VERSION="${PROJECT_VERSION}")
target_compile_options(tiendo_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings
    -Wpointer-arith -Wcast-qual -Wconversion -Wno-sign-conversion -Wformat=2 -Wundef -Wvla
    -fstack-protector-strong -fno-common
    $<$<C_COMPILER_ID:GNU>:-Wshadow=local>
    # snprintf cuts on purpose, at sizes that the declarations state.
    $<$<C_COMPILER_ID:GNU>:-Wno-format-truncation>
    $<$<BOOL:${TIENDO_WERROR}>:-Werror>
    $<$<CONFIG:RelWithDebInfo>:-D_FORTIFY_SOURCE=2>)

add_library(tiendo_sanitize INTERFACE)
if(TIENDO_SANITIZE)
    target_compile_options(tiendo_sanitize INTERFACE
        -fsanitize=${TIENDO_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(tiendo_sanitize INTERFACE -fsanitize=${TIENDO_SANITIZE})
endif()

# tiendo_library(NAME SOURCES... [PUBLIC targets...] [PRIVATE targets...])
# Headers are included from the repository's lib/ and, for programs' own parts, by folder name.
function(tiendo_library name)
    cmake_parse_arguments(arg "" "" "PUBLIC;PRIVATE" ${ARGN})
    add_library(${name} STATIC ${arg_UNPARSED_ARGUMENTS})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/lib ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC tiendo_sanitize ${arg_PUBLIC}
                                  PRIVATE tiendo_flags ${arg_PRIVATE})
endfunction()

# tiendo_program(NAME SOURCES... LINKS targets...)
function(tiendo_program name)
    cmake_parse_arguments(arg "" "" "LINKS" ${ARGN})
    add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE tiendo_flags tiendo_sanitize ${arg_LINKS})
    install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# tiendo_test(NAME SOURCES... LINKS targets...): a cmocka program run by CTest.
# Each test runs twice, the second time in the Vietnamese locale, where a decimal comma
# would show any number that is printed or read through the C library.
function(tiendo_test name)
    cmake_parse_arguments(arg "" "" "LINKS" ${ARGN})
    add_executable(${name} ${arg_UNPARSED_ARGUMENTS}
                   ${PROJECT_SOURCE_DIR}/tests/unit/use_locale.c)
    target_link_libraries(${name} PRIVATE tiendo_flags tiendo_sanitize ${arg_LINKS} cmocka)
    target_compile_definitions(${name} PRIVATE
        TIENDO_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TIENDO_BINARY_DIR="${CMAKE_BINARY_DIR}")
    add_dependencies(${name} test_locale)
    add_test(NAME unit.${name} COMMAND ${name})
    add_test(NAME unit.${name}.vi COMMAND ${name})
    set_tests_properties(unit.${name} unit.${name}.vi PROPERTIES LABELS unit)
    set_tests_properties(unit.${name}.vi PROPERTIES
        ENVIRONMENT "LC_ALL=vi_VN.UTF-8;TIENDO_TEST_LOCALES=${CMAKE_BINARY_DIR}/locale")
endfunction()

# tiendo_service(NAME): installs NAME.service.in and NAME.sysusers of this folder for systemd. What
# the units say of the sandbox is the same for all: cmake/hardening.conf.
# They name the program by its whole path, which is known only when it is installed. The folders are
# those where systemd looks under /usr and /usr/local, whatever CMAKE_INSTALL_LIBDIR is.
function(tiendo_service name)
    install(CODE "
        set(bindir \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}\")
        set(docdir \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DOCDIR}\")
        set(unit \"\${CMAKE_INSTALL_PREFIX}/lib/systemd/system/${name}.service\")
        file(READ \"${PROJECT_SOURCE_DIR}/cmake/hardening.conf\" hardening)
        message(STATUS \"Installing: \$ENV{DESTDIR}\${unit}\")
        configure_file(\"${CMAKE_CURRENT_SOURCE_DIR}/${name}.service.in\"
                       \"\$ENV{DESTDIR}\${unit}\" @ONLY)
        list(APPEND CMAKE_INSTALL_MANIFEST_FILES \"\${unit}\")")
    install(FILES ${name}.sysusers DESTINATION lib/sysusers.d RENAME ${name}.conf)
endfunction()
