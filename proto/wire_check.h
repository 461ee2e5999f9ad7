/* wire_check.h - shared between the files of proto/ alone. */
#pragma once
#include "proto/wire.h"

/* The rules of wire_unpack() for the inside of one report, which wire_unpack() leaves to
 * wire_report_from() so that one bad report does not refuse its whole batch. */
error wire_check_report_text(const Tiendo__V1__Report *in);
