/* alert_kind.h - what may be told at once, how grave it is, and what is particular to each kind. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum alert_severity {
    ALERT_INFO = 1,
    ALERT_WARNING,
    ALERT_CRITICAL,
    ALERT_SEVERITIES
} alert_severity;

typedef enum alert_kind {
    ALERT_OVERDUE = 1, /* deadline past, target not reached; the four below: see model/status.h */
    ALERT_BEHIND,
    ALERT_AT_RISK,
    ALERT_MET,        /* target reached */
    ALERT_RETURNED,   /* a report was sent back and nothing came since, for LIMIT days */
    ALERT_SILENT,     /* a unit sent nothing at all for the last period that is due */
    ALERT_MISSING,    /* it sent some, but part of it is missing for LIMIT days */
    ALERT_DIFFICULTY, /* nobody has answered it for LIMIT days */
    ALERT_UNUSUAL,    /* a figure with a warning that nobody has confirmed or corrected */
    ALERT_CATALOGUE,  /* the catalogue changed */
    ALERT_GONE,       /* a unit's collector was not heard for LIMIT office hours */
    ALERT_DEAF,       /* none was: the fault is ours */
    ALERT_STORE,      /* the store cannot be read for LIMIT minutes */
    ALERT_LOG,        /* its write-ahead log is above LIMIT MiB: somebody reads for too long */
    ALERT_DISK,       /* less than LIMIT MiB free where the store or the notifier writes */
    ALERT_DELIVERY,   /* to one address nothing gets through: refused, or waiting for LIMIT hours */
    ALERT_KINDS
} alert_kind;

/* What an alert is about; two with the same four are the same one. "" where it does not apply. */
typedef struct alert_subject {
    alert_kind kind;
    const char *unit, *obligation;
    const char *object; /* a difficulty's or report's number, a path, an address … */
} alert_subject;

/* Order by kind, unit, obligation, object; 0: the same. */
int alert_subject_compare(const alert_subject *a, const alert_subject *b);

typedef struct alert_kind_facts {
    const char *name; /* N_() */
    alert_severity severity;
    bool is_system; /* for operators, not for those who lead */
    bool is_alone;  /* there is never more than one */
    bool is_once;   /* news: told once, never again while it lasts */
    bool ends_quietly;
    const char *limit_key; /* of the limit in the configuration: "days"; NULL: it has none */
    int64_t limit, limit_min, limit_max;
} alert_kind_facts;

const alert_kind_facts *alert_kind_about(alert_kind k);
/* "overdue", …; "quá hạn", …, translated. Parsing gives 0 for anything else. */
const char *alert_kind_code(alert_kind k);
const char *alert_kind_name(alert_kind k);
alert_kind alert_kind_parse(const char *code);
/* The kinds that have (not) to do with the system itself, a bit 1 << kind each. */
unsigned alert_kinds_of(bool system);

/* The next graver kind for the same unit and obligation, 0 when there is none: what is behind is at
 * risk as well, and nobody has to be told both. */
alert_kind alert_kind_graver(alert_kind k);
/* Whether K becomes THAN by getting graver, at once or by steps. */
bool alert_kind_is_lesser(alert_kind k, alert_kind than);

/* "info", "warning", "critical"; "thông tin", "cảnh báo", "nghiêm trọng", translated. */
const char *alert_severity_code(alert_severity s);
const char *alert_severity_name(alert_severity s);
alert_severity alert_severity_parse(const char *code);

/* All codes, NULL-terminated, in order. */
extern const char *const alert_kind_codes[ALERT_KINDS];
extern const char *const alert_severity_codes[ALERT_SEVERITIES];
