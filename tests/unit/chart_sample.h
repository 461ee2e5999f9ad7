/* chart_sample.h - made-up figures that every chart can be drawn from. */
#pragma once
#include "render/chart.h"

static const chart_bar sample_bars[] = {
    {"DX-KT-01 Doanh nghiệp nhỏ và vừa ứng dụng nền tảng số, chuyển đổi số trong sản xuất, kinh "
     "doanh và quản trị trên địa bàn tỉnh",
     "26,84% / 40%", 67, 82, STATUS_AT_RISK},
    {"06-CA-02 Tài khoản định danh điện tử được kích hoạt", "1.204.551 / 1.500.000 tài khoản", 80,
     95, STATUS_BEHIND},
    {"DX-CQ-03 Hồ sơ trực tuyến toàn trình", "36,49% / 100%", 36, 100, STATUS_OVERDUE},
    {"DX-CQ-05 Thanh toán trực tuyến", "58,93% / 45%", 131, -1, STATUS_DONE},
    {"DX-XH-01 Hộ trả tiền điện không dùng tiền mặt", "62,5% / 60%", 104, 50, STATUS_DONE_LATE},
    {"06-LD-01 An sinh xã hội qua tài khoản", "—", -1, 60, STATUS_SILENT},
    {"DX-HT-02 Xã có mạng truyền số liệu chuyên dùng", "545 / 558 xã", 97, 95, STATUS_ON_TRACK},
};

static const chart_point sample_points[] = {
    {"T8", true, 1210},  {"T9", true, 1398}, {"T10", true, 1522}, {"T11", false, 0},
    {"T12", true, 1800}, {"T1", true, 1955}, {"T2", true, 1950},  {"T3", false, 0},
    {"T4", true, 2204},  {"T5", false, 0},   {"T6", true, 2511},  {"T7", true, 2684},
};

static const chart_trend_data sample_trend = {
    .title = "DX-KT-01 Doanh nghiệp nhỏ và vừa chuyển đổi số",
    .points = sample_points,
    .count = sizeof sample_points / sizeof *sample_points,
    .decimals = 2,
    .unit = "%",
    .has_target = true,
    .target = 4000,
};

/* A west-to-east picture of the province. */
static const chart_tile sample_tiles[] = {
    {"Mường Lát", "29,05", 2, 1, STATUS_OVERDUE},    {"Quan Hóa", "41,2", 2, 2, STATUS_BEHIND},
    {"Quan Sơn", "44,75", 3, 2, STATUS_AT_RISK},     {"Bá Thước", "52,1", 2, 3, STATUS_ON_TRACK},
    {"Lang Chánh", "38,4", 3, 3, STATUS_SILENT},     {"Cẩm Thủy", "61", 2, 4, STATUS_ON_TRACK},
    {"Ngọc Lặc", "58,6", 3, 4, STATUS_BEHIND},       {"Thường Xuân", "47,9", 4, 3, STATUS_AT_RISK},
    {"Thạch Thành", "63,3", 1, 5, STATUS_ON_TRACK},  {"Vĩnh Lộc", "70,25", 2, 5, STATUS_DONE},
    {"Yên Định", "72,4", 3, 5, STATUS_DONE},         {"Thọ Xuân", "69,9", 4, 4, STATUS_ON_TRACK},
    {"Như Xuân", "55,5", 5, 3, STATUS_DONE_LATE},    {"Như Thanh", "50,05", 5, 4, STATUS_AT_RISK},
    {"Triệu Sơn", "57", 4, 5, STATUS_RETURNED},      {"Nông Cống", "56,1", 5, 5, STATUS_ON_TRACK},
    {"Hà Trung", "66,6", 1, 6, STATUS_ON_TRACK},     {"TX Bỉm Sơn", "88,1", 1, 7, STATUS_DONE},
    {"Thiệu Hóa", "59,9", 3, 6, STATUS_ON_TRACK},    {"Đông Sơn", "64,2", 4, 6, STATUS_ON_TRACK},
    {"TP Thanh Hóa", "91,35", 4, 7, STATUS_DONE},    {"Hoằng Hóa", "68,8", 3, 7, STATUS_BEHIND},
    {"Hậu Lộc", "60,4", 2, 7, STATUS_ON_TRACK},      {"Nga Sơn", "62", 2, 8, STATUS_SILENT},
    {"TP Sầm Sơn", "83,5", 4, 8, STATUS_DONE},       {"Quảng Xương", "67,7", 5, 7, STATUS_ON_TRACK},
    {"TX Nghi Sơn", "75,9", 6, 6, STATUS_NO_TARGET}, {"Sở TTTT", "90", 0, 0, STATUS_ON_TRACK},
};

static const char *const sample_columns[] = {"T8", "T9", "T10", "T11", "T12", "T1",
                                             "T2", "T3", "T4",  "T5",  "T6",  "T7"};
static const char *const sample_rows[] = {"Mường Lát", "Quan Hóa", "TX Bỉm Sơn", "TP Thanh Hóa"};
static const int sample_percent[] = {-1, -1, 0,   10,  40, 49,  50,  60,  74,  75,  99,  100,
                                     0,  0,  0,   25,  25, 50,  75,  75,  100, 100, 100, 100,
                                     90, 95, 100, 100, 80, 100, 100, 100, 100, 100, 100, 100,
                                     -1, 50, 0,   100, 80, 100, 0,   100, 33,  100, 100, 100};
static const chart_heat sample_heat = {sample_columns, 12, sample_rows, 4, sample_percent};

enum {
    SAMPLE_BARS = sizeof sample_bars / sizeof *sample_bars,
    SAMPLE_TILES = sizeof sample_tiles / sizeof *sample_tiles,
};

static inline void draw_sample_bars(cairo_t *to, const chart_frame *f, const void *data)
{
    (void)data;
    chart_bars(to, f, sample_bars, SAMPLE_BARS);
}

static inline void draw_sample_trend(cairo_t *to, const chart_frame *f, const void *data)
{
    chart_trend(to, f, data);
}

static inline void draw_sample_tiles(cairo_t *to, const chart_frame *f, const void *data)
{
    (void)data;
    chart_tiles(to, f, sample_tiles, SAMPLE_TILES);
}

static inline void draw_sample_heat(cairo_t *to, const chart_frame *f, const void *data)
{
    chart_heat_map(to, f, data);
}
