#include "notifier/delivery/address_range.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { V4_OFFSET = 12, V4_BITS = 96, V6_BITS = 128, TEXT_MAX = 64 };

static const uint8_t V4_PREFIX[V4_OFFSET] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/* IANA's registries of special-purpose addresses (RFC 6890 and what was added since), and
 * multicast. IPv6: what is not global unicast, 2000::/3, is not public; these are within it. */
static const char *const NOT_PUBLIC_V4[] = {
    "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
};
static const char *const NOT_PUBLIC_V6[] = {"2001::/23", "2001:db8::/32", "3fff::/20"};

/* ---- addresses of 16 bytes ------------------------------------------------------------------- */

static void from_v4(uint8_t out[16], const void *v4)
{
    memcpy(out, V4_PREFIX, V4_OFFSET);
    memcpy(out + V4_OFFSET, v4, 4);
}

static bool from_sockaddr(uint8_t out[16], const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        from_v4(out, &((const struct sockaddr_in *)(const void *)address)->sin_addr);
    else if (address->sa_family == AF_INET6)
        memcpy(out, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
    else
        return false;
    return true;
}

static bool within(const uint8_t bytes[16], const address_range *r)
{
    unsigned whole = r->bits / 8, rest = r->bits % 8;
    uint8_t mask = (uint8_t)(0xff00 >> rest);
    return memcmp(bytes, r->bytes, whole) == 0 &&
           (rest == 0 || (bytes[whole] & mask) == (r->bytes[whole] & mask));
}

static bool is_v4(const uint8_t bytes[16])
{
    return memcmp(bytes, V4_PREFIX, V4_OFFSET) == 0;
}

bool address_range_parse(address_range *out, const char *text)
{
    char address[TEXT_MAX], *end;
    uint8_t v4[4];
    size_t n = strcspn(text, "/");
    if (n >= sizeof address)
        return false;
    snprintf(address, sizeof address, "%.*s", (int)n, text);
    bool four = inet_pton(AF_INET, address, v4) == 1;
    if (four)
        from_v4(out->bytes, v4);
    else if (inet_pton(AF_INET6, address, out->bytes) != 1)
        return false;
    unsigned long most = four ? V6_BITS - V4_BITS : V6_BITS, bits = most;
    if (text[n] == '/') {
        if (text[n + 1] < '0' || text[n + 1] > '9')
            return false;
        bits = strtoul(text + n + 1, &end, 10);
        if (*end || bits > most)
            return false;
    }
    out->bits = (unsigned)bits + (four ? V4_BITS : 0);
    return true;
}

/* ---- what they are --------------------------------------------------------------------------- */

static bool within_any(const uint8_t bytes[16], const char *const *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        address_range r;
        if (address_range_parse(&r, ranges[i]) && within(bytes, &r))
            return true;
    }
    return false;
}

static bool within_text(const uint8_t bytes[16], const char *range)
{
    return within_any(bytes, &range, 1);
}

bool address_is_loopback(const struct sockaddr *address)
{
    uint8_t bytes[16];
    return from_sockaddr(bytes, address) &&
           (within_text(bytes, "127.0.0.0/8") || within_text(bytes, "::1"));
}

/* The IPv4 address that a translator or tunnel would go on to. */
static void unwrap(uint8_t bytes[16])
{
    uint8_t v4[4];
    if (within_text(bytes, "64:ff9b::/96"))
        memcpy(v4, bytes + 12, 4);
    else if (within_text(bytes, "2002::/16"))
        memcpy(v4, bytes + 2, 4);
    else
        return;
    from_v4(bytes, v4);
}

bool address_is_public(const struct sockaddr *address)
{
    uint8_t bytes[16];
    if (!from_sockaddr(bytes, address))
        return false;
    unwrap(bytes);
    if (is_v4(bytes))
        return !within_any(bytes, NOT_PUBLIC_V4, sizeof NOT_PUBLIC_V4 / sizeof *NOT_PUBLIC_V4);
    return within_text(bytes, "2000::/3") &&
           !within_any(bytes, NOT_PUBLIC_V6, sizeof NOT_PUBLIC_V6 / sizeof *NOT_PUBLIC_V6);
}

bool address_in_ranges(const struct sockaddr *address, const address_range *ranges, size_t count)
{
    uint8_t bytes[16];
    if (!from_sockaddr(bytes, address))
        return false;
    for (size_t i = 0; i < count; i++)
        if (within(bytes, &ranges[i]))
            return true;
    return false;
}
