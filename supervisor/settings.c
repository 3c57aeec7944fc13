//  settings - what tickgated was asked to do: from flags, environment and file to plain values

#include "settings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "settings_access.h"
#include "settings_carry.h"
#include "settings_check.h"
#include "settings_manual.h"
#include "settings_market.h"
#include "settings_table.h"
#include "sup_environ.h"
#include "sup_file.h"
#include "sup_flags.h"
#include "sup_help.h"
#include "sup_print.h"

static const char CA_STORE [] = "/etc/ssl/certs/ca-certificates.crt";
static const char ONLY_NAME [] = "gateway";  //  Of the one that no list names

struct settings {
    zactor_fn *run;
    sup_errors_t *errors;
    sup_options_t *options;
    gw_config_t gateways [SUP_CHILDREN_MAX];
    size_t count;
    size_t first;  //  Where one gateway alone was asked for, it; count is then 1
    size_t read;   //  Gateways whose arrays are ours
    mdp_access_t keys;
    const mdp_access_t *access;  //  The keys, or null without them
    sup_config_t supervisor;
    char *text;  //  All of it again, as a child reads it
    size_t text_size;
};

settings_t *
settings_new (zactor_fn *run)
{
    settings_t *self = calloc (1, sizeof *self);
    assert (self);
    self->run = run;
    return self;
}

void
settings_destroy (settings_t **self_p)
{
    assert (self_p);
    settings_t *self = *self_p;
    if (self) {
        for (size_t index = 0; index < self->read; index++) {
            settings_market_free (&self->gateways [index]);
        }
        sup_options_destroy (&self->options);
        sup_errors_destroy (&self->errors);
        free (self->text);
        explicit_bzero (&self->keys, sizeof self->keys);
        free (self);
        *self_p = NULL;
    }
}

static void
s_begin (settings_t *self, const settings_io_t *io)
{
    assert (self);
    assert (io);
    assert (!self->options);
    self->errors = sup_errors_new (SETTINGS_SPEC.program, io->errors);
    self->options = sup_options_new (&SETTINGS_SPEC, self->errors);
}

//  Tell the rest and say how it ended.

static settings_result_t
s_end (settings_t *self)
{
    sup_errors_end (self->errors);
    if (sup_errors_count (self->errors) == 0) {
        return SETTINGS_RUN;
    }
    bool is_usage = sup_errors_exit_code (self->errors) == SUP_EXIT_USAGE;
    return is_usage ? SETTINGS_BAD_USAGE : SETTINGS_BAD_CONFIG;
}

static void
s_fill_gateway (settings_t *self, size_t index)
{
    gw_config_t *gateway = &self->gateways [index];
    size_t group = settings_carry_group (self->options, index);
    gateway->publish = sup_options_text (self->options, group, "publish");
    gateway->lanes = (size_t) sup_options_number (self->options, group, "lanes");
    gateway->sndhwm = (int) sup_options_number (self->options, group, "sndhwm");
    gateway->access = self->access;
    gateway->exchange_url = sup_options_text (self->options, group, "exchange-url");
    gateway->rest_url = sup_options_text (self->options, group, "rest-url");
    const char *ca = sup_options_text (self->options, group, "exchange-ca");
    gateway->exchange_ca = *ca ? ca : NULL;
    gateway->numbers = (mdp_numbers_t) sup_options_number (self->options, 0, "numbers");
}

static void
s_fill_supervisor (settings_t *self)
{
    const sup_options_t *options = self->options;
    self->supervisor = (sup_config_t){
        .is_threaded = sup_options_number (options, 0, "isolation") == 1,
        .heartbeat = sup_options_text (options, 0, "heartbeat"),
        .http = sup_options_text (options, 0, "http"),
        .access = self->access,
        .numbers = sup_options_text (options, 0, "numbers"),
        .silence_ms = sup_options_number (options, 0, "silence"),
        .grace_ms = sup_options_number (options, 0, "grace"),
        .check_ms = sup_options_number (options, 0, "check-interval"),
        .health_log_ms = sup_options_number (options, 0, "health-log"),
        .backoff_ms_min = sup_options_number (options, 0, "backoff-min"),
        .backoff_ms_max = sup_options_number (options, 0, "backoff-max"),
        .backoff_reset_ms = sup_options_number (options, 0, "backoff-reset"),
        .log = {
            .format = (sup_journal_format_t) sup_options_number (options, 0, "log-format"),
            .level = (note_level_t) sup_options_number (options, 0, "log-level"),
        },
        .children_count = self->count,
    };
    for (size_t index = 0; index < self->count; index++) {
        gw_config_t *gateway = &self->gateways [self->first + index];
        self->supervisor.children [index] = (sup_child_config_t){
            .name = gateway->name,
            .endpoint = gateway->publish,
            .run = self->run,
            .args = gateway,
            .config = self->text,
            .config_size = self->text_size,
        };
    }
}

