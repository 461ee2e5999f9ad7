#include "unit_test.h"

#include "chart_sample.h"
#include "render/typeset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- a picture and its points ------------------------------------------------------------- */

typedef struct picture {
    cairo_surface_t *surface;
    int width, height;
} picture;

static picture take(const chart_frame *f, chart_draw_fn draw, const void *data)
{
    picture p = {.width = (int)f->width, .height = (int)f->height};
    p.surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, p.width, p.height);
    cairo_t *to = cairo_create(p.surface);
    cairo_set_source_rgb(to, 1, 1, 1);
    cairo_paint(to);
    draw(to, f, data);
    assert_int_equal(cairo_status(to), CAIRO_STATUS_SUCCESS);
    cairo_destroy(to);
    cairo_surface_flush(p.surface);
    return p;
}

static uint32_t at(const picture *p, int x, int y)
{
    uint32_t pixel;
    assert_true(x >= 0 && x < p->width && y >= 0 && y < p->height);
    memcpy(&pixel,
           cairo_image_surface_get_data(p->surface) +
               y * cairo_image_surface_get_stride(p->surface) + x * 4,
           4);
    return pixel & 0xffffff;
}

static int channel(uint32_t colour, int shift)
{
    return (int)(colour >> shift & 0xff);
}

/* COLOUR, or what is left of it at the edge of a thin line on white. */
static bool is_like(uint32_t pixel, uint32_t colour)
{
    int darkest = 0;
    for (int shift = 8; shift <= 16; shift += 8)
        if (channel(colour, shift) < channel(colour, darkest))
            darkest = shift;
    double share = (255.0 - channel(pixel, darkest)) / (255.0 - channel(colour, darkest));
    if (share < 0.4)
        return false;
    for (int shift = 0; shift <= 16; shift += 8)
        if (fabs(255 - share * (255 - channel(colour, shift)) - channel(pixel, shift)) > 6)
            return false;
    return true;
}

static size_t count_of(const picture *p, uint32_t colour)
{
    size_t n = 0;
    for (int y = 0; y < p->height; y++)
        for (int x = 0; x < p->width; x++)
            n += is_like(at(p, x, y), colour);
    return n;
}

static bool is_blank(const picture *p)
{
    for (int y = 0; y < p->height; y++)
        for (int x = 0; x < p->width; x++)
            if (at(p, x, y) != 0xffffff)
                return false;
    return true;
}

static bool is_same(const picture *a, const picture *b)
{
    if (a->width != b->width || a->height != b->height)
        return false;
    for (int y = 0; y < a->height; y++)
        for (int x = 0; x < a->width; x++)
            if (at(a, x, y) != at(b, x, y))
                return false;
    return true;
}

static void drop(picture *p)
{
    cairo_surface_destroy(p->surface);
}

static chart_frame frame(double width, double height)
{
    return (chart_frame){
        .width = width, .height = height, .font = "Liberation Sans", .font_size = 13};
}

/* ---- bars --------------------------------------------------------------------------------- */

static void draw_one_bar(cairo_t *to, const chart_frame *f, const void *data)
{
    chart_bars(to, f, data, 1);
}

static picture one_bar(const chart_bar *b)
{
    chart_frame f = frame(600, 0);
    f.height = chart_bars_height(&f, b, 1);
    return take(&f, draw_one_bar, b);
}

/* How long the bar is, in points, read in the row that has most of the bar's colour. */
static size_t bar_length(const chart_bar *b)
{
    picture p = one_bar(b);
    size_t longest = 0;
    for (int y = 0; y < p.height; y++) {
        size_t n = 0;
        for (int x = 40; x < p.width; x++)
            n += at(&p, x, y) == chart_status_colour(b->status);
        longest = n > longest ? n : longest;
    }
    drop(&p);
    return longest;
}

static void a_bar_is_as_long_as_its_percent(void **state)
{
    (void)state;
    chart_bar half = {"a", "b", 50, -1, STATUS_DONE}, full = {"a", "b", 100, -1, STATUS_DONE};
    assert_true(llabs((long long)bar_length(&full) - 2 * (long long)bar_length(&half)) < 50);
    assert_true(bar_length(&full) > 400);
}

static void a_bar_far_above_its_target_stays_in_the_picture(void **state)
{
    (void)state;
    chart_bar far = {"a", "b", INT64_MAX, -1, STATUS_DONE}, cut = {"a", "b", 126, -1, STATUS_DONE};
    assert_true(bar_length(&far) < 600);
    assert_int_equal(bar_length(&far), bar_length(&cut));
}

