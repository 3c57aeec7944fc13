//  blast_stamps - when each of the last messages was written, for the reader to see

#ifndef BLAST_STAMPS_H
#define BLAST_STAMPS_H

#include <assert.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { BLAST_STAMPS = 1 << 20 };

//  Map the file, and make it where it is the writer's. Ends the program where that fails.

static inline uint64_t *
blast_stamps_map (const char *path, int is_writer)
{
    size_t size = BLAST_STAMPS * sizeof (uint64_t);
    int fd = open (path, is_writer ? O_RDWR | O_CREAT : O_RDONLY, 0600);
    assert (fd != -1);
    int rc = is_writer ? ftruncate (fd, (off_t) size) : 0;
    assert (rc == 0);
    void *memory =
        mmap (NULL, size, is_writer ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd, 0);
    assert (memory != MAP_FAILED);
    (void) close (fd);
    return memory;
}

//  Nanoseconds of the clock that all programs of the machine share.

static inline uint64_t
blast_stamps_now (void)
{
    struct timespec now;
    (void) clock_gettime (CLOCK_MONOTONIC, &now);
    return (uint64_t) now.tv_sec * 1000000000u + (uint64_t) now.tv_nsec;
}

#endif
