//  settings_check - the rules that settings must keep together, and with the machine

#include "settings_check.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "settings_carry.h"
#include "sup_address.h"
#include "sup_quantity.h"

enum { CA_SIZE_MAX = 4194304 };  //  Bytes of a CA file that are looked at

static const char SUPERVISOR [] = "the supervisor";  //  Who has an endpoint

static size_t
s_gateways_count (const sup_options_t *options)
{
    size_t count = sup_options_groups_count (options);
    return count ? count : 1;
}

void
settings_check_adjust (sup_options_t *options)
{
    int64_t silence_ms = sup_options_number (options, 0, "silence");
    if (silence_ms < sup_options_number (options, 0, "check-interval")) {
        char text [SUP_QUANTITY_TEXT_MAX];
        sup_quantity_print (text, SUP_QUANTITY_DURATION, silence_ms);
        sup_options_set_default (options, "check-interval", text);
    }
}

//  Tell where the low option is above the high one; at the one that was given, which
//  for a default against a flag is the flag.

static void
s_check_order (sup_options_t *options, const char *low_name, const char *high_name)
{
    const sup_setting_t *low = sup_options_get (options, 0, low_name);
    const sup_setting_t *high = sup_options_get (options, 0, high_name);
    if (low->is_bad || high->is_bad || low->values [0].number <= high->values [0].number) {
        return;
    }
    bool is_low_given = low->level >= high->level;
    const sup_setting_t *told = is_low_given ? low : high;
    const sup_setting_t *other = is_low_given ? high : low;
    char place [SUP_SOURCE_TEXT_MAX];
    sup_source_print (&other->values [0].source, other->option, place);
    sup_options_contradict (options, told->option, &told->values [0],
                            "%s is %s than %s, which is %s (%s); allowed: %s up to %s",
                            told->values [0].text, is_low_given ? "longer" : "shorter",
                            other->option->name, other->values [0].text, place, low_name,
                            high_name);
}

static void
s_check_collision (sup_options_t *options, const sup_setting_t *left, const sup_setting_t *right,
                   const char *owner)
{
    const sup_value_t *value = &left->values [0];
    if (left->is_bad || right->is_bad
        || !sup_address_collide (value->text, right->values [0].text)) {
        return;
    }
    char place [SUP_SOURCE_TEXT_MAX];
    sup_source_print (&right->values [0].source, right->option, place);
    bool is_repeat = left == right;
    sup_options_contradict (options, left->option, value, "%s is already taken by %s of %s (%s)%s",
                            value->text, right->option->name, owner, place,
                            is_repeat ? "; each gateway needs its own in the file, and no flag or "
                                        "environment variable for all"
                                      : "; allowed: one endpoint for each socket");
}

//  Tell it at the one that was given, which for a default against a flag is the flag.

static void
s_check_http (sup_options_t *options, const sup_setting_t *other, const char *owner)
{
    const sup_setting_t *http = sup_options_get (options, 0, "http");
    if (other->level > http->level) {
        s_check_collision (options, other, http, SUPERVISOR);
    } else {
        s_check_collision (options, http, other, owner);
    }
}

static void
s_check_endpoints (sup_options_t *options)
{
    const sup_setting_t *heartbeat = sup_options_get (options, 0, "heartbeat");
    s_check_http (options, heartbeat, SUPERVISOR);
    for (size_t index = 0; index < s_gateways_count (options); index++) {
        size_t group = settings_carry_group (options, index);
        const sup_setting_t *publish = sup_options_get (options, group, "publish");
        s_check_collision (options, publish, heartbeat, SUPERVISOR);
        s_check_http (options, publish,
                      group ? sup_options_group_name (options, group) : "the gateway");
        for (size_t earlier = 0; earlier < index; earlier++) {
            size_t other = settings_carry_group (options, earlier);
            s_check_collision (options, publish, sup_options_get (options, other, "publish"),
                               sup_options_group_name (options, other));
        }
    }
}

//  What keeps the file from being one of CA certificates; null if nothing.

