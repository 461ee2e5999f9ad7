/* check_quality.h - rules that compare a figure with others of the same unit; for check_quality.c
 * and its test.
 *
 * The report is the total of an indicator. Each rule puts its warning or its refusal; false:
 * refused. */
#pragma once
#include "model/check_internal.h"
#include "model/status.h"

/* The points of ALL that can be compared with the report's period: of the same definition, and of
 * the unit as it was; those of the report's own period are among them. */
series comparable_part(const inspection *i, series all);

/* OWN is what the unit said on the same obligation, comparable, oldest first. */
bool figure_fits_history(inspection *i, series own);

/* SAID is what the unit said for OTHER, the other side of RULE, in the same period; may be NULL. */
bool figure_keeps_relation(inspection *i, const relation *rule, const obligation *other,
                           const point *said);

/* Warns when the cells of a whole breakdown are there and do not add up to the total; in
 * check_breakdown.c. The report may be the total or a cell. */
void note_breakdown_sum(inspection *i);
