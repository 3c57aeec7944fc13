//  bybit_rest - pure: paths and answers of the exchange's REST interface

#ifndef BYBIT_REST_H
#define BYBIT_REST_H

#include "mdp_event.h"

enum { BYBIT_CURSOR_MAX = 512, BYBIT_PATH_MAX = 768 };

//  The path of one page of a category's trading instruments. The cursor is the
//  last page's, or empty for the first; it is already percent-encoded. Returns
//  the size, or 0 where it does not fit.
size_t bybit_rest_instruments_path (char path [BYBIT_PATH_MAX], mdp_category_t category,
                                    const char *base_coin, const char *cursor);

//  Told of each trading symbol of a page; the text is lent for the call.
typedef void bybit_symbol_fn (void *owner, mdp_text_t symbol);

//  Read a page and leave the next page's cursor, empty after the last. Returns
//  0, or -1 and why.
int bybit_rest_instruments_read (const char *body, size_t size, bybit_symbol_fn *on_symbol,
                                 void *owner, char cursor [BYBIT_CURSOR_MAX], const char **why);

#endif
