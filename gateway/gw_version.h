//  gw_version - which libraries we run with

#ifndef GW_VERSION_H
#define GW_VERSION_H

#include <stddef.h>

//  Write a line for each library that the gateway uses; terminated. Returns the size.
size_t gw_version_print (char *text, size_t text_max);

#endif
