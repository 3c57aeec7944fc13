//  mdp_json - prints a msgpack frame as one JSON value, and trusts nothing in it

#ifndef MDP_JSON_H
#define MDP_JSON_H

#include <stddef.h>

typedef enum {
    MDP_JSON_PRINTED,
    MDP_JSON_REFUSED,  //  Not one msgpack value, too deep, or a map's key that JSON cannot have
    MDP_JSON_TOO_LONG  //  The text does not fit
} mdp_json_result_t;

//  Print the frame in text_max bytes, a terminator included. Integers are exact,
//  a double has the shortest form that reads back the same, bytes are
//  hexadecimal, an ext is {"ext":type,"data":bytes}, what is no number is null,
//  and a key that is a number is quoted. Returns the size without the
//  terminator in *size, or says why not; of a refused frame *size is where in
//  the frame it goes wrong. The text is empty then.
mdp_json_result_t mdp_json_print (char *text, size_t text_max, const char *frame, size_t frame_size,
                                  size_t *size);

#endif
