//  sup_notify - tells systemd how the service is, without its library

#ifndef SUP_NOTIFY_H
#define SUP_NOTIFY_H

//  Send a state such as "READY=1" to the socket that $NOTIFY_SOCKET names. It
//  never waits, and does nothing where there is no such socket.
void sup_notify (const char *state);

#endif
