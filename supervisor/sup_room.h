//  sup_room - room for descriptors, of which each reader takes one

#ifndef SUP_ROOM_H
#define SUP_ROOM_H

enum {
    SUP_ROOM_ENOUGH = 1024,  //  For 256 readers of a gateway, and all else
    SUP_ROOM_MAX = 65536     //  More is of no use, and some systems allow a thousand million
};

//  Raise the limit as far as we may, up to SUP_ROOM_MAX. Call it before there are
//  children: they get the same. Returns the limit then.
long long sup_room_raise (void);

#endif
