//  fuzz_cert - any bytes as a file of keys: refused, or keys that are read the same again

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mdp_cert.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    mdp_cert_t cert;
    const char *trouble = mdp_cert_parse (&cert, (const char *) data, size);
    if (trouble) {
        assert (*trouble);  //  Nothing is refused in silence
        assert (!*cert.public_key && !*cert.secret_key);
        return 0;
    }
    char text [MDP_CERT_TEXT_MAX];
    int printed = snprintf (text, sizeof text, "public-key = \"%s\"\n%s%s%s", cert.public_key,
                            *cert.secret_key ? "secret-key = \"" : "", cert.secret_key,
                            *cert.secret_key ? "\"\n" : "");
    assert (printed > 0 && (size_t) printed < sizeof text);
    mdp_cert_t again;
    trouble = mdp_cert_parse (&again, text, (size_t) printed);
    assert (!trouble);
    assert (memcmp (&again, &cert, sizeof cert) == 0);
    return 0;
}
