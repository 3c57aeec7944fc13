//  allocations - counts what is allocated, by our code and by the libraries we call

#include "allocations.h"

static _Thread_local size_t s_count;

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t count, size_t size);
void *__libc_realloc (void *memory, size_t size);
void *malloc (size_t size);
void *calloc (size_t count, size_t size);
void *realloc (void *memory, size_t size);

void *
malloc (size_t size)
{
    s_count++;
    return __libc_malloc (size);
}

void *
calloc (size_t count, size_t size)
{
    s_count++;
    return __libc_calloc (count, size);
}

void *
realloc (void *memory, size_t size)
{
    s_count++;
    return __libc_realloc (memory, size);
}

size_t
allocations_count (void)
{
    return s_count;
}
