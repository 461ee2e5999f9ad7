#include "unit_test.h"

#include "render/html.h"

#include <stdlib.h>
#include <string.h>

static void text_is_escaped_and_markup_is_not(void **state)
{
    (void)state;
    html *h = html_new();
    html_markup(h, "<td title=\"");
    html_text(h, "a\"b'c");
    html_markup(h, "\">");
    html_text(h, "<script>&</script>");
    html_number(h, -12);
    html_lines(h, "một\nhai");
    char *out = html_take(h);
    assert_string_equal(out, "<td title=\"a&quot;b&#39;c\">&lt;script&gt;&amp;&lt;/script&gt;-12"
                             "một<br>hai");
    free(out);
    html_free(h);
}

static void controls_overrides_and_broken_utf8_never_reach_the_page(void **state)
{
    (void)state;
    html *h = html_new();
    html_text(h, "a\x1b[31m\tb\x7f"
                 "c\xe2\x80\xae"
                 "d\xef\xbb\xbf"
                 "e\xff"
                 "f\xc2\x9bg<");
    html_text(h, "\n");
    size_t size = html_size(h);
    char *out = html_take(h);
    assert_int_equal(size, strlen(out));
    assert_string_equal(out, "a [31m b cde\xef\xbf\xbd"
                             "f g&lt;\n");
    free(out);
    html_free(h);
}

static void an_empty_document_is_an_empty_string(void **state)
{
    (void)state;
    html *h = html_new();
    char *out = html_take(h);
    assert_string_equal(out, "");
    free(out);
    html_free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped_and_markup_is_not),
        cmocka_unit_test(controls_overrides_and_broken_utf8_never_reach_the_page),
        cmocka_unit_test(an_empty_document_is_an_empty_string),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
