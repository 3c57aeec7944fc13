//  sim_text - a growing run of bytes, with the appends that JSON and HTTP need

#ifndef SIM_TEXT_H
#define SIM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

//  Zero it before the first use; read the fields freely. There is always a zero
//  byte behind data [size] once something has been added.
typedef struct {
    char *data;
    size_t size;
    size_t size_max;
} sim_text_t;

//  Free the bytes and empty the text.
void sim_text_destroy (sim_text_t *self);

//  Forget the bytes and keep the room.
void sim_text_clear (sim_text_t *self);

//  Room for size more bytes at data + size; the caller adds what it used to size.
char *sim_text_room (sim_text_t *self, size_t size);

//  Drop the first size bytes.
void sim_text_skip (sim_text_t *self, size_t size);

void sim_text_bytes (sim_text_t *self, const void *bytes, size_t size);
void sim_text_add (sim_text_t *self, const char *words);
void sim_text_addf (sim_text_t *self, const char *format, ...)
    __attribute__ ((format (printf, 2, 3)));
void sim_text_number (sim_text_t *self, uint64_t number);

//  Append units * 10^-scale. Zeros at the end of the fraction stay or go.
void sim_text_decimal (sim_text_t *self, int64_t units, unsigned scale, bool keeps_zeros);

//  Append a JSON string with its quotes. A byte that is not UTF-8 becomes \u00XX.
void sim_text_json (sim_text_t *self, const char *bytes, size_t size);

#endif
