# A digest made by hand, for those who test what is done with one.
add_library(digest_sample STATIC digest_sample.c digest_sample_obligations.c digest_sample_units.c)
target_include_directories(digest_sample PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(digest_sample PUBLIC tiendo_digest_model PRIVATE tiendo_flags)
tiendo_test(digest_sample_test digest_sample_test.c LINKS digest_sample)
tiendo_test(view_test view_test.c LINKS tiendo_model)
tiendo_test(digest_build_test digest_build_test.c LINKS tiendo_digest_builder tiendo_digest_sheets)
tiendo_test(digest_build_units_test digest_build_units_test.c
    LINKS tiendo_digest_builder tiendo_digest_sheets)
tiendo_test(digest_build_since_test digest_build_since_test.c
    LINKS tiendo_digest_builder tiendo_digest_sheets)
tiendo_test(store_board_test store_board_test.c LINKS tiendo_digest_builder tiendo_digest_sheets)
