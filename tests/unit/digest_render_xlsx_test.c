#include "unit_test.h"

#include "digest_filled.h"
#include "digest_sample.h"
#include "notifier/digest/digest_render.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

typedef struct rendered {
    unsigned char *bytes;
    size_t size;
} rendered;

static rendered render(const digest *d)
{
    rendered r = {0};
    error err = digest_render_xlsx(d, &r.bytes, &r.size);
    if (err.code)
        fail_msg("%s", err.text);
    return r;
}

/* Releases both. */
static void assert_same(rendered a, rendered b)
{
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.bytes, b.bytes, a.size);
    free(a.bytes);
    free(b.bytes);
}

static void the_same_digest_gives_the_same_bytes(void **state)
{
    (void)state;
    digest *first = digest_sample(), *second = digest_sample();
    assert_same(render(first), render(second));
    digest_free(first);
    digest_free(second);
}

static void a_digest_that_was_frozen_gives_the_same_bytes(void **state)
{
    (void)state;
    digest *d = digest_sample();
    char *text = digest_frozen(d);
    digest *back = digest_thawed(text);
    assert_same(render(d), render(back));
    free(text);
    digest_free(d);
    digest_free(back);
}

static void the_locale_does_not_show(void **state)
{
    (void)state;
    digest *d = digest_sample();
    rendered here = render(d);
    assert_non_null(setlocale(LC_NUMERIC, "C"));
    assert_same(here, render(d));
    digest_free(d);
}

static void the_locale_is_left_as_it_was(void **state)
{
    (void)state;
    locale_t before = uselocale((locale_t)0);
    digest *d = digest_sample_empty();
    free(render(d).bytes);
    assert_ptr_equal(uselocale((locale_t)0), before);
    digest_free(d);
}

static void a_text_of_any_length_fits_a_cell(void **state)
{
    (void)state;
    enum { LONG = 60000 };
    digest *d = digest_sample();
    char *text = malloc(LONG + 1);
    assert_non_null(text);
    memset(text, 'a', LONG);
    text[LONG] = '\0';
    d->difficulties[0].text = text;
    free(render(d).bytes);
    free(text);
    digest_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_digest_gives_the_same_bytes),
        cmocka_unit_test(a_digest_that_was_frozen_gives_the_same_bytes),
        cmocka_unit_test(the_locale_is_left_as_it_was),
        cmocka_unit_test(a_text_of_any_length_fits_a_cell),
        cmocka_unit_test(the_locale_does_not_show), /* last: it stays in the other one */
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
