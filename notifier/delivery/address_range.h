/* address_range.h - where an IP address lies: on this machine, in a private network, outside. Pure.
 *
 * For deciding after DNS and before connecting (M8): a name may resolve to any address. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/* A range "10.20.0.0/16", "fd00::/8", or one address. */
typedef struct address_range {
    uint8_t bytes[16]; /* IPv4 in its IPv6 form, ::ffff:0:0/96 */
    unsigned bits;     /* of the IPv6 form */
} address_range;

bool address_range_parse(address_range *out, const char *text);

bool address_is_loopback(const struct sockaddr *address);

/* Whether ADDRESS is out in the Internet: not this machine, no private, link-local, shared,
 * reserved or multicast range. IPv4 within IPv6 (mapped, NAT64, 6to4) is judged as IPv4. */
bool address_is_public(const struct sockaddr *address);

/* Whether ADDRESS lies in one of COUNT ranges. */
bool address_in_ranges(const struct sockaddr *address, const address_range *ranges, size_t count);
