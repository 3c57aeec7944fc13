//  bybit_request - writes the exchange's subscribe, unsubscribe and ping requests

#ifndef BYBIT_REQUEST_H
#define BYBIT_REQUEST_H

#include <stddef.h>
#include <stdint.h>

typedef enum { BYBIT_SUBSCRIBE, BYBIT_UNSUBSCRIBE, BYBIT_PING } bybit_verb_t;

//  Write a request with a number that its answer repeats. Topics are lent;
//  a ping has none. Returns the size without the terminator, or 0 where it does
//  not fit.
size_t bybit_request_write (char *text, size_t text_max, bybit_verb_t verb, uint64_t number,
                            const char *const *topics, size_t topics_count);

#endif
