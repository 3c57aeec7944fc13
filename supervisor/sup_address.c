//  sup_address - says what is wrong with an endpoint, a URL or a host and port

#include "sup_address.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "sup_nearest.h"

enum {
    HOST_MAX = 253,     //  Bytes in the longest host name
    IPC_PATH_MAX = 107  //  Bytes that fit into a socket's address
};

static const char LETTERS [] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

//  Size of the host at the start of the text; 0 if there is none.

static size_t
s_host_size (const char *text)
{
    if (*text == '[') {
        size_t size = 1 + strspn (text + 1, "0123456789abcdefABCDEF:.");
        return size >= 3 && text [size] == ']' ? size + 1 : 0;
    }
    size_t size = 0;
    while (text [size] && (strchr (LETTERS, text [size]) || strchr (".-_", text [size]))) {
        size++;
    }
    return size <= HOST_MAX ? size : 0;
}

//  Check a port that must reach to the end of its size.

static const char *
s_port (const char *text, size_t size)
{
    size_t digits = strspn (text, "0123456789");
    long port = 0;
    for (size_t index = 0; index < digits && port < 100000; index++) {
        port = port * 10 + (text [index] - '0');
    }
    if (digits == 0 || digits != size || port < 1 || port > 65535) {
        return "has a port that is not a number from 1 to 65535";
    }
    return NULL;
}

const char *
sup_address_endpoint (const char *text)
{
    assert (text);
    if (strncmp (text, "ipc://", 6) == 0) {
        size_t size = strlen (text + 6);
        if (size == 0 || strcmp (text + 6, "*") == 0) {
            return "has no path";
        }
        return size > IPC_PATH_MAX ? "has a path of more than 107 bytes" : NULL;
    }
    if (strncmp (text, "tcp://", 6) != 0) {
        return "does not begin with tcp:// or ipc://";
    }
    const char *host = text + 6;
    size_t host_size = *host == '*' ? 1 : s_host_size (host);
    if (host_size == 0) {
        return "has no valid host";
    }
    if (host [host_size] != ':') {
        return host [host_size] ? "has no valid host" : "has no port";
    }
    return s_port (host + host_size + 1, strlen (host + host_size + 1));
}

const char *
sup_address_url (const char *text, const char *schemes, bool is_path_allowed)
{
    assert (text);
    assert (schemes);
    const char *host = strstr (text, "://");
    if (!host || sup_words_find (schemes, text, (size_t) (host - text)) == -1) {
        return "does not begin with an allowed scheme";
    }
    host += 3;
    size_t host_size = s_host_size (host);
    const char *rest = host + host_size;
    if (host_size == 0 || (*rest && !strchr (":/?#", *rest))) {
        return "has no valid host";
    }
    if (*rest == ':') {
        size_t port_size = strcspn (rest + 1, "/?#");
        const char *trouble = s_port (rest + 1, port_size);
        if (trouble) {
            return trouble;
        }
        rest += 1 + port_size;
    }
    if (strpbrk (rest, "?# ")) {
        return "has a query, a fragment or a blank";
    }
    if (strlen (rest) > 1 && !is_path_allowed) {
        return "has a path, which is not wanted here";
    }
    return NULL;
}

const char *
sup_address_host_port (const char *text)
{
    assert (text);
    if (strcmp (text, "off") == 0) {
        return NULL;
    }
    size_t host_size = *text == '*' ? 1 : s_host_size (text);
    if (host_size == 0) {
        return "has no valid host";
    }
    if (text [host_size] != ':') {
        return text [host_size] ? "has no valid host" : "has no port";
    }
    return s_port (text + host_size + 1, strlen (text + host_size + 1));
}

//  HOST:PORT of what is bound by TCP, or null.

static const char *
s_host_port (const char *text)
{
    if (strncmp (text, "ipc://", 6) == 0 || strcmp (text, "off") == 0) {
        return NULL;
    }
    return strncmp (text, "tcp://", 6) == 0 ? text + 6 : text;
}

//  Whether the host, with its colon, stands for every address that the other may be.

static bool
s_is_any_host (const char *host, const char *other)
{
    bool is_any = strncmp (host, "*:", 2) == 0 || strncmp (host, "[::]:", 5) == 0;
    bool is_any_ipv4 = strncmp (host, "0.0.0.0:", 8) == 0;
    return is_any || (is_any_ipv4 && *other != '[');
}

//  The folder of an ipc path, and its name there.

static const char *
s_split (const char *path, struct stat *folder)
{
    const char *slash = strrchr (path, '/');
    char text [IPC_PATH_MAX + 2] = ".";
    size_t size = slash ? (size_t) (slash - path) + 1 : 1;
    if (slash && size < sizeof text) {
        memcpy (text, path, size);
        text [size] = 0;
    }
    bool is_found = size < sizeof text && stat (text, folder) == 0;
    folder->st_mode = is_found ? folder->st_mode : 0;
    return slash ? slash + 1 : path;
}

//  Whether two endpoints without a port are one. A path has many spellings, so the
//  folder itself is compared; a name that begins with @ is no path.

static bool
s_is_same_path (const char *left, const char *right)
{
    static const char scheme [] = "ipc://";
    const size_t size = sizeof scheme - 1;
    if (strcmp (left, right) == 0) {
        return strcmp (left, "off") != 0;
    }
    if (strncmp (left, scheme, size) != 0 || strncmp (right, scheme, size) != 0
        || left [size] == '@' || right [size] == '@') {
        return false;
    }
    struct stat left_folder;
    struct stat right_folder;
    const char *left_name = s_split (left + size, &left_folder);
    const char *right_name = s_split (right + size, &right_folder);
    return strcmp (left_name, right_name) == 0 && S_ISDIR (left_folder.st_mode)
           && S_ISDIR (right_folder.st_mode) && left_folder.st_dev == right_folder.st_dev
           && left_folder.st_ino == right_folder.st_ino;
}

bool
sup_address_collide (const char *left, const char *right)
{
    assert (left);
    assert (right);
    const char *left_host = s_host_port (left);
    const char *right_host = s_host_port (right);
    if (!left_host || !right_host) {
        return s_is_same_path (left, right);
    }
    size_t left_size = (size_t) (strrchr (left_host, ':') - left_host) + 1;
    size_t right_size = (size_t) (strrchr (right_host, ':') - right_host) + 1;
    if (atoi (left_host + left_size) != atoi (right_host + right_size)) {
        return false;
    }
    bool is_same = left_size == right_size && strncasecmp (left_host, right_host, left_size) == 0;
    return is_same || s_is_any_host (left_host, right_host)
           || s_is_any_host (right_host, left_host);
}