//  Make plain values of the options, and check what they are together.

static void
s_convert (settings_t *self, const char *ca_store)
{
    size_t groups = sup_options_groups_count (self->options);
    self->count = groups ? groups : 1;
    for (size_t index = 0; index < self->count; index++) {
        gw_config_t *gateway = &self->gateways [index];
        size_t group = settings_carry_group (self->options, index);
        gateway->name = group ? sup_options_group_name (self->options, group) : ONLY_NAME;
        settings_market_read (gateway, self->options, group);
        self->read = index + 1;
    }
    settings_check_adjust (self->options);
    settings_carry_adjust (self->options, self->gateways, self->count);
    self->access = settings_access_read (&self->keys, self->options);
    for (size_t index = 0; index < self->count; index++) {
        settings_carry_read (self->gateways, self->count, index, self->options);
        s_fill_gateway (self, index);
    }
    settings_check (self->options, ca_store ? ca_store : CA_STORE);
}

//  Write the text that a child reads.

static void
s_write_text (settings_t *self)
{
    FILE *file = open_memstream (&self->text, &self->text_size);
    assert (file);
    sup_print_yaml (self->options, false, file);
    int rc = fclose (file);
    assert (rc == 0);
}

static bool
s_is_asked (const settings_t *self, const char *name)
{
    return sup_options_get (self->options, 0, name)->count > 0;
}

//  Print what needs no configuration. Returns whether anything was asked for.

static bool
s_print_about (const settings_t *self, const settings_io_t *io)
{
    if (s_is_asked (self, "help")) {
        sup_help_print (&SETTINGS_SPEC,
                        "Publishes Bybit market data on ZeroMQ, and keeps doing so.", io->output);
    } else if (s_is_asked (self, "version")) {
        fprintf (io->output, "%s %s\n%s", SETTINGS_SPEC.program, TICKGATE_VERSION,
                 io->libraries ? io->libraries : "");
    } else if (s_is_asked (self, "man")) {
        sup_help_print_manual (&SETTINGS_SPEC, &SETTINGS_MANUAL, io->output);
    } else {
        return false;
    }
    return true;
}

settings_result_t
settings_read (settings_t *self, int argc, char **argv, char **variables, const settings_io_t *io)
{
    s_begin (self, io);
    sup_flags_read (self->options, argc, argv);
    if (sup_errors_count (self->errors) == 0 && s_print_about (self, io)) {
        return SETTINGS_DONE;
    }
    sup_environ_read (self->options, variables);
    const char *file = sup_options_text (self->options, 0, "config");
    if (file) {
        sup_file_read (self->options, file, io->is_again);
    }
    s_convert (self, io->ca_store);
    settings_result_t result = s_end (self);
    if (result != SETTINGS_RUN) {
        return result;
    }
    settings_check_warn (self->options, io->ca_store ? io->ca_store : CA_STORE);
    settings_access_warn (self->access, self->errors);
    if (s_is_asked (self, "print-config")) {
        sup_print_yaml (self->options, true, io->output);
        return SETTINGS_DONE;
    }
    if (s_is_asked (self, "check-config")) {
        fputs ("configuration is good\n", io->output);
        return SETTINGS_DONE;
    }
    s_write_text (self);
    s_fill_supervisor (self);
    return SETTINGS_RUN;
}

settings_result_t
settings_read_text (settings_t *self, const char *text, size_t size, const char *name,
                    const settings_io_t *io)
{
    s_begin (self, io);
    assert (name);
    sup_file_read_text (self->options, "configuration", text, size);
    s_convert (self, io->ca_store);
    size_t index = 0;
    while (index < self->count && strcmp (self->gateways [index].name, name) != 0) {
        index++;
    }
    if (index == self->count) {
        sup_errors_add (self->errors, SUP_EXIT_CONFIG, "configuration: no gateway \"%s\"", name);
    }
    settings_result_t result = s_end (self);
    if (result == SETTINGS_RUN) {
        self->first = index;
        self->count = 1;
        s_write_text (self);
        s_fill_supervisor (self);
    }
    return result;
}

int
settings_exit_code (settings_result_t result)
{
    switch (result) {
        case SETTINGS_RUN:
        case SETTINGS_DONE:
            return 0;
        case SETTINGS_BAD_USAGE:
            return SUP_EXIT_USAGE;
        case SETTINGS_BAD_CONFIG:
            return SUP_EXIT_CONFIG;
    }
    abort ();
}

const sup_config_t *
settings_supervisor (const settings_t *self)
{
    assert (self);
    return &self->supervisor;
}

const sup_options_t *
settings_options (const settings_t *self)
{
    assert (self);
    return self->options;
}

size_t
settings_gateways_count (const settings_t *self)
{
    assert (self);
    return self->count;
}

const gw_config_t *
settings_gateway (const settings_t *self, size_t index)
{
    assert (self);
    assert (index < self->count);
    return &self->gateways [self->first + index];
}
