//  gw_cert - judges a server's certificate where libwebsockets does not, and says what is wrong
//
//  libwebsockets takes what stands before the first colon of a host for its name. Of an IPv6
//  address that is a bracket, which no certificate names: OpenSSL finds that it does not match.
//  And of a certificate that is not trusted it tells no more than that TLS failed.

#ifndef GW_CERT_H
#define GW_CERT_H

enum { GW_CERT_FAULT_SIZE = 160, GW_CERT_WHY_SIZE = 256 };

//  OpenSSL checked a certificate of the server that a URL names by this host: store is its
//  X509_STORE_CTX, with its verdict. If the host is an IPv6 address, set right what the
//  verdict says of the name, and nothing else. Returns 0, or -1 where the certificate is of
//  somebody else. The fault becomes what is wrong with it, for people; empty where nothing is.
int gw_cert_check (const char *host, void *store, char fault [GW_CERT_FAULT_SIZE]);

//  Say why a connection came to nothing: fault, if that is not empty, or else the library's
//  words. Of a TLS handshake those may be no more than a number: of the system's error, or in
//  version 4.1 of a kind of OpenSSL's.
void gw_cert_why (const char *fault, const char *words, char why [GW_CERT_WHY_SIZE]);

#endif
