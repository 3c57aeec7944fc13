//  sim_http - reads the head of an HTTP request and writes answers
//
//  Pure: bytes in, bytes out.

#ifndef SIM_HTTP_H
#define SIM_HTTP_H

#include "sim_text.h"

enum {
    SIM_HTTP_METHOD_MAX = 16,
    SIM_HTTP_TARGET_MAX = 4096,
    SIM_HTTP_HEAD_MAX = 16384,
    SIM_HTTP_VALUE_MAX = 256
};

typedef struct {
    char method [SIM_HTTP_METHOD_MAX];
    char path [SIM_HTTP_TARGET_MAX];
    char query [SIM_HTTP_TARGET_MAX];
    char key [SIM_HTTP_VALUE_MAX];  //  Sec-WebSocket-Key
    bool is_upgrade;                //  Asks for a WebSocket
    size_t body_size;
} sim_http_request_t;

//  Size of the head up to and with its empty line; 0 if it is not all there.
size_t sim_http_head_size (const char *bytes, size_t size);

//  Read a whole head. False if it is no request.
bool sim_http_read (const char *bytes, size_t size, sim_http_request_t *request);

//  Copy the percent-decoded value of one query parameter. False if it is not
//  there or too long; then the value is empty.
bool sim_http_param (const sim_http_request_t *request, const char *name,
                     char value [SIM_HTTP_VALUE_MAX]);

//  Append a whole answer; the connection closes behind it.
void sim_http_write (sim_text_t *text, unsigned status, const char *type, const sim_text_t *body);

#endif
