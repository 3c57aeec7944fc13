//  sim_http - reads the head of an HTTP request and writes answers

#include "sim_http.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

size_t
sim_http_head_size (const char *bytes, size_t size)
{
    const char *end = size ? memmem (bytes, size, "\r\n\r\n", 4) : NULL;
    return end ? (size_t) (end - bytes) + 4 : 0;
}

//  Copy a header's value without the space around it; too long is left empty.

static void
s_copy_value (char value [SIM_HTTP_VALUE_MAX], const char *from, const char *end)
{
    while (from < end && isspace ((unsigned char) *from)) {
        from++;
    }
    while (end > from && isspace ((unsigned char) end [-1])) {
        end--;
    }
    size_t size = (size_t) (end - from);
    value [0] = 0;
    if (size < SIM_HTTP_VALUE_MAX) {
        memcpy (value, from, size);
        value [size] = 0;
    }
}

static void
s_read_header (sim_http_request_t *request, const char *line, const char *end)
{
    const char *colon = memchr (line, ':', (size_t) (end - line));
    if (!colon) {
        return;
    }
    char value [SIM_HTTP_VALUE_MAX];
    size_t name_size = (size_t) (colon - line);
    s_copy_value (value, colon + 1, end);
    if (name_size == 17 && strncasecmp (line, "Sec-WebSocket-Key", 17) == 0) {
        (void) snprintf (request->key, sizeof request->key, "%s", value);
    } else if (name_size == 7 && strncasecmp (line, "Upgrade", 7) == 0) {
        request->is_upgrade = strcasecmp (value, "websocket") == 0;
    } else if (name_size == 14 && strncasecmp (line, "Content-Length", 14) == 0) {
        request->body_size = (size_t) strtoul (value, NULL, 10);
    }
}

static bool
s_read_target (sim_http_request_t *request, const char *line, const char *end)
{
    const char *method_end = memchr (line, ' ', (size_t) (end - line));
    if (!method_end || method_end - line >= SIM_HTTP_METHOD_MAX) {
        return false;
    }
    memcpy (request->method, line, (size_t) (method_end - line));
    const char *path = method_end + 1;
    const char *path_end = memchr (path, ' ', (size_t) (end - path));
    if (!path_end || path_end - path >= SIM_HTTP_TARGET_MAX || *path != '/') {
        return false;
    }
    const char *mark = memchr (path, '?', (size_t) (path_end - path));
    const char *stop = mark ? mark : path_end;
    memcpy (request->path, path, (size_t) (stop - path));
    if (mark) {
        memcpy (request->query, mark + 1, (size_t) (path_end - mark - 1));
    }
    return true;
}

bool
sim_http_read (const char *bytes, size_t size, sim_http_request_t *request)
{
    memset (request, 0, sizeof *request);
    const char *end = bytes + size;
    const char *line_end = memmem (bytes, size, "\r\n", 2);
    if (!line_end || !s_read_target (request, bytes, line_end)) {
        return false;
    }
    const char *line = line_end + 2;
    while (line < end) {
        line_end = memmem (line, (size_t) (end - line), "\r\n", 2);
        if (!line_end) {
            break;
        }
        s_read_header (request, line, line_end);
        line = line_end + 2;
    }
    return true;
}

static int
s_hex (char digit)
{
    const char *digits = "0123456789abcdef";
    const char *found = digit ? strchr (digits, tolower ((unsigned char) digit)) : NULL;
    return found ? (int) (found - digits) : -1;
}

static bool
s_decode (const char *from, const char *end, char value [SIM_HTTP_VALUE_MAX])
{
    size_t size = 0;
    while (from < end && size < SIM_HTTP_VALUE_MAX - 1) {
        if (*from == '%' && end - from > 2 && s_hex (from [1]) >= 0 && s_hex (from [2]) >= 0) {
            value [size++] = (char) (s_hex (from [1]) * 16 + s_hex (from [2]));
            from += 3;
        } else {
            value [size++] = *from == '+' ? ' ' : *from;
            from++;
        }
    }
    value [size] = 0;
    return from == end;
}

bool
sim_http_param (const sim_http_request_t *request, const char *name,
                char value [SIM_HTTP_VALUE_MAX])
{
    size_t name_size = strlen (name);
    const char *at = request->query;
    value [0] = 0;
    while (*at) {
        const char *end = at + strcspn (at, "&");
        if (strncmp (at, name, name_size) == 0 && at [name_size] == '=') {
            bool is_whole = s_decode (at + name_size + 1, end, value);
            value [0] = is_whole ? value [0] : 0;
            return is_whole;
        }
        at = *end ? end + 1 : end;
    }
    return false;
}

static const char *
s_reason (unsigned status)
{
    switch (status) {
        case 200:
            return "OK";
        case 301:
            return "Moved Permanently";
        case 400:
            return "Bad Request";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 429:
            return "Too Many Requests";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        default:
            return "Answer";
    }
}

void
sim_http_write (sim_text_t *text, unsigned status, const char *type, const sim_text_t *body)
{
    sim_text_addf (text, "HTTP/1.1 %u %s\r\nServer: bybit-sim\r\nContent-Type: %s\r\n", status,
                   s_reason (status), type);
    if (status == 301) {
        sim_text_add (text, "Location: http://moved.test:9/\r\n");  //  There is no such host
    }
    sim_text_addf (text, "Content-Length: %zu\r\nConnection: close\r\n\r\n", body->size);
    sim_text_bytes (text, body->data, body->size);
}
