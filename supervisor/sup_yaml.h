//  sup_yaml - reads YAML text into a flat tree of keys, values and lines
//
//  Only what a configuration needs: one document of mappings, lists and
//  scalars. Everything else is refused with a line. The one door to libyaml.

#ifndef SUP_YAML_H
#define SUP_YAML_H

#include <stdbool.h>
#include <stddef.h>

typedef struct sup_yaml sup_yaml_t;

enum {
    SUP_YAML_SIZE_MAX = 1048576,  //  Bytes
    SUP_YAML_DEPTH_MAX = 6        //  Mappings and lists inside each other
};

typedef enum { SUP_YAML_SCALAR, SUP_YAML_LIST, SUP_YAML_MAP } sup_yaml_kind_t;

//  Nodes stand in the order of the text. The children of node n are the nodes
//  from n + 1 to its end, each next one at the end of the one before.
typedef struct {
    sup_yaml_kind_t kind;
    const char *key;  //  In a mapping; null elsewhere
    size_t key_line;  //  From 1
    size_t key_column;
    const char *text;  //  Of a scalar; as terminated text without zero bytes
    bool is_null;      //  A scalar of which nothing is written
    size_t line;       //  From 1
    size_t column;
    size_t end;  //  Index of the node after the last one inside this
} sup_yaml_node_t;

//  Read the whole text; never null. A text of nothing has no nodes, any other has
//  its root as the first.
sup_yaml_t *sup_yaml_new (const char *text, size_t size);
void sup_yaml_destroy (sup_yaml_t **self_p);

//  Null where the text was read, or else what is wrong with it, and where. There
//  are then no nodes.
const char *sup_yaml_error (const sup_yaml_t *self, size_t *line, size_t *column);

const sup_yaml_node_t *sup_yaml_nodes (const sup_yaml_t *self, size_t *count);

#endif
