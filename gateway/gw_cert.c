//  gw_cert - judges a server's certificate where libwebsockets does not, and says what is wrong

#include "gw_cert.h"

#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
s_check_address (const char *host, X509_STORE_CTX *context)
{
    if (!strchr (host, ':') || X509_STORE_CTX_get_error_depth (context) > 0) {
        return 0;  //  A name or an IPv4 address; or not the server's own certificate
    }
    if (X509_check_ip_asc (X509_STORE_CTX_get_current_cert (context), host, 0) != 1) {
        X509_STORE_CTX_set_error (context, X509_V_ERR_IP_ADDRESS_MISMATCH);
        return -1;
    }
    if (X509_STORE_CTX_get_error (context) == X509_V_ERR_HOSTNAME_MISMATCH) {
        X509_STORE_CTX_set_error (context, X509_V_OK);
    }
    return 0;
}

int
gw_cert_check (const char *host, void *store, char fault [GW_CERT_FAULT_SIZE])
{
    int rc = s_check_address (host, store);
    int error = X509_STORE_CTX_get_error (store);
    fault [0] = '\0';
    if (error != X509_V_OK) {
        (void) snprintf (fault, GW_CERT_FAULT_SIZE,
                         "its certificate is not trusted: %s (see --exchange-ca)",
                         X509_verify_cert_error_string (error));
    }
    return rc;
}

//  What is behind a beginning of words; null where they begin otherwise.

static const char *
s_behind (const char *words, const char *beginning)
{
    size_t size = strlen (beginning);
    return strncmp (words, beginning, size) == 0 ? words + size : NULL;
}

//  Why a TLS handshake failed; null if the words are not of one.

static const char *
s_reason (const char *words)
{
    const char *number = s_behind (words, "connect SYSCALL ");
    if (number) {
        int error = (int) strtol (number, NULL, 10);
        return error ? strerror (error) : "it was cut off";
    }
    if (s_behind (words, "connect SSL err ")) {
        return "it answered otherwise, or refused";
    }
    return s_behind (words, "tls: ");
}

void
gw_cert_why (const char *fault, const char *words, char why [GW_CERT_WHY_SIZE])
{
    const char *reason = s_reason (words);
    if (*fault || !reason) {
        (void) snprintf (why, GW_CERT_WHY_SIZE, "%s", *fault ? fault : words);
    } else {
        (void) snprintf (why, GW_CERT_WHY_SIZE,
                         "no TLS handshake: %s; is it a TLS server, and is the URL right?", reason);
    }
}
