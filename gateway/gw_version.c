//  gw_version - which libraries we run with

#include "gw_version.h"

#include <czmq.h>
#include <libwebsockets.h>
#include <openssl/crypto.h>
#include <yyjson.h>

size_t
gw_version_print (char *text, size_t text_max)
{
    int zmq [3];
    zmq_version (&zmq [0], &zmq [1], &zmq [2]);
    uint32_t yyjson = yyjson_version ();
    int size = snprintf (text, text_max,
                         "libzmq %d.%d.%d\n"
                         "czmq %d.%d.%d\n"
                         "libwebsockets %s\n"
                         "yyjson %u.%u.%u\n"
                         "%s\n",
                         zmq [0], zmq [1], zmq [2], CZMQ_VERSION_MAJOR, CZMQ_VERSION_MINOR,
                         CZMQ_VERSION_PATCH, lws_get_library_version (), yyjson >> 16,
                         yyjson >> 8 & 0xff, yyjson & 0xff, OpenSSL_version (OPENSSL_VERSION));
    return size > 0 && (size_t) size < text_max ? (size_t) size : 0;
}
