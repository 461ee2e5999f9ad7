#include "notifier/delivery/smtp.h"

#include "base/i18n.h"
#include "base/text.h"
#include "notifier/delivery/address_range.h"
#include "notifier/delivery/curl_channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { URL_MAX = 512, TOO_BIG = 552, CODE_AND_DASH = 4 };

/* One try, with all that libcurl keeps pointers to. */
typedef struct attempt {
    curl_try base;
    const smtp_options *options;
    mail mail;
    size_t sent; /* bytes of the mail that libcurl has taken */
    struct curl_slist *recipients;
    char url[URL_MAX];
    int64_t server_takes; /* bytes of a mail, as it said after EHLO; 0: it did not */
    bool goes_on;         /* the server's last line was not the last of its answer */
    bool not_loopback;    /* though TLS is off */
} attempt;

/* Decides on the address that is really connected to, after names are resolved. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    attempt *a = context;
    (void)purpose;
    if (a->options->tls == SMTP_TLS_NONE_ON_LOOPBACK && !address_is_loopback(&address->addr)) {
        a->not_loopback = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Each line that the server says. Its last answer is kept, all lines of it, with its codes; but not
 * 221, the farewell after our QUIT, which says nothing of the mail. */
static size_t hear(char *data, size_t size, size_t count, void *context)
{
    attempt *a = context;
    size_t n = size * count;
    char line[CHANNEL_SAID_MAX], answer[CHANNEL_SAID_MAX * 2];
    snprintf(line, sizeof line, "%.*s", (int)n, data);
    if (strlen(line) < CODE_AND_DASH || text_starts_with(line, "221"))
        return n;
    const char *words = line + CODE_AND_DASH;
    if (text_starts_with(words, "SIZE "))
        a->server_takes = strtoll(words + strlen("SIZE "), NULL, 10);
    if (a->goes_on)
        snprintf(answer, sizeof answer, "%s %s", a->base.result->said, words);
    else
        snprintf(answer, sizeof answer, "%s", line);
    curl_channel_say(a->base.result, answer);
    a->goes_on = line[CODE_AND_DASH - 1] == '-';
    return n;
}

/* libcurl takes the answer to NOOP for a document, and would print it. */
static size_t ignore(char *data, size_t size, size_t count, void *context)
{
    (void)data, (void)context;
    return size * count;
}

static size_t give(char *to, size_t size, size_t count, void *context)
{
    attempt *a = context;
    size_t left = a->mail.size - a->sent, n = size * count < left ? size * count : left;
    memcpy(to, a->mail.bytes + a->sent, n);
    a->sent += n;
    return n;
}

/* The name for EHLO is the sender's domain: the machine's own may say nothing outside. */
static void write_url(attempt *a)
{
    const char *at = strchr(a->options->form.from, '@');
    snprintf(a->url, sizeof a->url, "%s/%s", a->options->url, at ? at + 1 : "");
}

