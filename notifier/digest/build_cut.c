/* What depth and length leave out. */
#include "notifier/digest/build.h"
#include "notifier/digest/digest_shorten.h"

void build_cut(building *b)
{
    b->digest->most = b->request->most;
    digest_shorten(b->digest);
}
