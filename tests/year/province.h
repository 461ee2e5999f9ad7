/* province.h - a year in a province, made up by a seed: units that report on time, late or not at
 * all, correct themselves, raise difficulties and lose their line; written into a real store by the
 * aggregator's own judging. Everything follows from the seed and the moment. */
#pragma once
#include "model/catalogue.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct province province;

/* STORE_PATH is made. The catalogue is SHIPPED until CHANGED takes its place on 01/11/2024. NULL
 * when something cannot be made. */
province *province_new(const char *store_path, const catalogue *shipped, const catalogue *changed,
                       uint64_t seed);
void province_free(province *p);

/* Everything that happens up to NOW_MS, which only grows. False: the store failed. */
bool province_live(province *p, int64_t now_ms);

/* The catalogue in force. */
const catalogue *province_rules(const province *p);

typedef struct province_counts {
    int64_t reports, corrections, warnings, difficulties, answers, greetings;
} province_counts;
province_counts province_counted(const province *p);

/* A number for what the arguments name, the same for the same seed. */
uint64_t province_dice(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);
