#include "unit_test.h"

#include "notifier/delivery/address_range.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

typedef union any_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} any_address;

static any_address address_of(const char *text)
{
    any_address a;
    memset(&a, 0, sizeof a);
    a.any.sa_family = strchr(text, ':') ? AF_INET6 : AF_INET;
    void *to = a.any.sa_family == AF_INET ? (void *)&a.v4.sin_addr : (void *)&a.v6.sin6_addr;
    assert_int_equal(inet_pton(a.any.sa_family, text, to), 1);
    return a;
}

static void what_is_not_the_internet_is_not_public(void **state)
{
    (void)state;
    static const char *const inside[] = {"127.0.0.1",
                                         "127.255.255.255",
                                         "0.0.0.0",
                                         "10.1.2.3",
                                         "172.16.0.1",
                                         "172.31.255.255",
                                         "192.168.1.1",
                                         "169.254.169.254",
                                         "100.64.0.1",
                                         "224.0.0.1",
                                         "255.255.255.255",
                                         "198.18.0.1",
                                         "::1",
                                         "::",
                                         "fe80::1",
                                         "fd00::1",
                                         "ff02::1",
                                         "::ffff:127.0.0.1",
                                         "::ffff:10.0.0.1",
                                         "64:ff9b::a00:1",
                                         "2002:7f00:1::",
                                         "2001:db8::1"};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        any_address a = address_of(inside[i]);
        if (address_is_public(&a.any))
            fail_msg("%s was taken for public", inside[i]);
    }
}

static void the_internet_is_public(void **state)
{
    (void)state;
    static const char *const outside[] = {"1.1.1.1",     "172.15.255.255",    "172.32.0.0",
                                          "11.0.0.1",    "128.0.0.1",         "203.162.0.1",
                                          "2400:cb00::", "::ffff:1.1.1.1",    "64:ff9b::101:101",
                                          "100.128.0.1", "2606:4700:4700::1", "223.255.255.255"};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        any_address a = address_of(outside[i]);
        if (!address_is_public(&a.any))
            fail_msg("%s was not taken for public", outside[i]);
    }
}

static void loopback_is_loopback_in_both_families(void **state)
{
    (void)state;
    any_address a = address_of("127.9.8.7"), b = address_of("::1"), c = address_of("10.0.0.1");
    assert_true(address_is_loopback(&a.any));
    assert_true(address_is_loopback(&b.any));
    assert_false(address_is_loopback(&c.any));
}

static bool is_in(const char *address, const char *range)
{
    address_range r;
    any_address a = address_of(address);
    assert_true(address_range_parse(&r, range));
    return address_in_ranges(&a.any, &r, 1);
}

static void a_range_holds_what_begins_with_its_bits(void **state)
{
    (void)state;
    assert_true(is_in("10.20.255.1", "10.20.0.0/16"));
    assert_false(is_in("10.21.0.0", "10.20.0.0/16"));
    assert_true(is_in("10.1.2.131", "10.1.2.128/25"));
    assert_false(is_in("10.1.2.127", "10.1.2.128/25"));
    assert_true(is_in("10.1.2.3", "10.1.2.3"));
    assert_false(is_in("10.1.2.4", "10.1.2.3"));
    assert_true(is_in("::ffff:10.1.2.3", "10.0.0.0/8"));
    assert_true(is_in("fd00:1::5", "fd00::/8"));
    assert_false(is_in("fe80::5", "fd00::/8"));
    assert_true(is_in("8.8.8.8", "0.0.0.0/0"));
    assert_false(is_in("fd00::1", "0.0.0.0/0"));
}

static void what_is_no_range_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",          "10.0.0.0/33", "10.0.0/8",    "localhost",
                                      "10.0.0.0/", "::/129",      "10.0.0.0/-1", "10.0.0.0/8x"};
    address_range r;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (address_range_parse(&r, bad[i]))
            fail_msg("\"%s\" was taken as a range", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_the_internet_is_not_public),
        cmocka_unit_test(the_internet_is_public),
        cmocka_unit_test(loopback_is_loopback_in_both_families),
        cmocka_unit_test(a_range_holds_what_begins_with_its_bits),
        cmocka_unit_test(what_is_no_range_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
