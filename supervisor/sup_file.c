//  sup_file - reads a YAML configuration into options

#include "sup_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sup_environ.h"
#include "sup_nearest.h"
#include "sup_yaml.h"

enum { KEYS_MAX = 256 };  //  In one mapping

typedef struct {
    sup_options_t *options;
    const sup_options_spec_t *spec;
    sup_errors_t *errors;
    const char *name;
    const sup_yaml_node_t *nodes;
    size_t count;
    size_t group;  //  That the keys being read belong to
} self_t;

//  Tell an error at a node's value.

static void
s_refuse (const self_t *self, const sup_yaml_node_t *node, const char *key, const char *what)
{
    sup_errors_add (self->errors, SUP_EXIT_CONFIG, "%s:%zu:%zu: %s: %s", self->name, node->line,
                    node->column, key, what);
}

//  Whether the option may be given where we are.

static bool
s_is_allowed (const self_t *self, const sup_option_t *option)
{
    if (option->traits & (SUP_OPTION_FLAG_ONLY | SUP_OPTION_NO_FILE)) {
        return false;
    }
    return self->group == 0 || (option->traits & SUP_OPTION_GROUPED) != 0;
}

static void
s_refuse_key (const self_t *self, const sup_yaml_node_t *node)
{
    const sup_option_t *option = sup_options_find (self->options, node->key);
    if (option && !(option->traits & SUP_OPTION_HIDDEN)) {
        char where [SUP_REASON_MAX] = "as a flag";
        if (option->traits & SUP_OPTION_NO_FILE) {
            char variable [SUP_VARIABLE_MAX];
            sup_environ_name (self->spec, option, variable);
            (void) snprintf (where, sizeof where, "as a flag or as %s", variable);  //  Fits
        } else if (!(option->traits & SUP_OPTION_FLAG_ONLY)) {
            (void) snprintf (where, sizeof where, "at the top level of the file");  //  Likewise
        }
        sup_errors_add (self->errors, SUP_EXIT_CONFIG, "%s:%zu: \"%s\" can only be given %s",
                        self->name, node->key_line, node->key, where);
        return;
    }
    sup_nearest_t nearest;
    sup_nearest_init (&nearest, node->key, strlen (node->key));
    for (size_t index = 0; index < self->spec->count; index++) {
        if (s_is_allowed (self, &self->spec->table [index])) {
            const char *name = self->spec->table [index].name;
            sup_nearest_offer (&nearest, name, strlen (name));
        }
    }
    const char *other = self->group ? "name" : self->spec->group;
    if (other) {
        sup_nearest_offer (&nearest, other, strlen (other));
    }
    sup_errors_add (self->errors, SUP_EXIT_CONFIG, "%s:%zu: unknown key \"%.100s\"%s%s%s",
                    self->name, node->key_line, node->key, nearest.name ? "; did you mean \"" : "",
                    nearest.name ? nearest.name : "", nearest.name ? "\"?" : "");
}

//  Tell whether an earlier key of the same mapping is equal.

static bool
s_is_duplicate (const self_t *self, const sup_yaml_node_t *map, const sup_yaml_node_t *node)
{
    size_t index = (size_t) (map - self->nodes) + 1;
    while (&self->nodes [index] != node) {
        if (strcmp (self->nodes [index].key, node->key) == 0) {
            sup_errors_add (self->errors, SUP_EXIT_CONFIG,
                            "%s:%zu: duplicate key \"%.100s\"; it is also given in line %zu",
                            self->name, node->key_line, node->key, self->nodes [index].key_line);
            return true;
        }
        index = self->nodes [index].end;
    }
    return false;
}

//  The child after this one, or the first after null; null after the last.

static const sup_yaml_node_t *
s_next_child (const self_t *self, const sup_yaml_node_t *parent, const sup_yaml_node_t *child)
{
    size_t index = child ? child->end : (size_t) (parent - self->nodes) + 1;
    return index < parent->end ? &self->nodes [index] : NULL;
}

//  The same in a mapping, without duplicates. One with too many keys ends early, and
//  that is told.

static const sup_yaml_node_t *
s_next_key (const self_t *self, const sup_yaml_node_t *map, const sup_yaml_node_t *child,
            size_t *keys)
{
    do {
        child = s_next_child (self, map, child);
        if (child && (*keys)++ == KEYS_MAX) {
            s_refuse (self, child, "mapping", "more than 256 keys");
            return NULL;
        }
    } while (child && s_is_duplicate (self, map, child));
    return child;
}

//  Put one scalar; in a mapping of the option's own its key stands before it.

