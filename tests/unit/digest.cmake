tiendo_test(digest_test digest_test.c LINKS tiendo_digest)
tiendo_test(html_test html_test.c LINKS tiendo_render)
