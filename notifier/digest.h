/* digest.h - what leadership is told: built from the store at one instant, rendered many ways.
 *
 * A digest is a value of its own: it holds no store or catalogue once it is built. */
#pragma once
#include "base/error.h"
#include "model/catalogue.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct digest digest;

typedef struct digest_request {
    int64_t as_of_ms;         /* the instant that it speaks of; nothing received later is in it */
    int64_t since_event;      /* place after the profile's last digest; 0: there was none */
    int64_t since_ms;         /* when that one was made; 0: there was none */
    const char *organisation; /* "UBND tỉnh Thanh Hóa" */
    const char *issuer;       /* the standing agency that prepares it */
    const char *greeting;     /* "Kính gửi: Đồng chí …", "" for none */
    bool simulated;           /* marks every rendering: SỐ LIỆU MÔ PHỎNG */
} digest_request;

/* Reads what it needs within one short snapshot of S. On success *out is the caller's. */
error digest_build(digest **out, store *s, const catalogue *c, const digest_request *request);
void digest_free(digest *d);

/* The highest event that it has seen: the profile's place for the next one. */
int64_t digest_last_event(const digest *d);

/* One line of at most 300 characters, such as "[BC nhanh CĐS - ĐA06] Tháng 7/2024: 3 chỉ tiêu quá
 * hạn, 2 đơn vị chưa báo cáo". Lives as long as the digest. */
const char *digest_subject(const digest *d);

/* The renderings, UTF-8 with LF line ends; *out is the caller's, released by free(). */
error digest_render_text(const digest *d, char **out);
error digest_render_html(const digest *d, char **out);
