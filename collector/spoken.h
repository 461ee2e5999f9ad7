/* spoken.h - periods and dates as people write them. */
#pragma once
#include "base/error.h"
#include "model/period.h"

/* Reads a code (period_parse()) or "6/2024", "tháng 6/2024", "quý II/2024", "quý 2 năm 2024",
 * "6 tháng đầu năm 2024", "6 tháng cuối năm 2024", "9 tháng năm 2024", "năm 2024",
 * "tuần 26/2024", "ngày 22/6/2024". Errors: ERR_INVALID with the forms that exist. */
error spoken_period(const char *text, period *out);

/* Reads "22/7/2024", "22/7/2024 16:30", or what clock_parse_iso() reads. Errors: ERR_INVALID. */
error spoken_time(const char *text, int64_t *utc_ms);
