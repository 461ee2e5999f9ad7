# What a message is made of, and what it says of what is missing.
tiendo_test(composition_test composition_test.c
    LINKS tiendo_notifier_parts digest_sample worst_province)
tiendo_test(composition_fonts_test composition_fonts_test.c
    LINKS tiendo_notifier_parts digest_sample)
tiendo_test(digest_gap_test digest_gap_test.c LINKS tiendo_notifier_parts)
tiendo_test(draft_note_test draft_note_test.c LINKS tiendo_notifier_parts)

add_library(worst_province STATIC worst_province.c)
target_include_directories(worst_province PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(worst_province PUBLIC tiendo_digest_model
    PRIVATE tiendo_flags tiendo_digest_builder)
tiendo_test(digest_shorten_test digest_shorten_test.c
    LINKS digest_sample worst_province tiendo_digest_mail)
