#include "notifier/delivery/mail_signer.h"

#include "base/i18n.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct mail_signer {
    X509 *certificate;
    EVP_PKEY *key;
    STACK_OF(X509) * chain;
    int64_t expires_ms;
};

/* What OpenSSL says of the last failure. */
static const char *reason(void)
{
    const char *said = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return said ? said : "OpenSSL";
}

/* Instead of OpenSSL's own, which would ask at the terminal. */
static int give_password(char *to, int size, int writing, void *context)
{
    const char *password = context;
    (void)writing;
    int n = password ? snprintf(to, (size_t)size, "%s", password) : 0;
    return n > 0 && n < size ? n : -1;
}

static error open_file(BIO **out, const char *path)
{
    *out = BIO_new_file(path, "r");
    return *out ? OK : error_make(ERR_CONFIG, _("không đọc được %s: %s"), path, reason());
}

static error read_certificate(mail_signer *s, const char *path)
{
    BIO *file;
    TRY(open_file(&file, path));
    s->certificate = PEM_read_bio_X509(file, NULL, NULL, NULL);
    BIO_free(file);
    return s->certificate ? OK
                          : error_make(ERR_CONFIG, _("%s không chứa chứng thư (PEM) đọc được: %s"),
                                       path, reason());
}

static error read_key(mail_signer *s, const char *path, const char *password)
{
    BIO *file;
    TRY(open_file(&file, path));
    /* OpenSSL only hands it back to give_password(). */
    void *context = (void *)(uintptr_t)password;
    s->key = PEM_read_bio_PrivateKey(file, NULL, give_password, context);
    BIO_free(file);
    return s->key ? OK
                  : error_make(ERR_CONFIG,
                               _("%s không chứa khóa riêng (PEM) đọc được; mật khẩu của khóa có "
                                 "đúng không? %s"),
                               path, reason());
}

static error read_chain(mail_signer *s, const char *path)
{
    BIO *file;
    X509 *one;
    TRY(open_file(&file, path));
    while ((one = PEM_read_bio_X509(file, NULL, NULL, NULL)))
        if (sk_X509_push(s->chain, one) <= 0) {
            X509_free(one);
            break;
        }
    BIO_free(file);
    ERR_clear_error();
    return sk_X509_num(s->chain) > 0
               ? OK
               : error_make(ERR_CONFIG, _("%s không chứa chứng thư (PEM) nào"), path);
}

static error check_fit(mail_signer *s, const mail_signer_files *files)
{
    struct tm end;
    if (X509_check_private_key(s->certificate, s->key) != 1) {
        ERR_clear_error();
        return error_make(ERR_CONFIG, _("khóa %s không phải khóa của chứng thư %s"), files->key,
                          files->certificate);
    }
    if (X509_check_purpose(s->certificate, X509_PURPOSE_SMIME_SIGN, 0) != 1)
        return error_make(ERR_CONFIG, _("chứng thư %s không dùng để ký thư được"),
                          files->certificate);
    if (ASN1_TIME_to_tm(X509_get0_notAfter(s->certificate), &end) != 1)
        return error_make(ERR_CONFIG, _("chứng thư %s không ghi hạn dùng đọc được"),
                          files->certificate);
    s->expires_ms = (int64_t)timegm(&end) * 1000;
    return OK;
}

static error load(mail_signer *s, const mail_signer_files *files)
{
    if (!(s->chain = sk_X509_new_null()))
        return error_no_memory();
    TRY(read_certificate(s, files->certificate));
    TRY(read_key(s, files->key, files->key_password));
    if (files->chain)
        TRY(read_chain(s, files->chain));
    return check_fit(s, files);
}

error mail_signer_open(mail_signer **out, const mail_signer_files *files)
{
    mail_signer *s = calloc(1, sizeof *s);
    error err = s ? load(s, files) : error_no_memory();
    if (err.code)
        mail_signer_close(s);
    else
        *out = s;
    return err;
}

void mail_signer_close(mail_signer *s)
{
    if (!s)
        return;
    X509_free(s->certificate);
    EVP_PKEY_free(s->key);
    sk_X509_pop_free(s->chain, X509_free);
    free(s);
}

int64_t mail_signer_expires_ms(const mail_signer *s)
{
    return s->expires_ms;
}

bool mail_signer_names(const mail_signer *s, const char *address)
{
    return X509_check_email(s->certificate, address, 0, 0) == 1;
}

/* The DER of CMS in memory of malloc(), as the caller releases it. */
static error to_der(CMS_ContentInfo *cms, unsigned char **der, size_t *size)
{
    int n = i2d_CMS_ContentInfo(cms, NULL);
    unsigned char *at = *der = n > 0 ? malloc((size_t)n) : NULL;
    if (!at)
        return error_no_memory();
    i2d_CMS_ContentInfo(cms, &at);
    *size = (size_t)n;
    return OK;
}

error mail_signer_sign(const mail_signer *s, const void *data, size_t n, unsigned char **der,
                       size_t *size)
{
    /* Binary: the lines end in CRLF already. */
    const unsigned flags = CMS_DETACHED | CMS_BINARY;
    if (n > INT32_MAX)
        return error_make(ERR_LIMIT, "%zu bytes to sign", n);
    BIO *content = BIO_new_mem_buf(data, (int)n);
    CMS_ContentInfo *cms =
        content ? CMS_sign(s->certificate, s->key, s->chain, content, flags) : NULL;
    error err = cms ? to_der(cms, der, size)
                    : error_make(ERR_INTERNAL, _("không ký được thư: %s"), reason());
    CMS_ContentInfo_free(cms);
    BIO_free(content);
    return err;
}