static void a_missing_figure_is_no_bar_of_zero(void **state)
{
    (void)state;
    chart_bar missing = {"a", "—", -1, -1, STATUS_SILENT}, zero = {"a", "—", 0, -1, STATUS_SILENT};
    picture without = one_bar(&missing), with = one_bar(&zero);
    assert_false(is_same(&without, &with));
    drop(&without);
    drop(&with);
}

static void the_straight_path_is_marked_where_it_is_today(void **state)
{
    (void)state;
    chart_bar early = {"a", "b", 10, 20, STATUS_DONE}, later = {"a", "b", 10, 60, STATUS_DONE};
    picture a = one_bar(&early), b = one_bar(&later);
    assert_false(is_same(&a, &b));
    drop(&a);
    drop(&b);
}

static void a_long_label_takes_a_second_line_and_the_height_says_so(void **state)
{
    (void)state;
    chart_frame f = frame(400, 0);
    chart_bar brief = {"Ngắn", "1%", 1, -1, STATUS_DONE}, wordy = sample_bars[0];
    wordy.status = STATUS_DONE;
    wordy.expected_percent = -1;
    assert_true(chart_bars_height(&f, &wordy, 1) > chart_bars_height(&f, &brief, 1) + 10);
}

/* ---- trend -------------------------------------------------------------------------------- */

/* Columns of the picture that have something of the line. */
static size_t columns_with_line(const picture *p)
{
    size_t n = 0;
    for (int x = 0; x < p->width; x++) {
        bool any = false;
        for (int y = 0; y < p->height; y++)
            any |= is_like(at(p, x, y), 0x0072b2);
        n += any;
    }
    return n;
}

static picture trend_of(const chart_point *points, size_t count)
{
    chart_trend_data d = {.title = "", .points = points, .count = count, .unit = "%"};
    chart_frame f = frame(400, 140);
    return take(&f, draw_sample_trend, &d);
}

static void a_period_without_a_figure_leaves_a_gap(void **state)
{
    (void)state;
    chart_point points[] = {{"a", true, 5}, {"b", true, 5}, {"c", true, 5}, {"d", true, 5}};
    picture whole = trend_of(points, 4);
    points[1].known = false;
    picture broken = trend_of(points, 4);
    assert_true(columns_with_line(&broken) < columns_with_line(&whole) / 2);
    assert_true(columns_with_line(&broken) > 0);
    drop(&whole);
    drop(&broken);
}

static void a_trend_without_any_figure_says_so_and_draws_no_line(void **state)
{
    (void)state;
    chart_point none[] = {{"a", false, 0}, {"b", false, 0}};
    picture p = trend_of(none, 2);
    assert_int_equal(columns_with_line(&p), 0);
    assert_false(is_blank(&p));
    drop(&p);
}

static void extreme_figures_stay_in_the_picture(void **state)
{
    (void)state;
    chart_point points[] = {{"a", true, INT64_MIN}, {"b", true, INT64_MAX}};
    picture p = trend_of(points, 2);
    assert_true(columns_with_line(&p) > 100);
    drop(&p);
}

static void the_target_is_a_line_of_its_own_colour(void **state)
{
    (void)state;
    chart_frame f = frame(400, 140);
    chart_trend_data d = sample_trend;
    picture with = take(&f, draw_sample_trend, &d);
    d.has_target = false;
    picture without = take(&f, draw_sample_trend, &d);
    assert_true(count_of(&with, 0xd55e00) > 0);
    assert_int_equal(count_of(&without, 0xd55e00), 0);
    drop(&with);
    drop(&without);
}

static void draw_spark(cairo_t *to, const chart_frame *f, const void *data)
{
    chart_sparkline(to, f->width, f->height, data);
}

static void a_sparkline_fits_its_box_and_holds_no_text(void **state)
{
    (void)state;
    chart_frame f = frame(60, 14);
    picture p = take(&f, draw_spark, &sample_trend);
    assert_true(columns_with_line(&p) > 20);
    assert_int_equal(count_of(&p, 0x1a1a1a), 0);
    drop(&p);
    picture none = take(&f, draw_spark, &(chart_trend_data){.title = "", .unit = ""});
    assert_true(is_blank(&none));
    drop(&none);
}

/* A longer figure covers more of whatever it covers. */
static void the_last_figure_does_not_cover_a_line_that_falls(void **state)
{
    (void)state;
    static const chart_point points[] = {
        {"T4", true, 5}, {"T5", true, 40}, {"T6", true, 41}, {"T7", true, 60}, {"T8", true, 45}};
    chart_trend_data d = {.title = "x", .points = points, .count = 5, .unit = ""};
    chart_frame f = frame(320, 0);
    f.height = chart_trend_height(&f);
    picture brief = take(&f, draw_sample_trend, &d);
    d.unit = "nghìn thẻ";
    picture longer = take(&f, draw_sample_trend, &d);
    assert_int_equal(count_of(&brief, 0x0072b2), count_of(&longer, 0x0072b2));
    drop(&brief);
    drop(&longer);
}