static void
s_put_scalar (const self_t *self, const sup_option_t *option, const sup_yaml_node_t *node,
              const char *key, bool is_more)
{
    if (node->kind != SUP_YAML_SCALAR) {
        s_refuse (self, node, option->name, "a mapping or list where a single value is needed");
        return;
    }
    if (node->is_null) {
        char allowed [SUP_REASON_MAX];
        sup_option_allowed (option, allowed);
        sup_errors_add (self->errors, SUP_EXIT_CONFIG, "%s:%zu:%zu: %s: no value; allowed: %s",
                        self->name, node->line, node->column, option->name, allowed);
        return;
    }
    char *text = NULL;
    if (key) {
        size_t size = strlen (key) + strlen (node->text) + 2;
        text = malloc (size);
        assert (text);
        snprintf (text, size, "%s:%s", key, node->text);
    }
    sup_value_t value = {
        .text = text ? text : node->text,
        .source = { SUP_SOURCE_FILE, self->name, node->line, node->column },
    };
    //  A refusal was told
    (void) sup_options_put (self->options, self->group, option, &value, is_more);
    free (text);
}

//  Put the items of a list, or a single scalar.

static void
s_put_items (const self_t *self, const sup_option_t *option, const sup_yaml_node_t *node,
             const char *key, bool is_more)
{
    if (node->kind != SUP_YAML_LIST) {
        s_put_scalar (self, option, node, key, is_more);
        return;
    }
    const sup_yaml_node_t *item = s_next_child (self, node, NULL);
    if (!item) {
        s_refuse (self, node, option->name, "an empty list; leave the key out for the default");
    }
    while (item) {
        s_put_scalar (self, option, item, key, is_more);
        is_more = true;
        item = s_next_child (self, node, item);
    }
}

static void
s_put_node (const self_t *self, const sup_option_t *option, const sup_yaml_node_t *node)
{
    if (option->kind != SUP_OPTION_LIST) {
        s_put_scalar (self, option, node, NULL, false);
        return;
    }
    if (node->kind != SUP_YAML_MAP || !(option->traits & SUP_OPTION_MAPPED)) {
        s_put_items (self, option, node, NULL, false);
        return;
    }
    size_t keys = 0;
    const sup_yaml_node_t *child = s_next_key (self, node, NULL, &keys);
    if (!child) {
        s_refuse (self, node, option->name, "an empty mapping; leave the key out for the default");
    }
    bool is_more = false;
    while (child) {
        s_put_items (self, option, child, child->key, is_more);
        is_more = true;
        child = s_next_key (self, node, child, &keys);
    }
}

//  Begin the group that a mapping of the list describes. Returns -1 where it has no
//  good name.

static int
s_begin_group (self_t *self, const sup_yaml_node_t *map)
{
    self->group = 0;
    const sup_yaml_node_t *node = NULL;
    if (map->kind == SUP_YAML_MAP) {
        node = s_next_child (self, map, NULL);
        while (node && strcmp (node->key, "name") != 0) {
            node = s_next_child (self, map, node);
        }
    }
    if (!node || node->kind != SUP_YAML_SCALAR) {
        s_refuse (self, node ? node : map, self->spec->group,
                  "needs a list of mappings, each with a name");
        return -1;
    }
    sup_value_t name = {
        .text = node->text,
        .source = { SUP_SOURCE_FILE, self->name, node->line, node->column },
    };
    self->group = sup_options_add_group (self->options, &name);
    return self->group ? 0 : -1;
}

static void
s_read_group (self_t *self, const sup_yaml_node_t *map)
{
    if (s_begin_group (self, map) != 0) {
        return;
    }
    size_t keys = 0;
    const sup_yaml_node_t *node = s_next_key (self, map, NULL, &keys);
    while (node) {
        const sup_option_t *option = sup_options_find (self->options, node->key);
        if (option && s_is_allowed (self, option)) {
            s_put_node (self, option, node);
        } else if (strcmp (node->key, "name") != 0) {
            s_refuse_key (self, node);
        }
        node = s_next_key (self, map, node, &keys);
    }
}

static void
s_read_groups (self_t *self, const sup_yaml_node_t *list)
{
    const sup_yaml_node_t *item = NULL;
    if (list->kind == SUP_YAML_LIST) {
        item = s_next_child (self, list, NULL);
    }
    if (!item) {
        s_refuse (self, list, self->spec->group, "needs a list of mappings, each with a name");
    }
    //  One more than there may be, to tell that it is too many
    for (size_t index = 0; item && index <= SUP_GROUPS_MAX; index++) {
        s_read_group (self, item);
        item = s_next_child (self, list, item);
    }
    self->group = 0;
}

