/* alert_words.h - phrases about alerts, translated. Whole ones: with a number in front they are
 * what a subject line says. */
#pragma once
#include "base/arena.h"
#include "model/catalogue.h"
#include "notifier/alert/alert_engine.h"

/* "nội dung mới quá hạn", "nội dung vẫn quá hạn", "nội dung không còn quá hạn". */
const char *alert_phrase(alert_kind k, alert_says says);

/* What somebody should do about it; "" when nothing is to be done. */
const char *alert_advice(alert_kind k);
/* The command that shows more of it, "" when there is none. */
const char *alert_shows_more(alert_kind k);

/* What stands in front when it does not simply begin: nobody acknowledged it, a silence ended. ""
 */
const char *alert_occasion(alert_says says);

/* "[Cảnh báo]", "[Nhắc lại]", "[Hết cảnh báo]" …: of a message whose gravest thing is that. */
const char *alert_tag(alert_severity s, alert_says says);

/* "begun", "escalated", …: for programs. */
const char *alert_says_code(alert_says says);

/* Where it is: the unit as leadership writes it, else the object ("/var/lib/tiendo"), else "". */
const char *alert_place(const catalogue *c, const alert *a);
/* The name of who must act on what it is about: the obligation's lead agency; "" when not known. */
const char *alert_lead(const catalogue *c, const alert *a);

/* "1 ngày, 3 ngày, 7 ngày, từ đó cứ 30 ngày một lần"; "" when it is never repeated. In arena A;
 * NULL: no memory. */
const char *alert_repeats_say(arena *a, const alert_repeats *r);
