//  sup_yaml - reads YAML text into a flat tree of keys, values and lines

#include "sup_yaml.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "mdp_utf8.h"

enum { ERROR_MAX = 160 };

struct sup_yaml {
    sup_yaml_node_t *nodes;
    size_t count;
    size_t count_max;
    size_t open [SUP_YAML_DEPTH_MAX];  //  Nodes that we are inside of
    size_t depth;
    char *key;  //  Read and still without its value
    size_t key_line;
    size_t key_column;
    size_t documents;
    char error [ERROR_MAX];  //  Empty if there is none
    size_t line;
    size_t column;
};

static void
s_fail (sup_yaml_t *self, const char *what, size_t line, size_t column)
{
    snprintf (self->error, sizeof self->error, "%s", what);
    self->line = line;
    self->column = column;
}

static void
s_fail_at (sup_yaml_t *self, const char *what, const yaml_event_t *event)
{
    s_fail (self, what, event->start_mark.line + 1, event->start_mark.column + 1);
}

//  What libyaml would refuse without a line, or in words that help nobody.

static void
s_check_bytes (sup_yaml_t *self, const char *text, size_t size)
{
    size_t line = 1;
    size_t line_start = 0;
    bool is_indent = true;
    size_t at = 0;
    while (at < size && !*self->error) {
        size_t step = mdp_utf8_size (text + at, size - at);
        char byte = text [at];
        if (step == 0) {
            s_fail (self, "not valid UTF-8", line, at - line_start + 1);
        } else if (byte == '\t' && is_indent) {
            s_fail (self, "a tab in the indentation; use blanks", line, at - line_start + 1);
        } else if (byte != '\t' && byte != '\n' && byte != '\r'
                   && mdp_utf8_is_control (text + at, step)) {
            s_fail (self, "a control character", line, at - line_start + 1);
        }
        is_indent = byte == '\n' || (is_indent && byte == ' ');
        at += step;
        if (byte == '\n') {
            line++;
            line_start = at;
        }
    }
}

static sup_yaml_node_t *
s_add_node (sup_yaml_t *self, sup_yaml_kind_t kind, const yaml_event_t *event)
{
    if (self->count == self->count_max) {
        self->count_max = self->count_max ? self->count_max * 2 : 64;
        self->nodes = realloc (self->nodes, self->count_max * sizeof *self->nodes);
        assert (self->nodes);
    }
    sup_yaml_node_t *node = &self->nodes [self->count++];
    *node = (sup_yaml_node_t){
        .kind = kind,
        .key = self->key,
        .key_line = self->key_line,
        .key_column = self->key_column,
        .line = event->start_mark.line + 1,
        .column = event->start_mark.column + 1,
        .end = self->count,
    };
    self->key = NULL;
    return node;
}

//  The next scalar is a key, not a value.

static bool
s_expects_key (const sup_yaml_t *self)
{
    return self->depth > 0 && !self->key
           && self->nodes [self->open [self->depth - 1]].kind == SUP_YAML_MAP;
}

