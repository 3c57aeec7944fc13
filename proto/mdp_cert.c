//  mdp_cert - a file of CURVE keys, in the form that czmq's zcert and pyzmq's zmq.auth share

#include "mdp_cert.h"

#include <assert.h>
#include <czmq.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    KEY_SIZE = MDP_KEY_MAX - 1,
    KEY_BYTES = 32,
    OWNER_ALONE = 0600,
    ANYBODY = 0644,
    OTHERS = 077,  //  What nobody else may do with a secret file
    GROUP_READS = 040
};

static const char PUBLIC [] = "public-key";
static const char SECRET [] = "secret-key";

static bool
s_is_blank (char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\r';
}

//  The value of a line that is NAME = VALUE, without its quotes; null for any other line.

static const char *
s_value (const char *line, size_t line_size, const char *name, size_t *size)
{
    size_t at = 0;
    while (at < line_size && s_is_blank (line [at])) {
        at++;
    }
    size_t name_size = strlen (name);
    if (line_size - at < name_size || memcmp (line + at, name, name_size) != 0) {
        return NULL;
    }
    at += name_size;
    while (at < line_size && s_is_blank (line [at])) {
        at++;
    }
    if (at == line_size || line [at] != '=') {
        return NULL;
    }
    at++;
    while (at < line_size && (s_is_blank (line [at]) || line [at] == '"' || line [at] == '\'')) {
        at++;
    }
    while (line_size > at
           && (s_is_blank (line [line_size - 1]) || line [line_size - 1] == '"'
               || line [line_size - 1] == '\'')) {
        line_size--;
    }
    *size = line_size - at;
    return line + at;
}

//  Keep the key that the line gives to the name, if it does.

static const char *
s_take (char key [MDP_KEY_MAX], const char *line, size_t line_size, const char *name)
{
    size_t size = 0;
    const char *value = s_value (line, line_size, name, &size);
    if (!value) {
        return NULL;
    }
    if (*key) {
        return "it holds a key twice";
    }
    if (size != KEY_SIZE) {
        return "a key in it is not 40 characters long";
    }
    memcpy (key, value, size);
    key [size] = 0;
    uint8_t bytes [KEY_BYTES];
    bool is_key = zmq_z85_decode (bytes, key) != NULL;
    explicit_bzero (bytes, sizeof bytes);
    return is_key ? NULL : "a key in it is not Z85";
}

//  See that the keys are a pair. A public key alone is good.

static const char *
s_pair (mdp_cert_t *self)
{
    if (!*self->secret_key) {
        return *self->public_key ? NULL : "it holds no key";
    }
    char public_key [MDP_KEY_MAX];
    if (zmq_curve_public (public_key, self->secret_key) == -1) {
        return "this ZeroMQ was built without CURVE";
    }
    if (!*self->public_key) {
        memcpy (self->public_key, public_key, sizeof public_key);
    }
    return streq (self->public_key, public_key) ? NULL : "its two keys are no pair";
}

const char *
mdp_cert_parse (mdp_cert_t *self, const char *text, size_t size)
{
    assert (self);
    assert (text);
    *self = (mdp_cert_t){ .public_key = "" };
    const char *trouble = memchr (text, 0, size) ? "it is not a text" : NULL;
    for (size_t at = 0; at < size && !trouble;) {
        const char *end = memchr (text + at, '\n', size - at);
        size_t line_size = end ? (size_t) (end - text) - at : size - at;
        trouble = s_take (self->public_key, text + at, line_size, PUBLIC);
        if (!trouble) {
            trouble = s_take (self->secret_key, text + at, line_size, SECRET);
        }
        at += line_size + 1;
    }
    if (!trouble) {
        trouble = s_pair (self);
    }
    if (trouble) {
        explicit_bzero (self, sizeof *self);
    }
    return trouble;
}

//  systemd gives a service its secrets in a folder that nobody else enters. It lets the
//  service read by an access list, which shows as the group's right.

static bool
s_is_credential (const char *path)
{
    const char *folder = getenv ("CREDENTIALS_DIRECTORY");
    size_t size = folder ? strlen (folder) : 0;
    return size > 0 && strncmp (path, folder, size) == 0 && path [size] == '/'
           && !strstr (path + size, "/..");
}

//  What keeps an open file from being one of keys; null if nothing. Others are those who
//  may do nothing with it.

static const char *
s_file_trouble (int file, mode_t others)
{
    struct stat about;
    if (fstat (file, &about) == -1) {
        return strerror (errno);
    }
    if (!S_ISREG (about.st_mode)) {
        return "it is no file";
    }
    if ((about.st_mode & others) != 0) {
        return "others than its owner may use it; chmod 600 it";
    }
    return about.st_size > MDP_CERT_TEXT_MAX ? "it is too long for a file of keys" : NULL;
}