/* ---- tiles -------------------------------------------------------------------------------- */

static void draw_two_tiles(cairo_t *to, const chart_frame *f, const void *data)
{
    chart_tiles(to, f, data, 2);
}

static void a_tile_has_its_place_and_one_without_comes_below(void **state)
{
    (void)state;
    chart_tile tiles[] = {{"A", "", 1, 2, STATUS_OVERDUE}, {"B", "", 0, 0, STATUS_DONE}};
    chart_frame f = frame(203, 0);
    f.height = chart_tiles_height(&f, tiles, 2);
    picture p = take(&f, draw_two_tiles, tiles);
    assert_int_equal(at(&p, 50, 50), 0xffffff);
    assert_int_equal(at(&p, 190, 90), 0xd55e00);
    assert_int_equal(at(&p, 10, 220), 0x009e73);
    drop(&p);
}

static void a_long_name_stays_within_its_tile(void **state)
{
    (void)state;
    chart_tile tiles[] = {{"Siêuhuyệndàikhôngcókhoảngtrắng", "1.234.567,89", 1, 1, STATUS_DONE},
                          {"B", "", 1, 2, STATUS_NOT_APPLICABLE}};
    chart_frame f = frame(123, 0);
    f.height = chart_tiles_height(&f, tiles, 2);
    picture p = take(&f, draw_two_tiles, tiles);
    for (int y = 0; y < 58; y++)
        assert_int_equal(at(&p, 61, y), 0xffffff);
    drop(&p);
}

static void draw_map(cairo_t *to, const chart_frame *f, const void *data)
{
    chart_tiles(to, f, data, SAMPLE_TILES);
}

/* Where a name is cut, another last letter does not show. */
static void assert_shows_whole_names(double width, double font_size)
{
    chart_frame f = frame(width, 0);
    f.font_size = font_size;
    f.height = chart_tiles_height(&f, sample_tiles, SAMPLE_TILES);
    picture whole = take(&f, draw_map, sample_tiles);
    for (size_t i = 0; i < SAMPLE_TILES; i++) {
        chart_tile tiles[SAMPLE_TILES];
        char name[64];
        memcpy(tiles, sample_tiles, sizeof tiles);
        snprintf(name, sizeof name, "%s", tiles[i].label);
        name[strlen(name) - 1] = 'i';
        tiles[i].label = name;
        picture other = take(&f, draw_map, tiles);
        if (is_same(&whole, &other))
            fail_msg("\"%s\" is cut at a width of %g", sample_tiles[i].label, width);
        drop(&other);
    }
    drop(&whole);
}

static void every_district_is_named_in_full_in_a_mail_and_on_paper(void **state)
{
    (void)state;
    assert_shows_whole_names(316, 9.5);
    assert_shows_whole_names(360, 9.5);
    assert_shows_whole_names(467, 9);
}

/* ---- heat map ----------------------------------------------------------------------------- */

static void completeness_darkens_and_nothing_is_not_what_was_not_owed(void **state)
{
    (void)state;
    static const int percent[] = {100, 80, 0, -1};
    static const char *const columns[] = {"a", "b", "c", "d"};
    static const char *const rows[] = {"r"};
    chart_heat h = {columns, 4, rows, 1, percent};
    chart_frame f = frame(400, 0);
    f.height = chart_heat_height(&f, 1);
    picture p = take(&f, draw_sample_heat, &h);
    int y = 35; /* below the figures of the only row */
    assert_int_equal(at(&p, 60, y), 0x0072b2);
    assert_int_equal(at(&p, 160, y), 0x56b4e9);
    assert_true(count_of(&p, 0xd55e00) > 0);
    picture without =
        take(&f, draw_sample_heat, &(chart_heat){columns, 4, rows, 1, (int[]){100, 80, -1, -1}});
    assert_true(count_of(&p, 0xd55e00) > count_of(&without, 0xd55e00));
    drop(&p);
    drop(&without);
}

/* ---- all ---------------------------------------------------------------------------------- */

static void letters_are_told_apart(void **state)
{
    (void)state;
    for (int a = STATUS_DONE; a <= STATUS_NOT_APPLICABLE; a++)
        for (int b = a + 1; b <= STATUS_NOT_APPLICABLE; b++)
            assert_string_not_equal(chart_status_letter((status)a), chart_status_letter((status)b));
    assert_string_equal(chart_status_letter((status)99), chart_status_letter((status)-1));
}

