/* digest_shorten.h - as much of a digest as its reader wants to see in a mail. */
#pragma once
#include "notifier/digest/digest_model.h"

/* Leaves out of D what its depth and length leave out, most urgent first, and counts it in
 * left_out_*. A digest of DIGEST_BRIEF fits one screen of a phone. What is frozen and what goes
 * into files is not shortened. */
void digest_shorten(digest *d);
