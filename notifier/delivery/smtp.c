#include "notifier/delivery/smtp.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "notifier/delivery/mime_header.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { TOTAL_TIMEOUT_S = 120, CONNECT_TIMEOUT_S = 20, URL_MAX = 512 };

/* One try, with all that libcurl keeps pointers to. */
typedef struct attempt {
    const smtp_options *options;
    const mail *mail;
    smtp_stop_fn stop;
    void *context;
    smtp_result *result;
    arena *memory;
    CURL *curl;
    curl_mime *mime;
    struct curl_slist *headers, *recipients;
    char url[URL_MAX];
    char problem[CURL_ERROR_SIZE];
    bool refused_address; /* not loopback, though TLS is off */
} attempt;

error smtp_init(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK
               ? OK
               : error_make(ERR_INTERNAL, "libcurl cannot start");
}

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct in_addr v4 = ((const struct sockaddr_in *)(const void *)address)->sin_addr;
        return ntohl(v4.s_addr) >> 24 == 127;
    }
    if (address->sa_family == AF_INET6) {
        struct in6_addr v6 = ((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
        return IN6_IS_ADDR_LOOPBACK(&v6);
    }
    return false;
}

/* Decides on the address that is really connected to, after names are resolved. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    attempt *a = context;
    (void)purpose;
    if (a->options->tls == SMTP_TLS_NONE_ON_LOOPBACK && !is_loopback(&address->addr)) {
        a->refused_address = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Each line that the server says; the last one is kept as its words, but for 221, the farewell
 * after our QUIT, which says nothing of the mail. */
static size_t hear(char *data, size_t size, size_t count, void *context)
{
    attempt *a = context;
    size_t n = size * count, kept = n < SMTP_SAID_MAX - 1 ? n : SMTP_SAID_MAX - 1;
    if (n >= 3 && memcmp(data, "221", 3) == 0)
        return n;
    memcpy(a->result->said, data, kept);
    while (kept && (data[kept - 1] == '\r' || data[kept - 1] == '\n'))
        kept--;
    for (size_t i = 0; i < kept; i++)
        if ((unsigned char)a->result->said[i] < ' ')
            a->result->said[i] = ' ';
    a->result->said[kept] = '\0';
    return n;
}

static int progress(void *context, curl_off_t a_, curl_off_t b, curl_off_t c, curl_off_t d)
{
    attempt *a = context;
    (void)a_, (void)b, (void)c, (void)d;
    return a->stop && a->stop(a->context);
}

static bool add_header(attempt *a, const char *name, const char *value)
{
    const char *line = value ? arena_printf(a->memory, "%s: %s", name, value) : NULL;
    struct curl_slist *more = line ? curl_slist_append(a->headers, line) : NULL;
    if (more)
        a->headers = more;
    return more != NULL;
}

static bool add_headers(attempt *a)
{
    const mail *m = a->mail;
    const smtp_options *o = a->options;
    return add_header(a, "Date", mime_header_date(a->memory, m->date_ms)) &&
           add_header(a, "From", mime_header_address(a->memory, o->from_name, o->from)) &&
           add_header(a, "To", mime_header_address(a->memory, m->to_name, m->to)) &&
           add_header(a, "Subject", mime_header_text(a->memory, m->subject)) &&
           add_header(a, "Message-ID", m->message_id) &&
           add_header(a, "Auto-Submitted", "auto-generated") &&
           add_header(a, "MIME-Version", "1.0");
}

/* Base64 lines end in CRLF whatever the text holds, so no bare LF can reach the server (M2). */
static bool add_part(curl_mime *into, const char *data, const char *type)
{
    curl_mimepart *part = curl_mime_addpart(into);
    return part && curl_mime_data(part, data, CURL_ZERO_TERMINATED) == CURLE_OK &&
           curl_mime_type(part, type) == CURLE_OK && curl_mime_encoder(part, "base64") == CURLE_OK;
}

static bool add_body(attempt *a)
{
    a->mime = curl_mime_init(a->curl);
    curl_mime *choice = a->mime ? curl_mime_init(a->curl) : NULL;
    if (!choice)
        return false;
    if (!add_part(choice, a->mail->text, "text/plain; charset=utf-8") ||
        !add_part(choice, a->mail->html, "text/html; charset=utf-8")) {
        curl_mime_free(choice);
        return false;
    }
    curl_mimepart *whole = curl_mime_addpart(a->mime);
    return whole && curl_mime_subparts(whole, choice) == CURLE_OK &&
           curl_mime_type(whole, "multipart/alternative") == CURLE_OK;
}

/* The name for EHLO is the sender's domain: the machine's own may say nothing outside. */
static void write_url(attempt *a)
{
    const char *at = strchr(a->options->from, '@');
    snprintf(a->url, sizeof a->url, "%s/%s", a->options->url, at ? at + 1 : "");
}

#define SET(option, value)                                                                         \
    do {                                                                                           \
        if (curl_easy_setopt(a->curl, option, value) != CURLE_OK)                                  \
            return error_make(ERR_INTERNAL, "libcurl refuses " #option);                           \
    } while (0)

static error set_security(attempt *a)
{
    const smtp_options *o = a->options;
    bool required = o->tls == SMTP_TLS_REQUIRED;
    SET(CURLOPT_USE_SSL, (long)(required ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (o->ca_file)
        SET(CURLOPT_CAINFO, o->ca_file);
    if (o->user) {
        SET(CURLOPT_USERNAME, o->user);
        SET(CURLOPT_PASSWORD, o->password);
    }
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(CURLOPT_OPENSOCKETDATA, a);
    return OK;
}

static error set_all(attempt *a)
{
    write_url(a);
    if (!add_headers(a) || !add_body(a) || !(a->recipients = curl_slist_append(NULL, a->mail->to)))
        return error_no_memory();
    SET(CURLOPT_URL, a->url);
    SET(CURLOPT_MAIL_FROM, a->options->from);
    SET(CURLOPT_MAIL_RCPT, a->recipients);
    SET(CURLOPT_HTTPHEADER, a->headers);
    SET(CURLOPT_MIMEPOST, a->mime);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_NOPROXY, "*");
    /* Else libcurl says QUIT while it cleans up, where progress() is not asked and a server that
     * keeps silent holds us for two minutes. */
    SET(CURLOPT_FORBID_REUSE, 1L);
    SET(CURLOPT_TIMEOUT, (long)TOTAL_TIMEOUT_S);
    SET(CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S);
    SET(CURLOPT_ERRORBUFFER, a->problem);
    SET(CURLOPT_HEADERFUNCTION, hear);
    SET(CURLOPT_HEADERDATA, a);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, progress);
    SET(CURLOPT_XFERINFODATA, a);
    return set_security(a);
}

/* A 5xx answer is final; but a server that cannot do TLS may be mended, whatever it answers. */
static send_outcome judge(CURLcode code, long answered)
{
    if (code == CURLE_OK)
        return SEND_ACCEPTED;
    bool tls_trouble = code == CURLE_USE_SSL_FAILED || code == CURLE_PEER_FAILED_VERIFICATION ||
                       code == CURLE_SSL_CONNECT_ERROR;
    return !tls_trouble && answered >= 500 && answered <= 599 ? SEND_REFUSED : SEND_TRY_LATER;
}

static void perform(attempt *a)
{
    CURLcode code = curl_easy_perform(a->curl);
    long answered = 0;
    curl_easy_getinfo(a->curl, CURLINFO_RESPONSE_CODE, &answered);
    a->result->outcome = judge(code, answered);
    bool server_spoke = answered >= 400 && *a->result->said;
    if (a->refused_address)
        snprintf(a->result->said, SMTP_SAID_MAX, "%s",
                 _("máy chủ thư không ở máy này mà TLS đang tắt (none_on_loopback): không gửi"));
    else if (code != CURLE_OK && !server_spoke)
        snprintf(a->result->said, SMTP_SAID_MAX, "%s",
                 *a->problem ? a->problem : curl_easy_strerror(code));
}

error smtp_send(const smtp_options *options, const mail *m, smtp_stop_fn stop, void *context,
                smtp_result *out)
{
    *out = (smtp_result){.outcome = SEND_TRY_LATER};
    attempt a = {.options = options, .mail = m, .stop = stop, .context = context, .result = out};
    a.memory = arena_new(0);
    a.curl = curl_easy_init();
    error err = a.memory && a.curl ? set_all(&a) : error_no_memory();
    if (!err.code)
        perform(&a);
    curl_mime_free(a.mime);
    curl_slist_free_all(a.headers);
    curl_slist_free_all(a.recipients);
    curl_easy_cleanup(a.curl);
    arena_free(a.memory);
    return err;
}
