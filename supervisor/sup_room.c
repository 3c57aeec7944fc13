//  sup_room - room for descriptors, of which each reader takes one

#include "sup_room.h"

#include <assert.h>
#include <sys/resource.h>

long long
sup_room_raise (void)
{
    struct rlimit limit;
    int rc = getrlimit (RLIMIT_NOFILE, &limit);
    assert (rc == 0);
    struct rlimit wanted = limit;
    wanted.rlim_cur = limit.rlim_max < SUP_ROOM_MAX ? limit.rlim_max : SUP_ROOM_MAX;
    if (wanted.rlim_cur > limit.rlim_cur && setrlimit (RLIMIT_NOFILE, &wanted) == 0) {
        limit = wanted;
    }
    return limit.rlim_cur < SUP_ROOM_MAX ? (long long) limit.rlim_cur : SUP_ROOM_MAX;
}
