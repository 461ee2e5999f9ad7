# The mail's text and HTML.
add_library(mail_digests STATIC mail_digests.c)
target_link_libraries(mail_digests PUBLIC digest_sample PRIVATE tiendo_flags)
# For people and for tests/browser: writes the mails of the samples.
add_executable(mail_sample mail_sample.c)
target_link_libraries(mail_sample PRIVATE tiendo_flags tiendo_sanitize mail_digests worst_province tiendo_digest_mail)
tiendo_test(png_test png_test.c LINKS tiendo_chart)
tiendo_test(mail_text_test mail_text_test.c LINKS mail_digests tiendo_digest_mail)
tiendo_test(mail_html_test mail_html_test.c LINKS mail_digests tiendo_digest_mail)
