//  sup_request - pure: reads the head of an HTTP request, and trusts nothing in it

#ifndef SUP_REQUEST_H
#define SUP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SUP_REQUEST_MAX = 8192,  //  Bytes in the longest head
    SUP_REQUEST_TARGET_MAX = 1024
};

typedef struct {
    bool is_head;                         //  Only what stands before the body is wanted
    char path [SUP_REQUEST_TARGET_MAX];   //  Decoded, terminated
    char query [SUP_REQUEST_TARGET_MAX];  //  As it came, terminated; empty where there is none
} sup_request_t;

//  Read what has come so far. Returns 0 where more must come, 200 where it is whole
//  and good, or else the status to refuse it with: 400, 405, 414, 431 or 505.
int sup_request_read (sup_request_t *self, const char *bytes, size_t size);

//  True if the query has the name, with a value or without. The value is decoded and
//  terminated; one that is too long, or cannot be decoded, is empty. value may be null.
bool sup_request_parameter (const sup_request_t *self, const char *name, char *value,
                            size_t value_max);

#endif
