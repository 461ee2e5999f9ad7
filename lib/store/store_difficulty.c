#include "store/store_difficulty.h"

#include "base/i18n.h"
#include "store/store_schema.h"

/* The state as of ?2 is the last step's before it; the first answer is the first step that is more
 * than having been received. */
#define STEP_VALUE(column)                                                                         \
    "(SELECT " column " FROM difficulty_step WHERE difficulty = d.report"                          \
    " AND (?2 = 0 OR at_ms < ?2) ORDER BY id DESC LIMIT 1)"

static error each_difficulty(sqlite3_stmt *stmt, stored_difficulty_fn fn, void *context)
{
    error err;
    bool row = true;
    while (!(err = db_step(stmt, &row)).code && row) {
        stored_difficulty it = {.id = sqlite3_column_int64(stmt, 0),
                                .unit = db_text(stmt, 1),
                                .obligation = db_text(stmt, 2),
                                .period = db_text(stmt, 3),
                                .addressed_to = db_text(stmt, 4),
                                .text = db_text(stmt, 5),
                                .raised_at_ms = sqlite3_column_int64(stmt, 6),
                                .state = difficulty_state_parse(db_text(stmt, 7)),
                                .agency = db_text(stmt, 8),
                                .reference = db_text(stmt, 9),
                                .changed_at_ms = sqlite3_column_int64(stmt, 10),
                                .answered_at_ms = sqlite3_column_int64(stmt, 11)};
        if (!fn(context, &it))
            break;
    }
    return err;
}

error store_waiting_difficulties(store *s, stored_difficulty_fn fn, void *context)
{
    static const char sql[] =
        "SELECT report, unit, obligation, period, addressed_to, text, raised_ms, state, agency,"
        " reference, (SELECT max(at_ms) FROM difficulty_step WHERE difficulty = report),"
        " answered_ms FROM difficulty WHERE state NOT IN ('resolved', 'out_of_scope')"
        " ORDER BY raised_ms, report";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = each_difficulty(stmt, fn, context);
    sqlite3_finalize(stmt);
    return err;
}

error store_difficulties(store *s, int64_t id, int64_t before_ms, stored_difficulty_fn fn,
                         void *context)
{
    static const char sql[] =
        "SELECT d.report, d.unit, d.obligation, d.period, d.addressed_to, d.text, d.raised_ms,"
        " coalesce(" STEP_VALUE("state") ", 'raised'), " STEP_VALUE("agency") ", " STEP_VALUE(
            "reference") ", " STEP_VALUE("at_ms") ","
                                                  " (SELECT min(at_ms) FROM difficulty_step WHERE "
                                                  "difficulty = d.report"
                                                  "  AND state != 'received' AND (?2 = 0 OR at_ms "
                                                  "< ?2))"
                                                  " FROM difficulty d WHERE (?1 = 0 OR d.report = "
                                                  "?1) AND (?2 = 0 OR d.raised_ms < ?2)"
                                                  " ORDER BY d.raised_ms, d.report";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_bind(stmt, "ii", id, before_ms);
    if (!err.code)
        err = each_difficulty(stmt, fn, context);
    sqlite3_finalize(stmt);
    return err;
}

error store_difficulty_steps(store *s, int64_t difficulty, difficulty_step_fn fn, void *context)
{
    static const char sql[] = "SELECT at_ms, operator, state, agency, reference, text"
                              " FROM difficulty_step WHERE difficulty = ? ORDER BY id";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err = db_bind(stmt, "i", difficulty);
    bool row = true;
    while (!err.code && !(err = db_step(stmt, &row)).code && row) {
        difficulty_step it = {.difficulty = difficulty,
                              .at_ms = sqlite3_column_int64(stmt, 0),
                              .operator= db_text(stmt, 1),
                              .state = difficulty_state_parse(db_text(stmt, 2)),
                              .agency = db_text(stmt, 3),
                              .reference = db_text(stmt, 4),
                              .text = db_text(stmt, 5)};
        if (!fn(context, &it))
            break;
    }
    sqlite3_finalize(stmt);
    return err;
}

/* ---- writing a step -------------------------------------------------------------------------- */

/* What a step needs to know of its difficulty. */
typedef struct found_difficulty {
    store *store;
    const difficulty_step *step;
    bool found;
    error result;
} found_difficulty;

static bool check_and_tell(void *context, const stored_difficulty *row)
{
    found_difficulty *f = context;
    const difficulty_step *step = f->step;
    f->found = true;
    if (!difficulty_may_become(row->state, step->state))
        f->result = error_make(ERR_REFUSED,
                               _("khó khăn #%lld đang ở trạng thái \"%s\", không "
                                 "chuyển sang \"%s\" được"),
                               (long long)row->id, difficulty_state_name(row->state),
                               difficulty_state_name(step->state));
    else
        f->result = store_put_event(f->store, "difficulty-step", row->unit, row->obligation,
                                    row->period, difficulty_state_code(step->state), step->at_ms);
    return false;
}

static error insert_step(store *s, const difficulty_step *step)
{
    static const char sql[] = "INSERT INTO difficulty_step (difficulty, at_ms, operator, state,"
                              " agency, reference, text) VALUES (?, ?, ?, ?, ?, ?, ?)";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err =
        db_run(stmt, "iittttt", step->difficulty, step->at_ms, step->operator,
               difficulty_state_code(step->state), step->agency, step->reference, step->text);
    sqlite3_finalize(stmt);
    return err;
}

static error update_difficulty(store *s, const difficulty_step *step)
{
    static const char sql[] =
        "UPDATE difficulty SET state = ?2, agency = ?3, reference = ?4, answered_ms ="
        " CASE WHEN ?5 THEN coalesce(answered_ms, ?6) ELSE answered_ms END WHERE report = ?1";
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, sql, &stmt));
    error err =
        db_run(stmt, "itttii", step->difficulty, difficulty_state_code(step->state), step->agency,
               step->reference, (int64_t)difficulty_is_answer(step->state), step->at_ms);
    sqlite3_finalize(stmt);
    return err;
}

error store_put_difficulty_step(store *s, const difficulty_step *step)
{
    found_difficulty f = {.store = s, .step = step, .result = OK};
    TRY(store_difficulties(s, step->difficulty, 0, check_and_tell, &f));
    if (!f.found)
        return error_make(ERR_NOT_FOUND, _("không có khó khăn #%lld"), (long long)step->difficulty);
    TRY(f.result);
    TRY(insert_step(s, step));
    return update_difficulty(s, step);
}

/* ---- the desk's mark ------------------------------------------------------------------------- */

error store_desk_mark(store *s, int64_t *action)
{
    sqlite3_stmt *stmt;
    bool row;
    TRY(db_prepare(s->db, "SELECT last_action FROM desk_mark", &stmt));
    error err = db_step(stmt, &row);
    *action = !err.code && row ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return err;
}

error store_set_desk_mark(store *s, int64_t action)
{
    sqlite3_stmt *stmt;
    TRY(db_prepare(s->db, "UPDATE desk_mark SET last_action = ?", &stmt));
    error err = db_run(stmt, "i", action);
    sqlite3_finalize(stmt);
    return err;
}
