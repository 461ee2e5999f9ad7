/* curl_channel.h - what the channels over libcurl share. */
#pragma once
#include "base/error.h"
#include "notifier/delivery/channel.h"

#include <curl/curl.h>

enum { CURL_CHANNEL_TOTAL_S = 120, CURL_CHANNEL_CONNECT_S = 20 };

/* Once, before any thread: libcurl's own initialisation. */
error curl_channel_init(void);

/* One try: the handle, who is asked when to stop, and what came of it. */
typedef struct curl_try {
    CURL *curl;
    send_stop_fn stop;
    void *context;
    send_result *result;
    char problem[CURL_ERROR_SIZE];
} curl_try;

/* Sets what every try needs: time limits, TLS verified, no proxy, T's stop function. CA_FILE NULL:
 * the system's. T must live as long as its handle. */
error curl_channel_prepare(curl_try *t, const char *ca_file);

/* Returns early with an error when libcurl does not know or take an option. */
#define CURL_SET(curl, option, value)                                                              \
    do {                                                                                           \
        if (curl_easy_setopt(curl, option, value) != CURLE_OK)                                     \
            return error_make(ERR_INTERNAL, "libcurl refuses " #option);                           \
    } while (0)

/* Puts into the result why the other side could not be talked to, as a sentence. */
void curl_channel_explain(curl_try *t, CURLcode code, const char *url);

/* Keeps TEXT from outside as what was said: on one line, fit to be shown, cut between characters.
 */
void curl_channel_say(send_result *result, const char *text);
