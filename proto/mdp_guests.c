//  mdp_guests - pure: who is connected to a publishing socket, and who asks for too much

#include "mdp_guests.h"

#include <assert.h>
#include <stdlib.h>

#include "mdp_wishes.h"

enum {
    SEATS = 16,   //  At first; they grow, as who is to leave stays for a moment
    STRANGE = 16  //  Strange wishes of one, likewise
};

//  The cheapest wish is empty, and one may be over the limit.
_Static_assert(MDP_GUESTS_STRANGE_MAX / MDP_WISH_COST < MDP_WISHES_MAX, "room for all");

typedef struct {
    int fd;
    bool is_dropped;  //  It must leave
    bool was_told;    //  And that was said
    size_t wishes;
    uint64_t *strange;  //  Keys of the strange ones among them
    size_t strange_count;
    size_t strange_max;
} guest_t;

struct mdp_guests {
    guest_t *guests;
    size_t count;
    size_t count_max;
    size_t welcome;         //  Those that are not dropped
    size_t wishes;          //  Of these
    mdp_wishes_t *strange;  //  Likewise
    size_t untold;
};

mdp_guests_t *
mdp_guests_new (uint64_t seed)
{
    mdp_guests_t *self = calloc (1, sizeof *self);
    assert (self);
    self->strange = mdp_wishes_new (seed);
    self->count_max = SEATS;
    self->guests = calloc (self->count_max, sizeof *self->guests);
    assert (self->guests);
    return self;
}

void
mdp_guests_destroy (mdp_guests_t **self_p)
{
    assert (self_p);
    mdp_guests_t *self = *self_p;
    if (self) {
        for (size_t index = 0; index < self->count; index++) {
            free (self->guests [index].strange);
        }
        mdp_wishes_destroy (&self->strange);
        free (self->guests);
        free (self);
        *self_p = NULL;
    }
}

static guest_t *
s_find (const mdp_guests_t *self, int fd)
{
    for (size_t index = 0; index < self->count; index++) {
        if (self->guests [index].fd == fd) {
            return &self->guests [index];
        }
    }
    return NULL;
}

//  What it asked for counts no more.

static void
s_forget (mdp_guests_t *self, guest_t *guest)
{
    self->welcome--;
    self->wishes -= guest->wishes;
    for (size_t index = 0; index < guest->strange_count; index++) {
        mdp_wishes_remove (self->strange, guest->strange [index]);
    }
    free (guest->strange);
    guest->strange = NULL;
    guest->strange_count = 0;
}

static void
s_drop (mdp_guests_t *self, guest_t *guest)
{
    guest->is_dropped = true;
    self->untold++;
    s_forget (self, guest);
}

bool
mdp_guests_enter (mdp_guests_t *self, int fd)
{
    assert (self);
    mdp_guests_leave (self, fd);
    if (self->count == self->count_max) {
        self->count_max *= 2;
        self->guests = realloc (self->guests, self->count_max * sizeof *self->guests);
        assert (self->guests);
    }
    guest_t *guest = &self->guests [self->count++];
    *guest = (guest_t){ .fd = fd };
    self->welcome++;
    if (self->welcome > MDP_GUESTS_MAX) {
        s_drop (self, guest);
    }
    return !guest->is_dropped;
}

void
mdp_guests_leave (mdp_guests_t *self, int fd)
{
    assert (self);
    guest_t *guest = s_find (self, fd);
    if (!guest) {
        return;
    }
    if (!guest->is_dropped) {
        s_forget (self, guest);
    } else if (!guest->was_told) {
        self->untold--;
    }
    *guest = self->guests [--self->count];
}

size_t
mdp_guests_count (const mdp_guests_t *self)
{
    assert (self);
    return self->welcome;
}

bool
mdp_guests_has (const mdp_guests_t *self, int fd)
{
    assert (self);
    return s_find (self, fd) != NULL;
}

static void
s_add_strange (mdp_guests_t *self, guest_t *guest, const char *prefix, size_t size)
{
    if (guest->strange_count == guest->strange_max) {
        guest->strange_max = guest->strange_max ? 2 * guest->strange_max : STRANGE;
        guest->strange = realloc (guest->strange, guest->strange_max * sizeof *guest->strange);
        assert (guest->strange);
    }
    guest->strange [guest->strange_count++] = mdp_wishes_add (self->strange, prefix, size);
}

//  Who has most of the strange wishes, or of all.

static guest_t *
s_greediest (const mdp_guests_t *self, bool by_strange)
{
    guest_t *greediest = NULL;
    size_t most = 0;
    for (size_t index = 0; index < self->count; index++) {
        guest_t *guest = &self->guests [index];
        size_t has = by_strange ? guest->strange_count : guest->wishes;
        if (!guest->is_dropped && has > most) {
            greediest = guest;
            most = has;
        }
    }
    return greediest;
}

bool
mdp_guests_ask (mdp_guests_t *self, int fd, const char *prefix, size_t size, bool is_served)
{
    assert (self);
    assert (prefix);
    guest_t *guest = s_find (self, fd);
    if (!guest || guest->is_dropped) {
        return true;
    }
    guest->wishes++;
    self->wishes++;
    if (!is_served) {
        s_add_strange (self, guest, prefix, size);
    }
    bool is_strange = mdp_wishes_cost (self->strange) > MDP_GUESTS_STRANGE_MAX;
    if (!is_strange && self->wishes <= MDP_GUESTS_WISHES_MAX) {
        return true;
    }
    s_drop (self, s_greediest (self, is_strange));
    return false;
}

int
mdp_guests_next_drop (mdp_guests_t *self)
{
    assert (self);
    for (size_t index = 0; index < self->count && self->untold > 0; index++) {
        guest_t *guest = &self->guests [index];
        if (guest->is_dropped && !guest->was_told) {
            guest->was_told = true;
            self->untold--;
            return guest->fd;
        }
    }
    return -1;
}

bool
mdp_guests_is_dropped (const mdp_guests_t *self, int fd)
{
    assert (self);
    const guest_t *guest = s_find (self, fd);
    return guest && guest->is_dropped;
}
