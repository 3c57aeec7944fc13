//  bybit_rest - pure: paths and answers of the exchange's REST interface

#include "bybit_rest.h"

#include <stdio.h>
#include <string.h>
#include <yyjson.h>

size_t
bybit_rest_instruments_path (char path [BYBIT_PATH_MAX], mdp_category_t category,
                             const char *base_coin, const char *cursor)
{
    int written = snprintf (path, BYBIT_PATH_MAX,
                            "/v5/market/instruments-info?category=%s&limit=1000%s%s%s%s",
                            mdp_category_name (category), *base_coin ? "&baseCoin=" : "", base_coin,
                            *cursor ? "&cursor=" : "", cursor);
    return written > 0 && written < BYBIT_PATH_MAX ? (size_t) written : 0;
}

static bool
s_is_trading (yyjson_val *item)
{
    yyjson_val *status = yyjson_obj_get (item, "status");
    return !status || yyjson_equals_str (status, "Trading");
}

//  The cursor goes into a path as it came.

static bool
s_is_encoded (const char *text)
{
    for (; *text; text++) {
        if (*text <= ' ' || *text > '~' || strchr ("#&?\"", *text)) {
            return false;
        }
    }
    return true;
}

static int
s_read_page (yyjson_val *root, bybit_symbol_fn *on_symbol, void *owner,
             char cursor [BYBIT_CURSOR_MAX], const char **why)
{
    yyjson_val *code = yyjson_obj_get (root, "retCode");
    yyjson_val *result = yyjson_obj_get (root, "result");
    yyjson_val *list = yyjson_obj_get (result, "list");
    if (!yyjson_is_int (code) || yyjson_get_int (code) != 0) {
        *why = "the exchange refused the request (retCode)";
        return -1;
    }
    if (!yyjson_is_arr (list)) {
        *why = "no list of instruments";
        return -1;
    }
    yyjson_arr_iter iter;
    yyjson_arr_iter_init (list, &iter);
    for (yyjson_val *item; (item = yyjson_arr_iter_next (&iter));) {
        yyjson_val *symbol = yyjson_obj_get (item, "symbol");
        if (yyjson_is_str (symbol) && s_is_trading (item)) {
            on_symbol (owner, (mdp_text_t){ .chars = yyjson_get_str (symbol),
                                            .size = yyjson_get_len (symbol) });
        }
    }
    yyjson_val *next = yyjson_obj_get (result, "nextPageCursor");
    const char *text = yyjson_is_str (next) ? yyjson_get_str (next) : "";
    size_t size = yyjson_is_str (next) ? yyjson_get_len (next) : 0;
    if (size >= BYBIT_CURSOR_MAX) {
        *why = "page cursor too long";
        return -1;
    }
    if (strlen (text) != size || !s_is_encoded (text)) {
        *why = "page cursor not percent-encoded";
        return -1;
    }
    (void) snprintf (cursor, BYBIT_CURSOR_MAX, "%s", text);
    return 0;
}

int
bybit_rest_instruments_read (const char *body, size_t size, bybit_symbol_fn *on_symbol, void *owner,
                             char cursor [BYBIT_CURSOR_MAX], const char **why)
{
    cursor [0] = '\0';
    yyjson_doc *document = yyjson_read (body, size, 0);
    if (!document) {
        *why = "not JSON";
        return -1;
    }
    int rc = s_read_page (yyjson_doc_get_root (document), on_symbol, owner, cursor, why);
    yyjson_doc_free (document);
    return rc;
}
