#include "base/operator.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

char *operator_name(char out[OPERATOR_MAX])
{
    char host[64] = "";
    const struct passwd *who = getpwuid(getuid());
    gethostname(host, sizeof host - 1);
    if (who)
        snprintf(out, OPERATOR_MAX, "%s@%s", who->pw_name, host);
    else
        snprintf(out, OPERATOR_MAX, "uid %u@%s", (unsigned)getuid(), host);
    return out;
}
