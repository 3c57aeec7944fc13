//  sup_listen - opens the socket that HTTP is served on

#ifndef SUP_LISTEN_H
#define SUP_LISTEN_H

//  Listen on HOST:PORT, where HOST may be *, a name, or an address, in brackets
//  where it is IPv6. Of a name the first address counts that this machine has. A port
//  that its last owner is just giving back is tried again for a moment. Returns the
//  descriptor, or -1 and why, as a phrase that stays valid.
int sup_listen_open (const char *host_port, const char **why);

#endif
