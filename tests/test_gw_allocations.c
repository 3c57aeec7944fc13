//  Tests that nothing of ours is allocated per message: what our objects ask for is counted,
//  what libraries ask for within is theirs.
//
//  The linker sends our calls to the functions below: see CMakeLists.txt.

#include <string.h>

#include "gw_ws.h"
#include "test_gw_street.h"

void *__real_malloc (size_t size);
void *__real_calloc (size_t count, size_t size);
void *__real_realloc (void *memory, size_t size);
void *__wrap_malloc (size_t size);
void *__wrap_calloc (size_t count, size_t size);
void *__wrap_realloc (void *memory, size_t size);

//  The functions have no owner, so this one count is global.
static size_t s_count;

void *
__wrap_malloc (size_t size)
{
    s_count++;
    return __real_malloc (size);
}

void *
__wrap_calloc (size_t count, size_t size)
{
    s_count++;
    return __real_calloc (count, size);
}

void *
__wrap_realloc (void *memory, size_t size)
{
    s_count++;
    return __real_realloc (memory, size);
}

static void
s_put_trade (street_t *street, unsigned number)
{
    char text [512];
    int size = snprintf (text, sizeof text,
                         "{'topic':'publicTrade.A','ts':%u,'type':'snapshot','data':[{'T':%u,"
                         "'s':'A','S':'Buy','v':'0.5','p':'100.5','i':'id-%u','BT':false}]}",
                         number, number, number);
    assert_true (size > 0 && (size_t) size < sizeof text);
    assert_int_equal (street_put (street, MDP_LINEAR, 1, text), GW_PIPELINE_EVENT);
    assert_non_null (street_get (street));
}

static void
test_a_text_on_its_way_to_the_socket_allocates_nothing (void **state)
{
    (void) state;
    street_t *street = street_new (MDP_FLOAT64, 0);
    (void) street_add (street, MDP_LINEAR, 50, "A");
    (void) street_add (street, MDP_LINEAR, 0, "A");
    assert_true (s_count > 0);  //  The count does count
    street_depth (street, "snapshot", 1, "['100','1']", "['101','1']");
    assert_non_null (street_get (street));
    s_put_trade (street, 1);
    size_t count = s_count;
    for (unsigned number = 2; number < 5000; number++) {
        char level [32];
        (void) snprintf (level, sizeof level, "['%u','%u']", 100 - number % 60, number % 3);
        gw_pipeline_kind_t kind = street_depth (street, "delta", number, level, "['101','2']");
        assert_int_equal (kind, GW_PIPELINE_EVENT);
        assert_non_null (street_get (street));
        s_put_trade (street, number);
    }
    assert_int_equal (s_count, count);
    street_destroy (&street);
}

static void
test_framing_allocates_nothing_for_what_fits_its_buffer (void **state)
{
    (void) state;
    gw_ws_t *ws = gw_ws_new (1 << 20);
    gw_ws_item_t item;
    size_t messages = 0;
    size_t count = s_count;
    for (size_t number = 0; number < 5000; number++) {
        size_t room;
        char *place = gw_ws_room (ws, &room);
        memcpy (place, "\x01\x7e\x40\x00", 4);  //  16 KiB, in two pieces
        memset (place + 4, 'x', 12000);
        gw_ws_add (ws, 12004, number);
        assert_int_equal (gw_ws_next (ws, &item), GW_WS_NOTHING);
        place = gw_ws_room (ws, &room);
        memset (place, 'x', 4384);
        memcpy (place + 4384, "\x80\x01y\x89\x00", 5);
        gw_ws_add (ws, 4389, number);
        while (gw_ws_next (ws, &item) != GW_WS_NOTHING) {
            messages += item.kind == GW_WS_MESSAGE;
        }
    }
    assert_int_equal (messages, 5000);
    assert_int_equal (s_count, count);
    gw_ws_destroy (&ws);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_text_on_its_way_to_the_socket_allocates_nothing),
        cmocka_unit_test (test_framing_allocates_nothing_for_what_fits_its_buffer),
    };
    return UNIT_RUN ("gw_allocations", tests);
}
