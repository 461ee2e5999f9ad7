# Documents are read back by poppler's programs.
tiendo_test(pdf_test pdf_test.c LINKS tiendo_digest_pdf digest_sample)
tiendo_test(pdf_sheet_test pdf_sheet_test.c LINKS tiendo_digest_pdf digest_sample)

# For people: writes pictures and documents of the samples; a test runs it without fonts.
add_executable(render_sample render_sample.c)
target_link_libraries(render_sample PRIVATE
    tiendo_flags tiendo_sanitize tiendo_digest_pdf digest_sample)
add_dependencies(pdf_test render_sample)
