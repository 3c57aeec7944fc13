//  gw_cert - checks that a server's certificate is that of an IPv6 address

#include "gw_cert.h"

#include <openssl/x509v3.h>
#include <string.h>

int
gw_cert_check (const char *host, void *store)
{
    X509_STORE_CTX *context = store;
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
