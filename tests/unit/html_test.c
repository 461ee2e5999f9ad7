#include "unit_test.h"

#include "render/html.h"

#include <stdlib.h>

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
        cmocka_unit_test(an_empty_document_is_an_empty_string),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