static const char *
s_ca_trouble (const char *name)
{
    char *text = calloc (1, CA_SIZE_MAX + 1);
    assert (text);
    int fd = open (name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);  //  A FIFO must not hold us
    struct stat status;
    bool is_regular = fd != -1 && fstat (fd, &status) == 0 && S_ISREG (status.st_mode);
    FILE *file = fd == -1 ? NULL : fdopen (fd, "rb");
    size_t size = is_regular && file ? fread (text, 1, CA_SIZE_MAX, file) : 0;
    const char *trouble = NULL;
    if (!file || (is_regular && ferror (file))) {
        trouble = strerror (errno);
    } else if (!is_regular) {
        trouble = "it is not a regular file";
    } else if (!memmem (text, size, "-----BEGIN CERTIFICATE-----", 27)
               && !memmem (text, size, "-----BEGIN TRUSTED CERTIFICATE-----", 35)) {
        trouble = "it holds no PEM certificate";
    }
    if (file) {
        fclose (file);
    }
    free (text);
    return trouble;
}

static bool
s_is_scheme (const sup_options_t *options, size_t group, const char *name, const char *scheme)
{
    return strncmp (sup_options_text (options, group, name), scheme, strlen (scheme)) == 0;
}

//  A certificate must come from somewhere: from the given file, or from the system.

static void
s_check_trust (sup_options_t *options, size_t group, const char *ca_store)
{
    const sup_setting_t *ca = sup_options_get (options, group, "exchange-ca");
    const sup_setting_t *url = sup_options_get (options, group, "exchange-url");
    const char *name = ca->values [0].text;
    if (ca->is_bad || url->is_bad) {
        return;
    }
    if (*name) {
        const char *trouble = s_ca_trouble (name);
        if (trouble && !sup_options_is_repeat (options, group, "exchange-ca")) {
            sup_options_contradict (options, ca->option, &ca->values [0],
                                    "cannot use \"%.200s\": %s; allowed: a PEM file of CA "
                                    "certificates that can be read",
                                    name, trouble);
        }
    } else if (s_is_scheme (options, group, "exchange-url", "wss:") && access (ca_store, R_OK) != 0
               && !sup_options_is_repeat (options, group, "exchange-url")) {
        sup_options_contradict (options, url->option, &url->values [0],
                                "%s needs CA certificates, and %s cannot be read; install "
                                "ca-certificates or give exchange-ca",
                                url->values [0].text, ca_store);
    }
}

void
settings_check (sup_options_t *options, const char *ca_store)
{
    assert (options);
    assert (ca_store);
    s_check_order (options, "backoff-min", "backoff-max");
    s_check_order (options, "check-interval", "silence");
    s_check_endpoints (options);
    for (size_t index = 0; index < s_gateways_count (options); index++) {
        s_check_trust (options, settings_carry_group (options, index), ca_store);
    }
}

void
settings_check_warn (const sup_options_t *options, const char *ca_store)
{
    assert (options);
    sup_errors_t *errors = sup_options_errors (options);
    for (size_t index = 0; index < s_gateways_count (options); index++) {
        size_t group = settings_carry_group (options, index);
        bool is_plain = s_is_scheme (options, group, "exchange-url", "ws:");
        bool is_rest_plain = s_is_scheme (options, group, "rest-url", "http:");
        bool has_ca = *sup_options_text (options, group, "exchange-ca") != 0;
        if (is_plain && has_ca && !sup_options_is_repeat (options, group, "exchange-url")) {
            sup_errors_warn (errors, "exchange-ca has no effect on %s, which is not encrypted",
                             sup_options_text (options, group, "exchange-url"));
        }
        if (is_plain && !is_rest_plain && !has_ca && access (ca_store, R_OK) != 0
            && !sup_options_is_repeat (options, group, "rest-url")) {
            sup_errors_warn (errors, "%s needs CA certificates, and %s cannot be read",
                             sup_options_text (options, group, "rest-url"), ca_store);
        }
    }
}
