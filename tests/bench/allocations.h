//  allocations - counts what is allocated, by our code and by the libraries we call
//
//  A program that links it has every allocation come by here.

#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

#include <stddef.h>

//  How many allocations this thread has made so far.
size_t allocations_count (void);

#endif