static void
s_on_scalar (sup_yaml_t *self, const yaml_event_t *event)
{
    const char *value = (const char *) event->data.scalar.value;
    size_t size = event->data.scalar.length;
    if (event->data.scalar.tag) {
        s_fail_at (self, "a tag (!...), which is not supported", event);
        return;
    }
    if (memchr (value, 0, size)) {
        s_fail_at (self, "a zero byte in a text", event);
        return;
    }
    char *text = strdup (value);
    assert (text);
    if (s_expects_key (self)) {
        self->key = text;
        self->key_line = event->start_mark.line + 1;
        self->key_column = event->start_mark.column + 1;
        return;
    }
    sup_yaml_node_t *node = s_add_node (self, SUP_YAML_SCALAR, event);
    node->text = text;
    node->is_null = size == 0 && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static void
s_on_open (sup_yaml_t *self, sup_yaml_kind_t kind, const yaml_event_t *event)
{
    bool is_tagged = kind == SUP_YAML_MAP ? event->data.mapping_start.tag != NULL
                                          : event->data.sequence_start.tag != NULL;
    if (is_tagged) {
        s_fail_at (self, "a tag (!...), which is not supported", event);
    } else if (s_expects_key (self)) {
        s_fail_at (self, "a key that is not a plain word", event);
    } else if (self->depth == SUP_YAML_DEPTH_MAX) {
        s_fail_at (self, "too many levels inside each other", event);
    } else {
        s_add_node (self, kind, event);
        self->open [self->depth++] = self->count - 1;
    }
}

static void
s_on_close (sup_yaml_t *self)
{
    assert (self->depth > 0);
    self->nodes [self->open [--self->depth]].end = self->count;
}

static bool
s_is_anchored (const yaml_event_t *event)
{
    if (event->type == YAML_SCALAR_EVENT) {
        return event->data.scalar.anchor != NULL;
    }
    if (event->type == YAML_SEQUENCE_START_EVENT) {
        return event->data.sequence_start.anchor != NULL;
    }
    return event->type == YAML_MAPPING_START_EVENT && event->data.mapping_start.anchor != NULL;
}

static void
s_on_event (sup_yaml_t *self, const yaml_event_t *event)
{
    if (event->type == YAML_ALIAS_EVENT || s_is_anchored (event)) {
        s_fail_at (self, "an anchor or alias (&, *), which is not supported; quote the text",
                   event);
        return;
    }
    //  Not our enum: only these say something about the tree
    if (event->type == YAML_DOCUMENT_START_EVENT && self->documents++ > 0) {
        s_fail_at (self, "a second document", event);
    } else if (event->type == YAML_SCALAR_EVENT) {
        s_on_scalar (self, event);
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        s_on_open (self, SUP_YAML_MAP, event);
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        s_on_open (self, SUP_YAML_LIST, event);
    } else if (event->type == YAML_MAPPING_END_EVENT || event->type == YAML_SEQUENCE_END_EVENT) {
        s_on_close (self);
    }
}

static void
s_on_problem (sup_yaml_t *self, const yaml_parser_t *parser)
{
    char what [ERROR_MAX];
    snprintf (what, sizeof what, "not valid YAML: %s%s%s",
              parser->problem ? parser->problem : "no memory", parser->context ? " " : "",
              parser->context ? parser->context : "");
    s_fail (self, what, parser->problem_mark.line + 1, parser->problem_mark.column + 1);
}

static void
s_parse (sup_yaml_t *self, const char *text, size_t size)
{
    yaml_parser_t parser;
    int rc = yaml_parser_initialize (&parser);
    assert (rc == 1);
    yaml_parser_set_input_string (&parser, (const unsigned char *) text, size);
    bool is_ended = false;
    while (!is_ended && !*self->error) {
        yaml_event_t event;
        if (!yaml_parser_parse (&parser, &event)) {
            s_on_problem (self, &parser);
            break;
        }
        s_on_event (self, &event);
        is_ended = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete (&event);
    }
    yaml_parser_delete (&parser);
}

static void
s_drop_nodes (sup_yaml_t *self)
{
    for (size_t index = 0; index < self->count; index++) {
        free ((char *) self->nodes [index].key);
        free ((char *) self->nodes [index].text);
    }
    free (self->key);
    free (self->nodes);
    self->key = NULL;
    self->nodes = NULL;
    self->count = 0;
}

sup_yaml_t *
sup_yaml_new (const char *text, size_t size)
{
    assert (text || size == 0);
    sup_yaml_t *self = calloc (1, sizeof *self);
    assert (self);
    if (size > SUP_YAML_SIZE_MAX) {
        s_fail (self, "more than 1 MiB", 1, 1);
    } else {
        s_check_bytes (self, text, size);
    }
    if (!*self->error) {
        s_parse (self, text, size);
    }
    if (*self->error) {
        s_drop_nodes (self);
    }
    return self;
}

void
sup_yaml_destroy (sup_yaml_t **self_p)
{
    assert (self_p);
    sup_yaml_t *self = *self_p;
    if (self) {
        s_drop_nodes (self);
        free (self);
        *self_p = NULL;
    }
}

const char *
sup_yaml_error (const sup_yaml_t *self, size_t *line, size_t *column)
{
    assert (self);
    if (!*self->error) {
        return NULL;
    }
    *line = self->line;
    *column = self->column;
    return self->error;
}

const sup_yaml_node_t *
sup_yaml_nodes (const sup_yaml_t *self, size_t *count)
{
    assert (self);
    *count = self->count;
    return self->nodes;
}