static error set_session(attempt *a)
{
    const smtp_options *o = a->options;
    CURL *curl = a->base.curl;
    bool required = o->tls == SMTP_TLS_REQUIRED;
    write_url(a);
    TRY(curl_channel_prepare(&a->base, o->ca_file));
    CURL_SET(curl, CURLOPT_URL, a->url);
    CURL_SET(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    CURL_SET(curl, CURLOPT_USE_SSL, (long)(required ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (o->user) {
        CURL_SET(curl, CURLOPT_USERNAME, o->user);
        CURL_SET(curl, CURLOPT_PASSWORD, o->password);
    }
    CURL_SET(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    CURL_SET(curl, CURLOPT_OPENSOCKETDATA, a);
    CURL_SET(curl, CURLOPT_WRITEFUNCTION, ignore);
    CURL_SET(curl, CURLOPT_HEADERFUNCTION, hear);
    CURL_SET(curl, CURLOPT_HEADERDATA, a);
    return OK;
}

static error set_mail(attempt *a, const char *address)
{
    CURL *curl = a->base.curl;
    a->sent = 0;
    curl_slist_free_all(a->recipients);
    if (!(a->recipients = curl_slist_append(NULL, address)))
        return error_no_memory();
    CURL_SET(curl, CURLOPT_MAIL_FROM, a->options->form.from);
    CURL_SET(curl, CURLOPT_MAIL_RCPT, a->recipients);
    CURL_SET(curl, CURLOPT_UPLOAD, 1L);
    CURL_SET(curl, CURLOPT_READFUNCTION, give);
    CURL_SET(curl, CURLOPT_READDATA, a);
    CURL_SET(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)a->mail.size);
    return OK;
}

/* ---- what came of it ------------------------------------------------------------------------- */

static bool is_final(long answer)
{
    return answer >= 500 && answer <= 599;
}

/* By its code, or by its enhanced one where the code says no more than that it was refused. */
static bool is_too_big(const attempt *a, long answer)
{
    return a->base.result->outcome == SEND_REFUSED &&
           (answer == TOO_BIG || strstr(a->base.result->said, " 5.3.4 "));
}

/* libcurl's CURLE_SEND_ERROR is an answer to MAIL, RCPT or DATA; CURLE_WEIRD_SERVER_REPLY is one to
 * the greeting or, when the mail has left, to the mail. 530 asks for a login that is not
 * configured, 454 and the like say so by themselves. */
static send_outcome judge(const attempt *a, CURLcode code, long answer)
{
    if (code == CURLE_OK)
        return SEND_ACCEPTED;
    bool of_the_mail = (code == CURLE_SEND_ERROR && answer >= 400 && answer != 530) ||
                       (code == CURLE_WEIRD_SERVER_REPLY && a->sent > 0);
    if (of_the_mail)
        return is_final(answer) ? SEND_REFUSED : SEND_TRY_LATER;
    return code == CURLE_ABORTED_BY_CALLBACK || a->sent > 0 ? SEND_TRY_LATER : SEND_UNREACHABLE;
}

static void explain(attempt *a, CURLcode code, long answer)
{
    char words[CHANNEL_SAID_MAX];
    send_result *r = a->base.result;
    snprintf(words, sizeof words, "%s", r->said);
    if (a->not_loopback)
        snprintf(r->said, sizeof r->said, "%s",
                 _("máy chủ thư không ở máy này mà TLS đang tắt (none_on_loopback): không gửi"));
    else if (code == CURLE_LOGIN_DENIED && answer >= 400)
        snprintf(r->said, sizeof r->said,
                 _("máy chủ thư không nhận tên đăng nhập hoặc mật khẩu (user, password_file): %s"),
                 words);
    else if (code != CURLE_OK && (answer < 400 || !*words || code == CURLE_USE_SSL_FAILED))
        curl_channel_explain(&a->base, code, a->options->url);
}

static long perform(attempt *a)
{
    long answer = 0;
    *a->base.result->said = '\0';
    CURLcode code = curl_easy_perform(a->base.curl);
    curl_easy_getinfo(a->base.curl, CURLINFO_RESPONSE_CODE, &answer);
    a->base.result->outcome = judge(a, code, answer);
    explain(a, code, answer);
    return answer;
}

/* ---- the channel ----------------------------------------------------------------------------- */

static error begin(attempt *a, const smtp_options *o, send_result *out)
{
    *out = (send_result){.outcome = SEND_TRY_LATER};
    a->options = o;
    a->base.result = out;
    a->base.curl = curl_easy_init();
    return a->base.curl ? set_session(a) : error_no_memory();
}

static void end(attempt *a)
{
    curl_easy_cleanup(a->base.curl);
    curl_slist_free_all(a->recipients);
    free(a->mail.bytes);
}

/* What the server says it takes counts, when that is less than the configuration allows. */
static error compose(attempt *a, const message *m, const message_address *to, int64_t date_ms,
                     int64_t max_bytes)
{
    mail_form form = a->options->form;
    form.max_bytes = max_bytes;
    free(a->mail.bytes);
    return mail_compose(&form, m, to, date_ms, &a->mail);
}

static error send_once(attempt *a, const message *m, const message_address *to, int64_t date_ms)
{
    TRY(compose(a, m, to, date_ms, a->options->form.max_bytes));
    TRY(set_mail(a, to->address));
    long answer = perform(a);
    /* A mail that is too big for the server goes without what makes it so: never a lost mail. */
    if (!is_too_big(a, answer))
        return OK;
    bool told = a->server_takes > 0 && a->server_takes < (int64_t)a->mail.size;
    size_t left_out = a->mail.left_out;
    TRY(compose(a, m, to, date_ms, told ? a->server_takes : 0));
    if (a->mail.left_out == left_out)
        return OK;
    TRY(set_mail(a, to->address));
    perform(a);
    return OK;
}

static error send_mail(const channel *c, const message *m, const message_address *to,
                       int64_t date_ms, send_stop_fn stop, void *context, send_result *out)
{
    attempt a = {.base = {.stop = stop, .context = context}};
    error err = begin(&a, c->options, out);
    if (!err.code)
        err = send_once(&a, m, to, date_ms);
    end(&a);
    return err;
}

/* NOOP after the login: the server answers, and nothing is sent. */
static error probe(const channel *c, send_result *out)
{
    attempt a = {0};
    error err = begin(&a, c->options, out);
    if (!err.code && curl_easy_setopt(a.base.curl, CURLOPT_CUSTOMREQUEST, "NOOP") != CURLE_OK)
        err = error_no_memory();
    if (!err.code)
        perform(&a);
    end(&a);
    return err;
}

const channel_kind channel_mail = {"mail", send_mail, probe};
