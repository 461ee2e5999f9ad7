tiendo_test(html_test html_test.c LINKS tiendo_render)