static const char *
s_load (mdp_cert_t *self, const char *path, bool is_secret)
{
    assert (self);
    assert (path);
    *self = (mdp_cert_t){ .public_key = "" };
    int file = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);  //  A FIFO must not hold us
    if (file == -1) {
        return strerror (errno);
    }
    char text [MDP_CERT_TEXT_MAX];
    const mode_t secret = s_is_credential (path) ? OTHERS & ~GROUP_READS : OTHERS;
    const char *trouble = s_file_trouble (file, is_secret ? secret : 0);
    ssize_t size = trouble ? 0 : read (file, text, sizeof text);
    if (size == -1) {
        trouble = strerror (errno);
    }
    (void) close (file);  //  It was only read
    if (!trouble) {
        trouble = mdp_cert_parse (self, text, (size_t) size);
    }
    explicit_bzero (text, sizeof text);
    return trouble;
}

const char *
mdp_cert_load_public (mdp_cert_t *self, const char *path)
{
    const char *trouble = s_load (self, path, false);
    explicit_bzero (self->secret_key, sizeof self->secret_key);
    return trouble;
}

const char *
mdp_cert_load_secret (mdp_cert_t *self, const char *path)
{
    const char *trouble = s_load (self, path, true);
    return trouble || *self->secret_key ? trouble : "it holds no secret key, only the public one";
}

bool
mdp_cert_make (mdp_cert_t *self)
{
    assert (self);
    return zmq_curve_keypair (self->public_key, self->secret_key) == 0;
}

//  The text of a file. Returns its size.

static size_t
s_print (const mdp_cert_t *self, bool is_secret, char text [MDP_CERT_TEXT_MAX])
{
    int size = snprintf (text, MDP_CERT_TEXT_MAX,
                         "#   ZeroMQ CURVE %s Certificate\n"
                         "#   %s\n\n"
                         "metadata\n"
                         "curve\n"
                         "    public-key = \"%s\"\n",
                         is_secret ? "**Secret**" : "Public",
                         is_secret ? "Give this file to nobody, and keep its permissions."
                                   : "For whoever is to know whom he talks to.",
                         self->public_key);
    if (is_secret) {
        size += snprintf (text + size, MDP_CERT_TEXT_MAX - (size_t) size,
                          "    secret-key = \"%s\"\n", self->secret_key);
    }
    return (size_t) size;
}

//  Write a file beside its place, whole. Returns 0, or -1 and errno, and then leaves none.

static int
s_write_beside (const mdp_cert_t *self, bool is_secret, char *beside)
{
    int file = mkostemp (beside, O_CLOEXEC);  //  Its owner's alone
    if (file == -1) {
        return -1;
    }
    char text [MDP_CERT_TEXT_MAX];
    size_t size = s_print (self, is_secret, text);
    errno = ENOSPC;  //  What is cut short says nothing
    bool is_good = write (file, text, size) == (ssize_t) size
                   && fchmod (file, is_secret ? OWNER_ALONE : ANYBODY) == 0 && fsync (file) == 0;
    int reason = errno;
    explicit_bzero (text, sizeof text);
    is_good = close (file) == 0 && is_good;
    if (!is_good) {
        (void) unlink (beside);  //  Half a key is none
        errno = reason;
    }
    return is_good ? 0 : -1;
}

//  Give a file its name, which must be free. A link would not need the empty file, but some
//  file systems have none.

static int
s_put (const char *beside, const char *path)
{
    int file = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, OWNER_ALONE);
    if (file == -1) {
        return -1;
    }
    (void) close (file);  //  Nothing was written
    int rc = rename (beside, path);
    if (rc == -1) {
        int reason = errno;
        (void) unlink (path);  //  Ours, and empty
        errno = reason;
    }
    return rc;
}

const char *
mdp_cert_save (const mdp_cert_t *self, const char *path, bool is_secret)
{
    assert (self);
    assert (path);
    char beside [PATH_MAX];
    int size = snprintf (beside, sizeof beside, "%s.XXXXXX", path);
    if (size < 0 || (size_t) size >= sizeof beside) {
        return strerror (ENAMETOOLONG);
    }
    if (s_write_beside (self, is_secret, beside) == -1) {
        return strerror (errno);
    }
    if (s_put (beside, path) == -1) {
        int reason = errno;
        (void) unlink (beside);  //  It has no place
        return strerror (reason);
    }
    return NULL;
}
