//  fuzz_request - any bytes may come from an HTTP client, in any pieces

#include <assert.h>
#include <string.h>

#include "sup_request.h"

int LLVMFuzzerTestOneInput (const unsigned char *data, size_t size);

//  What was refused stays refused, whatever follows; what is good is text.

int
LLVMFuzzerTestOneInput (const unsigned char *data, size_t size)
{
    sup_request_t request;
    char value [64];
    int earlier = 0;
    size = size < SUP_REQUEST_MAX ? size : SUP_REQUEST_MAX;
    for (size_t end = 0; end <= size; end++) {
        if (end < size && data [end] != '\n' && end % 64 != 0) {
            continue;  //  Pieces that end in a line's middle are alike
        }
        int status = sup_request_read (&request, (const char *) data, end);
        assert (earlier == 0 || status == earlier || end == SUP_REQUEST_MAX);
        earlier = status;
        if (status == 200) {
            assert (strlen (request.path) < sizeof request.path);
            assert (request.path [0] == '/');
            (void) sup_request_parameter (&request, "topic", value, sizeof value);
            break;
        }
    }
    return 0;
}
