//  sup_body - bytes of an answer, shared by all who are being sent it

#ifndef SUP_BODY_H
#define SUP_BODY_H

#include <stddef.h>

typedef struct {
    size_t owners;  //  The last one to leave frees it
    size_t size;
    char *bytes;
} sup_body_t;

//  Take malloc'ed bytes; there is one owner. Takes the bytes.
sup_body_t *sup_body_new (char *bytes, size_t size);

//  Another owner.
sup_body_t *sup_body_share (sup_body_t *self);

//  An owner less; nulls the caller's reference.
void sup_body_leave (sup_body_t **self_p);

#endif
