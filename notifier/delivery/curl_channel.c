#include "notifier/delivery/curl_channel.h"

#include "base/i18n.h"
#include "base/plain.h"

#include <stdio.h>
#include <string.h>

enum { HOST_MAX = 260 };

error curl_channel_init(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK
               ? OK
               : error_make(ERR_INTERNAL, "libcurl cannot start");
}

static int progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const curl_try *t = context;
    (void)a, (void)b, (void)c, (void)d;
    return t->stop && t->stop(t->context);
}

error curl_channel_prepare(curl_try *t, const char *ca_file)
{
    CURL_SET(t->curl, CURLOPT_SSL_VERIFYPEER, 1L);
    CURL_SET(t->curl, CURLOPT_SSL_VERIFYHOST, 2L);
    CURL_SET(t->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (ca_file)
        CURL_SET(t->curl, CURLOPT_CAINFO, ca_file);
    CURL_SET(t->curl, CURLOPT_NOSIGNAL, 1L);
    CURL_SET(t->curl, CURLOPT_NOPROXY, "*");
    /* Else libcurl says goodbye while it cleans up, where progress() is not asked and a server that
     * keeps silent holds us for two minutes. */
    CURL_SET(t->curl, CURLOPT_FORBID_REUSE, 1L);
    CURL_SET(t->curl, CURLOPT_TIMEOUT, (long)CURL_CHANNEL_TOTAL_S);
    CURL_SET(t->curl, CURLOPT_CONNECTTIMEOUT, (long)CURL_CHANNEL_CONNECT_S);
    CURL_SET(t->curl, CURLOPT_ERRORBUFFER, t->problem);
    CURL_SET(t->curl, CURLOPT_NOPROGRESS, 0L);
    CURL_SET(t->curl, CURLOPT_XFERINFOFUNCTION, progress);
    CURL_SET(t->curl, CURLOPT_XFERINFODATA, t);
    return OK;
}

/* "host:port" of "scheme://host:port/path". */
static const char *host_of(const char *url, char *out, size_t size)
{
    const char *host = strstr(url, "://");
    host = host ? host + 3 : url;
    snprintf(out, size, "%.*s", (int)strcspn(host, "/"), host);
    return out;
}

void curl_channel_explain(curl_try *t, CURLcode code, const char *url)
{
    char host[HOST_MAX], *said = t->result->said;
    const char *problem = *t->problem ? t->problem : curl_easy_strerror(code);
    enum { MAX = CHANNEL_SAID_MAX };
    host_of(url, host, sizeof host);
    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        snprintf(said, MAX, _("chứng thư của máy chủ %s không đúng: %s"), host, problem);
        break;
    case CURLE_USE_SSL_FAILED:
        snprintf(said, MAX, _("máy chủ %s không nhận TLS, nên chưa gửi gì: %s"), host, problem);
        break;
    case CURLE_SSL_CONNECT_ERROR:
        snprintf(said, MAX, _("không lập được kết nối TLS tới %s: %s"), host, problem);
        break;
    case CURLE_COULDNT_RESOLVE_HOST:
        snprintf(said, MAX, _("không tìm thấy máy chủ %s trong DNS: %s"), host, problem);
        break;
    case CURLE_COULDNT_CONNECT:
        snprintf(said, MAX, _("không kết nối được tới máy chủ %s: %s"), host, problem);
        break;
    case CURLE_OPERATION_TIMEDOUT:
        snprintf(said, MAX, _("máy chủ %s không trả lời kịp: %s"), host, problem);
        break;
    case CURLE_ABORTED_BY_CALLBACK:
        snprintf(said, MAX, _("đang gửi tới %s thì chương trình được dừng"), host);
        break;
    default:
        snprintf(said, MAX, _("gửi tới %s không xong: %s"), host, problem);
    }
}

void curl_channel_say(send_result *result, const char *text)
{
    size_t kept = 0;
    while (*text) {
        const char *instead;
        size_t n = plain_step(text, &instead);
        if (*text == '\n')
            instead = " ";
        size_t size = instead ? strlen(instead) : n;
        if (kept + size >= CHANNEL_SAID_MAX)
            break;
        memcpy(result->said + kept, instead ? instead : text, size);
        kept += size;
        text += n;
    }
    while (kept && result->said[kept - 1] == ' ')
        kept--;
    result->said[kept] = '\0';
}
