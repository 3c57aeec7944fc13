//  mdp_token - walks the bytes of a msgpack frame one value at a time, and trusts none of them
//
//  It allocates nothing, so that a frame can be checked before memory is spent on it.

#ifndef MDP_TOKEN_H
#define MDP_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MDP_TOKEN_DEPTH_MAX = 16 };  //  Arrays and maps inside one another

typedef enum {
    MDP_TOKEN_NIL,
    MDP_TOKEN_BOOL,
    MDP_TOKEN_UINT,
    MDP_TOKEN_INT,     //  Below zero
    MDP_TOKEN_DOUBLE,  //  Also a float32
    MDP_TOKEN_TEXT,    //  Not checked to be UTF-8
    MDP_TOKEN_BYTES,
    MDP_TOKEN_EXT,
    MDP_TOKEN_ARRAY,
    MDP_TOKEN_MAP,
    MDP_TOKEN_INVALID
} mdp_token_kind_t;

typedef struct {
    mdp_token_kind_t kind;
    bool is_true;
    uint64_t uint;
    int64_t integer;
    double real;
    const char *chars;  //  Of a text, bytes or ext: in the frame
    size_t size;        //  Of them
    int ext;            //  Type of an ext
    size_t count;       //  Values in an array, keys and values in a map; they follow
} mdp_token_t;

typedef struct {
    const char *frame;
    size_t size;
    size_t at;  //  Where the next token begins
} mdp_tokens_t;

//  Read one token. Returns 0, or -1 and stays where it is: the end, a byte that
//  begins nothing, a value that is cut short, or a count of more values than
//  there are bytes left.
int mdp_token_next (mdp_tokens_t *self, mdp_token_t *token);

//  The frame is exactly one value, with nothing after it and not too deep.
//  Returns 0, or -1 and where it goes wrong.
int mdp_token_check (const char *frame, size_t size, size_t *bad_at);

#endif
