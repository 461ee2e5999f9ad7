/* What a mail says of a part of the digest that could not be made, each part failing for a real
 * cause: a store that lost a table, figures that nobody can add up. */
#include "composed.h"
#include "digest_build_fixture.h"

/* Everybody reports until July, and there is something to tell in every section. */
static void put_months(void)
{
    for (int month = 2; month <= 7; month++)
        put_calm_month(month, 10 + 2 * month);
    put_difficulty("385", "CARDS", "Thiếu kinh phí", "2024-07-20T09:00");
}

static composed mail_of(const char *when, digest_depth depth, const digest *previous)
{
    digest_request r = request_at(when);
    r.depth = depth;
    r.previous = previous;
    return compose_of(build(&r), ALL_FILES);
}

/* ---- a section ------------------------------------------------------------------------------- */

static const struct loss {
    const char *table, *gap, *still_said;
} losses[] = {
    {"difficulty_step", "Không lập được phần \"khó khăn, vướng mắc\": lỗi của hệ thống.",
     "Tỷ lệ doanh nghiệp chuyển đổi số"},
    {"directive", "Không lập được phần \"ý kiến chỉ đạo\": lỗi của hệ thống.", "Thiếu kinh phí"},
    {"ruling", "Không lập được phần \"số liệu, tình trạng, xếp hạng\": lỗi của hệ thống.",
     "Thiếu kinh phí"},
    {"verdict", "Không lập được phần \"số liệu, tình trạng, xếp hạng\": lỗi của hệ thống.",
     "Thiếu kinh phí"},
};
enum { LOSSES = sizeof losses / sizeof *losses };

static void a_section_that_cannot_be_read_is_named_and_the_rest_goes_out(void **state)
{
    for (size_t i = 0; i < LOSSES; i++) {
        put_months();
        drop_table(losses[i].table);
        composed c = mail_of("2024-07-22T07:00", DIGEST_FULL, NULL);
        assert_gap(&c, losses[i].gap);
        assert_body_says(&c, "text/plain", losses[i].still_said);
        assert_body_says(&c, "text/html", losses[i].still_said);
        assert_non_null(part_of(&c, pdf_type));
        release(&c);
        remove_store(state);
        make_store(state);
    }
}

static void a_short_mail_names_it_too_and_claims_nothing_of_it(void **state)
{
    (void)state;
    put_months();
    drop_table("difficulty_step");
    composed c = mail_of("2024-07-22T07:00", DIGEST_BRIEF, NULL);
    assert_gap(&c, losses[0].gap);
    assert_body_silent_on(&c, "text/plain", "hông có khó khăn");
    assert_body_silent_on(&c, "text/html", "hông có khó khăn");
    release(&c);
}

static void what_happened_since_the_last_one_is_named_when_it_cannot_be_read(void **state)
{
    (void)state;
    put_months();
    digest *before = build_at("2024-07-15T12:00", NULL);
    drop_table("event");
    composed c = mail_of("2024-07-22T07:00", DIGEST_FULL, before);
    assert_gap(&c, "Không lập được phần \"thay đổi từ bản tin trước\": lỗi của hệ thống.");
    assert_body_says(&c, "text/plain", "Thiếu kinh phí");
    release(&c);
    digest_free(before);
}

/* What SQLite says, and where files lie, is nothing for the Chairman's mail. */
static void of_the_cause_a_reader_is_told_in_words_for_people(void **state)
{
    (void)state;
    put_months();
    drop_table("directive");
    composed c = mail_of("2024-07-22T07:00", DIGEST_FULL, NULL);
    assert_body_silent_on(&c, "text/plain", "SQLite");
    assert_body_silent_on(&c, "text/html", "no such table");
    assert_body_silent_on(&c, "text/html", fixture_store);
    release(&c);
}

/* ---- a sum ----------------------------------------------------------------------------------- */

/* Each can be stored; both together are more than a sum holds. */
static void put_too_much(const char *code)
{
    const int64_t much = INT64_MAX - 1000;
    if (strcmp(code, "CARDS") == 0) {
        put_value("381", code, "2024-M07", much, "2024-07-15T09:00");
        put_value("384", code, "2024-M07", much, "2024-07-15T09:00");
        return;
    }
    put_ratio("381", code, "2024-M07", 10, much, "2024-07-15T09:00");
    put_ratio("384", code, "2024-M07", 10, much, "2024-07-15T09:00");
}

static void a_sum_that_does_not_fit_is_named_and_hides_nothing_else(void **state)
{
    (void)state;
    put_months();
    put_too_much("SHARE");
    composed c = mail_of("2024-07-22T07:00", DIGEST_FULL, NULL);
    assert_gap(&c, "Chỉ tiêu SHARE: số cộng toàn tỉnh quá lớn, không tính được.");
    assert_body_says(&c, "text/plain", "21.000 thẻ"); /* 3 × 7000 */
    assert_body_says(&c, "text/plain", "Thiếu kinh phí");
    assert_body_says(&c, "text/html", "21.000 thẻ");
    release(&c);
}

/* Without a target it would not be missed at all. */
static void a_sum_without_a_target_is_named_too(void **state)
{
    (void)state;
    put_months();
    put_too_much("CARDS");
    composed c = mail_of("2024-07-22T07:00", DIGEST_BRIEF, NULL);
    assert_gap(&c, "Chỉ tiêu CARDS: số cộng toàn tỉnh quá lớn, không tính được.");
    release(&c);
}

static void once_corrected_it_is_told_again(void **state)
{
    (void)state;
    put_months();
    put_too_much("CARDS");
    put_value("384", "CARDS", "2024-M07", 7000, "2024-07-16T09:00");
    put_value("381", "CARDS", "2024-M07", 7000, "2024-07-16T09:00");
    composed c = mail_of("2024-07-22T07:00", DIGEST_FULL, NULL);
    assert_body_silent_on(&c, "text/plain", "quá lớn");
    assert_body_says(&c, "text/plain", "21.000 thẻ");
    release(&c);
}

/* As it was told then: from the reports, in the order in which they came. */
static void looking_back_names_it_as_it_was_then(void **state)
{
    (void)state;
    put_months();
    put_too_much("CARDS");
    put_value("384", "CARDS", "2024-M07", 7000, "2024-07-24T09:00");
    put_value("381", "CARDS", "2024-M07", 7000, "2024-07-24T09:00");
    digest_request r = request_at("2024-07-22T07:00");
    r.in_the_past = true;
    composed c = compose_of(build(&r), 0);
    assert_gap(&c, "Chỉ tiêu CARDS: số cộng toàn tỉnh quá lớn, không tính được.");
    release(&c);
    r = request_at("2024-07-25T07:00");
    r.in_the_past = true;
    c = compose_of(build(&r), 0);
    assert_body_says(&c, "text/plain", "21.000 thẻ");
    release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIGEST_TEST(a_section_that_cannot_be_read_is_named_and_the_rest_goes_out),
        DIGEST_TEST(a_short_mail_names_it_too_and_claims_nothing_of_it),
        DIGEST_TEST(what_happened_since_the_last_one_is_named_when_it_cannot_be_read),
        DIGEST_TEST(of_the_cause_a_reader_is_told_in_words_for_people),
        DIGEST_TEST(a_sum_that_does_not_fit_is_named_and_hides_nothing_else),
        DIGEST_TEST(a_sum_without_a_target_is_named_too),
        DIGEST_TEST(once_corrected_it_is_told_again),
        DIGEST_TEST(looking_back_names_it_as_it_was_then),
    };
    return cmocka_run_group_tests(tests, make_rules, free_rules);
}
