//  gw_cert - checks that a server's certificate is that of an IPv6 address
//
//  libwebsockets takes what stands before the first colon of a host for its name. Of an IPv6
//  address that is a bracket, which no certificate names: OpenSSL finds that it does not match.

#ifndef GW_CERT_H
#define GW_CERT_H

//  OpenSSL checked a certificate of the server that a URL names by this host: store is its
//  X509_STORE_CTX, with its verdict. If the host is an IPv6 address, set right what the
//  verdict says of the name, and nothing else. Returns 0, or -1 where the certificate is of
//  somebody else.
int gw_cert_check (const char *host, void *store);

#endif
