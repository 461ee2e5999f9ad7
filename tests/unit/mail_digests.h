/* mail_digests.h - the digests whose mails are tested and looked at. */
#pragma once
#include "notifier/digest/digest_model.h"

enum { MAIL_DIGESTS = 5 };

extern const struct mail_digest {
    const char *name;
    digest *(*make)(void);
} mail_digests[MAIL_DIGESTS];

/* The sample on one screen, as it goes out. */
digest *mail_digest_brief(void);
/* Far more than any province has, with texts as long and as hostile as they come. */
digest *mail_digest_monstrous(void);
