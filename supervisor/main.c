//  tickgated - joins the parts: settings, supervisor, gateways, exit code

#include <assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "gw_actor.h"
#include "gw_version.h"
#include "mdp_stdout.h"
#include "mdp_zap.h"
#include "settings.h"
#include "settings_reload.h"
#include "sup_child_main.h"
#include "sup_guard.h"
#include "sup_room.h"

//  As a child: one gateway, with the settings that the daemon handed down.

static int
s_run_child (zsock_t *pipe, const char *name, const char *config, size_t config_size)
{
    const settings_io_t io = { .output = stdout, .errors = stderr };
    settings_t *settings = settings_new (gateway_actor);
    settings_result_t result = settings_read_text (settings, config, config_size, name, &io);
    if (result == SETTINGS_RUN) {
        const gw_config_t *gateway = settings_gateway (settings, 0);
        zactor_t *zap = mdp_zap_new (gateway->access);
        gateway_actor (pipe, (void *) (uintptr_t) gateway);
        mdp_zap_destroy (&zap);
    }
    settings_destroy (&settings);
    return settings_exit_code (result);
}

//  Take the numbers of a standard input, output and error that we were started without:
//  ZeroMQ's own would get them, and what is meant for people would be written there.
//  Only to be read, so that writing fails as it did.

static void
s_open_standard (void)
{
    int fd;
    do {
        fd = open ("/dev/null", O_RDONLY);
    } while (fd >= STDIN_FILENO && fd <= STDERR_FILENO);
    if (fd != -1) {
        (void) close (fd);  //  One more than was missing
    }
}

static void
s_make_room (FILE *errors)
{
    long long room = sup_room_raise ();
    if (room < SUP_ROOM_ENOUGH) {
        (void) fprintf (errors,
                        "tickgated: warning: no more than %lld descriptors are allowed, too few "
                        "for 256 readers; raise the hard limit (ulimit -Hn) to %d\n",
                        room, SUP_ROOM_ENOUGH);
    }
}

int
main (int argc, char **argv)
{
    (void) signal (SIGXFSZ, SIG_IGN);  //  A file that may not grow is as good as a full disk
    if (sup_child_main_is_meant (argc, argv)) {
        return sup_child_main (argc, argv, s_run_child);
    }
    sup_guard_hold ();
    s_open_standard ();
    char libraries [512];
    (void) gw_version_print (libraries, sizeof libraries);
    mdp_stdout_t out;
    mdp_stdout_begin (&out);
    char *told = NULL;
    size_t told_size = 0;
    FILE *errors = open_memstream (&told, &told_size);
    assert (errors);
    const settings_io_t io = { .output = out.file, .errors = errors, .libraries = libraries };
    settings_t *settings = settings_new (gateway_actor);
    settings_result_t result = settings_read (settings, argc, argv, environ, &io);
    if (result == SETTINGS_RUN) {
        s_make_room (errors);
    }
    int rc = fclose (errors);
    assert (rc == 0);
    if (result != SETTINGS_RUN) {
        sup_guard_let_go ();  //  Whoever reads what we print may be slow
        (void) fputs (told, stderr);
    }
    int lost = mdp_stdout_end (&out, "tickgated");
    int exit_code = lost ? lost : settings_exit_code (result);
    if (result == SETTINGS_RUN) {
        settings_reload_t reload = { settings, argc, argv, &environ };
        sup_config_t config = *settings_supervisor (settings);
        config.told = told;
        config.reload = settings_reload;
        config.reload_arg = &reload;
        exit_code = sup_guard_run (&config);
    }
    settings_destroy (&settings);
    free (told);
    return exit_code;
}
