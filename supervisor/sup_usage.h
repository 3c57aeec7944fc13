//  sup_usage - what a process uses of the machine, as the kernel tells it

#ifndef SUP_USAGE_H
#define SUP_USAGE_H

#include <stdint.h>
#include <sys/types.h>

typedef struct {
    double cpu_s;
    double started_s;  //  Since 1970 UTC
    uint64_t resident_bytes;
    uint64_t virtual_bytes;
    uint64_t open_fds;  //  Our own process alone
    uint64_t max_fds;   //  Likewise
} sup_usage_t;

//  Read it. Returns 0, or -1 where there is no such process.
int sup_usage_read (sup_usage_t *self, pid_t pid);

#endif