static void a_name_is_never_taken_as_markup(void **state)
{
    (void)state;
    chart_bar marked = {"<b>đậm</b> &amp;", "1%", 1, -1, STATUS_DONE};
    chart_bar plain = {"đậm &", "1%", 1, -1, STATUS_DONE};
    picture a = one_bar(&marked), b = one_bar(&plain);
    assert_false(is_same(&a, &b));
    drop(&a);
    drop(&b);
}

static void the_same_data_gives_the_same_bytes(void **state)
{
    (void)state;
    chart_frame f = frame(360, 0);
    f.height = chart_tiles_height(&f, sample_tiles, SAMPLE_TILES);
    unsigned char *first, *second;
    size_t n, m;
    assert_int_equal(chart_png(&f, 2, draw_sample_tiles, NULL, &first, &n).code, ERR_OK);
    assert_int_equal(chart_png(&f, 2, draw_sample_tiles, NULL, &second, &m).code, ERR_OK);
    assert_int_equal(n, m);
    assert_memory_equal(first, second, n);
    assert_memory_equal(first, "\x89PNG\r\n\x1a\n", 8);
    free(first);
    free(second);
}

/* Height is what a chart takes: drawn on a taller surface, nothing lies below it. */
static void no_chart_is_taller_than_it_says(void **state)
{
    (void)state;
    for (int width = 250; width < 700; width += 75) {
        chart_frame f = frame(width, 0);
        const double heights[] = {chart_bars_height(&f, sample_bars, SAMPLE_BARS),
                                  chart_tiles_height(&f, sample_tiles, SAMPLE_TILES),
                                  chart_heat_height(&f, sample_heat.row_count)};
        const chart_draw_fn draw[] = {draw_sample_bars, draw_sample_tiles, draw_sample_heat};
        for (size_t i = 0; i < 3; i++) {
            f.height = heights[i] + 60;
            picture p = take(&f, draw[i], &sample_heat);
            for (int y = (int)heights[i] + 1; y < p.height; y++)
                for (int x = 0; x < p.width; x++)
                    assert_int_equal(at(&p, x, y), 0xffffff);
            drop(&p);
        }
    }
}

static void a_font_that_is_not_there_is_an_error_and_not_another_font(void **state)
{
    (void)state;
    assert_int_equal(typeset_check("Liberation Sans").code, ERR_OK);
    assert_int_equal(typeset_check("Liberation Serif").code, ERR_OK);
    chart_frame f = frame(100, 100);
    f.font = "Phông chữ không có";
    unsigned char *png;
    size_t size;
    error err = chart_png(&f, 1, draw_sample_trend, &sample_trend, &png, &size);
    assert_int_equal(err.code, ERR_CONFIG);
    assert_non_null(strstr(err.text, "fonts-liberation"));
}

static void a_picture_that_is_too_large_is_refused(void **state)
{
    (void)state;
    chart_frame f = frame(1e6, 10);
    unsigned char *png;
    size_t size;
    assert_int_equal(chart_png(&f, 1, draw_sample_trend, &sample_trend, &png, &size).code,
                     ERR_LIMIT);
    f.width = NAN;
    assert_int_equal(chart_png(&f, 1, draw_sample_trend, &sample_trend, &png, &size).code,
                     ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bar_is_as_long_as_its_percent),
        cmocka_unit_test(a_bar_far_above_its_target_stays_in_the_picture),
        cmocka_unit_test(a_missing_figure_is_no_bar_of_zero),
        cmocka_unit_test(the_straight_path_is_marked_where_it_is_today),
        cmocka_unit_test(a_long_label_takes_a_second_line_and_the_height_says_so),
        cmocka_unit_test(a_period_without_a_figure_leaves_a_gap),
        cmocka_unit_test(a_trend_without_any_figure_says_so_and_draws_no_line),
        cmocka_unit_test(extreme_figures_stay_in_the_picture),
        cmocka_unit_test(the_target_is_a_line_of_its_own_colour),
        cmocka_unit_test(a_sparkline_fits_its_box_and_holds_no_text),
        cmocka_unit_test(the_last_figure_does_not_cover_a_line_that_falls),
        cmocka_unit_test(a_tile_has_its_place_and_one_without_comes_below),
        cmocka_unit_test(a_long_name_stays_within_its_tile),
        cmocka_unit_test(every_district_is_named_in_full_in_a_mail_and_on_paper),
        cmocka_unit_test(completeness_darkens_and_nothing_is_not_what_was_not_owed),
        cmocka_unit_test(letters_are_told_apart),
        cmocka_unit_test(a_name_is_never_taken_as_markup),
        cmocka_unit_test(the_same_data_gives_the_same_bytes),
        cmocka_unit_test(no_chart_is_taller_than_it_says),
        cmocka_unit_test(a_font_that_is_not_there_is_an_error_and_not_another_font),
        cmocka_unit_test(a_picture_that_is_too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
