/* digest_shorten.h - as much of a digest as its reader wants to see in a mail. */
#pragma once
#include "notifier/digest/digest_model.h"

/* Leaves out of D what its depth and length leave out: of each list the most urgent stay, the
 * others are counted in left_out_*. With DIGEST_BRIEF the lines of changes, summary and attention,
 * too, are cut to what fits one screen of a phone, 360 x 800. What is frozen and what goes into
 * files is not shortened. */
void digest_shorten(digest *d);
