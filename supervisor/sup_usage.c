//  sup_usage - what a process uses of the machine, as the kernel tells it

#include "sup_usage.h"

#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { STAT_MAX = 2048 };

//  When the machine started, seconds since 1970 UTC.

static double
s_booted_s (void)
{
    struct timespec wall;
    struct timespec since;
    (void) clock_gettime (CLOCK_REALTIME, &wall);  //  Neither can fail for these clocks
    (void) clock_gettime (CLOCK_BOOTTIME, &since);
    return (double) (wall.tv_sec - since.tv_sec) + (double) (wall.tv_nsec - since.tv_nsec) / 1e9;
}

static void
s_read_descriptors (sup_usage_t *self)
{
    struct rlimit limit = { .rlim_cur = 0 };
    (void) getrlimit (RLIMIT_NOFILE, &limit);  //  0 tells that it is not known
    self->max_fds = (uint64_t) limit.rlim_cur;
    DIR *folder = opendir ("/proc/self/fd");
    while (folder && readdir (folder)) {
        self->open_fds++;
    }
    if (folder) {
        (void) closedir (folder);                                   //  It was only read
        self->open_fds -= self->open_fds > 3 ? 3 : self->open_fds;  //  ".", ".." and itself
    }
}

int
sup_usage_read (sup_usage_t *self, pid_t pid)
{
    assert (self);
    *self = (sup_usage_t){ .cpu_s = 0 };
    char name [64];
    char text [STAT_MAX];
    (void) snprintf (name, sizeof name, "/proc/%ld/stat", (long) pid);
    FILE *file = fopen (name, "re");
    size_t size = file ? fread (text, 1, sizeof text - 1, file) : 0;
    if (file) {
        (void) fclose (file);  //  It was only read
    }
    text [size] = '\0';
    //  Fields are counted from behind the name, which may hold anything
    const char *rest = strrchr (text, ')');
    unsigned long user_ticks;
    unsigned long system_ticks;
    unsigned long long start_ticks;
    unsigned long virtual_bytes;
    long pages;
    if (!rest
        || sscanf (rest + 1,
                   " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lu %lu %*s %*s %*s %*s %*s %*s "
                   "%llu %lu %ld",
                   &user_ticks, &system_ticks, &start_ticks, &virtual_bytes, &pages)
               != 5) {
        return -1;
    }
    const double ticks = (double) sysconf (_SC_CLK_TCK);
    self->cpu_s = (double) (user_ticks + system_ticks) / ticks;
    self->started_s = s_booted_s () + (double) start_ticks / ticks;
    self->virtual_bytes = virtual_bytes;
    self->resident_bytes = (uint64_t) pages * (uint64_t) sysconf (_SC_PAGESIZE);
    if (pid == getpid ()) {
        s_read_descriptors (self);
    }
    return 0;
}