//  Returns how many keys there are.

static size_t
s_read_root (self_t *self)
{
    const sup_yaml_node_t *root = &self->nodes [0];
    if (root->is_null) {
        return 0;
    }
    if (root->kind != SUP_YAML_MAP) {
        sup_errors_add (self->errors, SUP_EXIT_CONFIG, "%s:%zu: not a mapping of keys to values",
                        self->name, root->line);
        return 0;
    }
    size_t keys = 0;
    const sup_yaml_node_t *node = s_next_key (self, root, NULL, &keys);
    while (node) {
        const sup_option_t *option = sup_options_find (self->options, node->key);
        if (option && s_is_allowed (self, option)) {
            s_put_node (self, option, node);
        } else if (self->spec->group && strcmp (node->key, self->spec->group) == 0) {
            s_read_groups (self, node);
        } else {
            s_refuse_key (self, node);
        }
        node = s_next_key (self, root, node, &keys);
    }
    return keys;
}

static size_t
s_read_text (sup_options_t *options, const char *name, const char *text, size_t size)
{
    self_t self = {
        .options = options,
        .spec = sup_options_spec (options),
        .errors = sup_options_errors (options),
        .name = name,
    };
    sup_yaml_t *yaml = sup_yaml_new (text, size);
    size_t line = 0;
    size_t column = 0;
    const char *error = sup_yaml_error (yaml, &line, &column);
    if (error) {
        sup_errors_add (self.errors, SUP_EXIT_CONFIG, "%s:%zu:%zu: %s", name, line, column, error);
    }
    self.nodes = sup_yaml_nodes (yaml, &self.count);
    size_t keys = self.count > 0 ? s_read_root (&self) : 0;
    sup_yaml_destroy (&yaml);
    return keys;
}

void
sup_file_read_text (sup_options_t *options, const char *name, const char *text, size_t size)
{
    assert (options);
    assert (name);
    (void) s_read_text (options, name, text, size);  //  None needs to be there
}

//  Read all of it; -1 and errno where that fails. Who is patient waits for a pipe, and
//  may be ended meanwhile by the signals that are held back.

static ssize_t
s_read_bytes (int fd, char *text, bool is_patient)
{
    size_t size = 0;
    ssize_t rc = 1;
    struct pollfd item = { .fd = fd, .events = POLLIN };
    sigset_t none;
    (void) sigemptyset (&none);
    while (rc != 0) {
        if (is_patient) {
            (void) ppoll (&item, 1, NULL, &none);  //  Whatever it says, reading tells
        }
        rc = read (fd, text + size, SUP_YAML_SIZE_MAX + 1 - size);
        if (rc == -1 && errno != EAGAIN && errno != EINTR) {
            return -1;
        }
        size += rc > 0 ? (size_t) rc : 0;
    }
    return (ssize_t) size;
}

//  Returns how many keys there are; where it cannot be read, that is told.

static size_t
s_read (sup_options_t *options, const char *name, int fd, bool is_patient)
{
    char *text = malloc (SUP_YAML_SIZE_MAX + 1);
    assert (text);
    ssize_t size = fd == -1 ? -1 : s_read_bytes (fd, text, is_patient);
    size_t keys = 0;
    if (size == -1) {
        sup_errors_add (sup_options_errors (options), SUP_EXIT_CONFIG,
                        "%s: cannot read the configuration file: %s", name, strerror (errno));
    } else {
        keys = s_read_text (options, name, text, (size_t) size);
    }
    free (text);
    return keys;
}

//  Opening a FIFO waits for who writes, and no signal ends that: we wait later.

void
sup_file_read (sup_options_t *options, const char *name, bool is_again)
{
    assert (options);
    assert (name);
    sup_errors_t *errors = sup_options_errors (options);
    size_t count = sup_errors_count (errors);
    int fd = open (name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status;
    if (is_again && fd != -1 && fstat (fd, &status) == 0 && !S_ISREG (status.st_mode)) {
        sup_errors_add (errors, SUP_EXIT_CONFIG,
                        "%s is not a regular file, and no other is read again; restart instead",
                        name);
    } else if (s_read (options, name, fd, !is_again) == 0 && is_again
               && sup_errors_count (errors) == count) {
        sup_errors_add (errors, SUP_EXIT_CONFIG,
                        "%s holds no key; write it whole before it is read again", name);
    }
    if (fd != -1) {
        (void) close (fd);  //  It was only read
    }
}
