# The mail's text and HTML.
tiendo_test(png_test png_test.c LINKS tiendo_chart)
