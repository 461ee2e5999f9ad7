tiendo_test(digest_json_test digest_json_test.c digest_filled.c
    LINKS tiendo_digest_sheets PkgConfig::jansson)

# Debian's own interpreter: its python3-jsonschema and python3-openpyxl belong to it.
find_program(PYTHON3 python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)
add_executable(digest_schema_samples digest_schema_samples.c digest_filled.c)
target_link_libraries(digest_schema_samples PRIVATE
    tiendo_flags tiendo_sanitize tiendo_digest_sheets PkgConfig::jansson cmocka)
add_test(NAME unit.digest_schema_test
    COMMAND ${PYTHON3} ${CMAKE_CURRENT_LIST_DIR}/digest_schema_test.py
            $<TARGET_FILE:digest_schema_samples>)
set_tests_properties(unit.digest_schema_test PROPERTIES LABELS unit)

add_executable(digest_xlsx_samples digest_xlsx_samples.c digest_filled.c)
target_link_libraries(digest_xlsx_samples PRIVATE
    tiendo_flags tiendo_sanitize tiendo_digest_sheets digest_sample cmocka)
add_test(NAME unit.digest_xlsx_test
    COMMAND ${PYTHON3} ${CMAKE_CURRENT_LIST_DIR}/digest_xlsx_test.py
            $<TARGET_FILE:digest_xlsx_samples>)
set_tests_properties(unit.digest_xlsx_test PROPERTIES LABELS unit)

tiendo_test(digest_render_xlsx_test digest_render_xlsx_test.c digest_filled.c
    LINKS tiendo_digest_sheets digest_sample)
