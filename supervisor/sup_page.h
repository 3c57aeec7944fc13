//  sup_page - the status page: one file, made at build time of what is in page/

#ifndef SUP_PAGE_H
#define SUP_PAGE_H

#include <stddef.h>

extern const unsigned char SUP_PAGE [];
extern const size_t SUP_PAGE_SIZE;

#endif
