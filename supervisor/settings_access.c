//  settings_access - reads the keys that encrypt the sockets, and which may read

#include "settings_access.h"

#include <assert.h>
#include <czmq.h>

#include "mdp_keyring.h"

static void
s_read_secret (mdp_access_t *access, sup_options_t *options, const sup_setting_t *secret)
{
    const char *name = secret->values [0].text;
    const char *trouble = zmq_has ("curve") ? mdp_cert_load_secret (&access->server, name)
                                            : "this ZeroMQ was built without CURVE";
    if (trouble) {
        sup_options_contradict (options, secret->option, &secret->values [0],
                                "cannot use \"%.200s\": %s; allowed: a file that tickgate keygen "
                                "wrote, with permissions 0600 or less",
                                name, trouble);
    }
}

static void
s_read_folder (mdp_access_t *access, sup_options_t *options, const sup_setting_t *allow)
{
    const char *name = allow->values [0].text;
    mdp_keyring_t *keys = mdp_keyring_new (name);
    const char *trouble = mdp_keyring_read (keys, 0);
    if (trouble) {
        sup_options_contradict (options, allow->option, &allow->values [0],
                                "cannot use \"%.200s\": %s; allowed: a directory of public keys "
                                "that can be read",
                                name, trouble);
    }
    mdp_keyring_destroy (&keys);
    access->folder = name;
}

const mdp_access_t *
settings_access_read (mdp_access_t *access, sup_options_t *options)
{
    assert (access);
    assert (options);
    *access = (mdp_access_t){ .folder = NULL };
    const sup_setting_t *secret = sup_options_get (options, 0, "curve-secret");
    const sup_setting_t *allow = sup_options_get (options, 0, "curve-allow");
    bool has_secret = !secret->is_bad && *secret->values [0].text;
    bool has_folder = !allow->is_bad && *allow->values [0].text;
    if (has_secret) {
        s_read_secret (access, options, secret);
    }
    if (has_folder) {
        s_read_folder (access, options, allow);
    }
    if (has_folder && !has_secret && !secret->is_bad) {
        sup_options_contradict (options, allow->option, &allow->values [0],
                                "it needs curve-secret: without it nothing is encrypted, and "
                                "anybody may read");
    }
    return has_secret ? access : NULL;
}

void
settings_access_warn (const mdp_access_t *access, sup_errors_t *errors)
{
    assert (errors);
    if (!access || !access->folder) {
        return;
    }
    mdp_keyring_t *keys = mdp_keyring_new (access->folder);
    (void) mdp_keyring_read (keys, 0);  //  It could be read before
    if (mdp_keyring_faults (keys) > 0) {
        sup_errors_warn (errors, "curve-allow: %zu files of %s are no public keys; the first is %s",
                         mdp_keyring_faults (keys), access->folder, mdp_keyring_fault (keys));
    }
    if (mdp_keyring_count (keys) == 0) {
        sup_errors_warn (errors, "curve-allow: no key in %s, so nobody may read until there is one",
                         access->folder);
    }
    mdp_keyring_destroy (&keys);
}
