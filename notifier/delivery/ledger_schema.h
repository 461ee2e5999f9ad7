/* ledger_schema.h - the ledger's tables, version by version. */
#pragma once
#include "store/db.h"

extern const db_schema ledger_schema;
