//  mdp_json - prints a msgpack frame as one JSON value, and trusts nothing in it

#include "mdp_json.h"

#include <assert.h>

#include "mdp_print.h"
#include "mdp_token.h"

//  An array or map that is being printed.
typedef struct {
    bool is_map;
    size_t missing;
    size_t printed;
} open_t;

static void
s_print_separator (mdp_print_t *print, const open_t *open)
{
    if (open->is_map && open->printed % 2 == 1) {
        mdp_print_word (print, ":");
    } else if (open->printed > 0) {
        mdp_print_word (print, ",");
    }
}

static void
s_print_ext (mdp_print_t *print, const mdp_token_t *token)
{
    mdp_print_word (print, "{\"ext\":");
    mdp_print_int (print, token->ext);
    mdp_print_word (print, ",\"data\":");
    mdp_print_hex (print, token->chars, token->size);
    mdp_print_word (print, "}");
}

//  Of an array or map only what opens it.

static void
s_print_token (mdp_print_t *print, const mdp_token_t *token)
{
    switch (token->kind) {
        case MDP_TOKEN_NIL:
            mdp_print_word (print, "null");
            break;
        case MDP_TOKEN_BOOL:
            mdp_print_word (print, token->is_true ? "true" : "false");
            break;
        case MDP_TOKEN_UINT:
            mdp_print_uint (print, token->uint);
            break;
        case MDP_TOKEN_INT:
            mdp_print_int (print, token->integer);
            break;
        case MDP_TOKEN_DOUBLE:
            mdp_print_double (print, token->real);
            break;
        case MDP_TOKEN_TEXT:
            mdp_print_quoted (print, token->chars, token->size);
            break;
        case MDP_TOKEN_BYTES:
            mdp_print_hex (print, token->chars, token->size);
            break;
        case MDP_TOKEN_EXT:
            s_print_ext (print, token);
            break;
        case MDP_TOKEN_ARRAY:
            mdp_print_word (print, "[");
            break;
        case MDP_TOKEN_MAP:
            mdp_print_word (print, "{");
            break;
        case MDP_TOKEN_INVALID:
            break;
    }
}

//  Returns 0, or -1 where the token cannot be a key.

static int
s_print_key (mdp_print_t *print, const mdp_token_t *token)
{
    bool is_number = token->kind == MDP_TOKEN_UINT || token->kind == MDP_TOKEN_INT;
    if (is_number) {
        mdp_print_word (print, "\"");
    } else if (token->kind != MDP_TOKEN_TEXT && token->kind != MDP_TOKEN_BYTES) {
        return -1;
    }
    s_print_token (print, token);
    if (is_number) {
        mdp_print_word (print, "\"");
    }
    return 0;
}

static bool
s_is_container (const mdp_token_t *token)
{
    return token->kind == MDP_TOKEN_ARRAY || token->kind == MDP_TOKEN_MAP;
}

//  Print a frame that was checked. Returns 0, or -1 where a key is refused.

static int
s_print_tokens (mdp_print_t *print, mdp_tokens_t *tokens)
{
    //  One above the limit for the value itself, and one for an empty array or
    //  map, which the check lets stand below the limit.
    open_t stack [MDP_TOKEN_DEPTH_MAX + 2] = { { .missing = 1 } };
    size_t depth = 1;
    while (!print->is_full) {
        open_t *open = &stack [depth - 1];
        if (open->missing == 0) {
            if (--depth == 0) {
                return 0;
            }
            mdp_print_word (print, open->is_map ? "}" : "]");
            continue;
        }
        size_t at = tokens->at;
        mdp_token_t token;
        int rc = mdp_token_next (tokens, &token);
        assert (rc == 0);
        s_print_separator (print, open);
        bool is_key = open->is_map && open->printed % 2 == 0;
        open->missing--;
        open->printed++;
        if (is_key && s_print_key (print, &token) != 0) {
            tokens->at = at;
            return -1;
        }
        if (!is_key) {
            s_print_token (print, &token);
        }
        if (!is_key && s_is_container (&token)) {
            stack [depth++] =
                (open_t){ .is_map = token.kind == MDP_TOKEN_MAP, .missing = token.count };
        }
    }
    return 0;
}

mdp_json_result_t
mdp_json_print (char *text, size_t text_max, const char *frame, size_t frame_size, size_t *size)
{
    assert (size);
    mdp_print_t print;
    mdp_print_init (&print, text, text_max);
    if (mdp_token_check (frame, frame_size, size) != 0) {
        (void) mdp_print_size (&print);  //  Only ends the empty text
        return MDP_JSON_REFUSED;
    }
    mdp_tokens_t tokens = { .frame = frame, .size = frame_size };
    if (s_print_tokens (&print, &tokens) != 0) {
        *text = '\0';
        *size = tokens.at;
        return MDP_JSON_REFUSED;
    }
    *size = mdp_print_size (&print);
    return *size > 0 ? MDP_JSON_PRINTED : MDP_JSON_TOO_LONG;
}
