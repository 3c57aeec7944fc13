//  Tests of gw_vigil: what one of two lanes is asked for again, and when it is blamed

#include "test_gw_vigil_lab.h"

//  It was dead in the other lane too, whose connection was made anew: to no avail.

static void
test_one_lane_is_blamed_and_not_the_other (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    for (size_t index = 0; index < 2; index++) {
        self->all [index].places [1 - LANE].pulse.is_blamed = true;
    }
    for (int64_t now_ms = T0; now_ms < T0 + 60000; now_ms += STEP_MS) {
        if ((now_ms - T0) % 3000 == 0) {
            s_beat (self, 1, now_ms);
        }
        assert_null (s_look (self, now_ms));
    }
}

//  Its books go on, and so do the trades of another lane.

static void
test_trades_that_another_lane_brings_are_missed (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    self->why = "another lane brings trades, and it does not";
    gw_cover_t *cover = &self->all [1].cover;
    gw_cover_begin (cover, LANE, T0);
    gw_cover_on_news (cover, 1 - LANE, 7, 1, T0 + 1000);
    s_beat (self, 0, T0 + 1000 + GW_COVER_LATE_MS - 1);
    assert_null (s_look (self, T0 + 1000 + GW_COVER_LATE_MS + 1));
    assert_int_equal (self->silent, 0);  //  Nothing that was surely sent later came
    s_beat (self, 0, T0 + 1000 + GW_COVER_LATE_MS);
    assert_null (s_look (self, T0 + 1000 + GW_COVER_LATE_MS + 1));
    assert_int_equal (self->silent, 1);
    gw_cover_lose (cover, LANE);
    assert_null (s_look (self, T0 + 1000 + GW_COVER_LATE_MS + 2));
    assert_int_equal (self->silent, 0);
}

//  However often they are asked for, until one comes.

static void
test_trades_that_stay_away_blame_their_connection_once (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    self->why = "another lane brings trades, and it does not";
    gw_cover_t *cover = &self->all [1].cover;
    int64_t now_ms = T0;
    for (int find = 1; find <= 6; find++) {
        if (find == 5) {
            gw_pulse_on_event (&self->all [1].places [LANE].pulse, true, now_ms);
        }
        gw_cover_lose (cover, LANE);
        gw_cover_begin (cover, LANE, now_ms);
        gw_cover_on_news (cover, 1 - LANE, (uint64_t) find, (uint64_t) find, now_ms);
        now_ms += GW_COVER_LATE_MS;
        s_beat (self, 0, now_ms);
        const char *reason = s_look (self, now_ms);
        assert_int_equal (self->silent, 1);
        assert_int_equal (reason != NULL, find == GW_VIGIL_TRIES + 1);
    }
}

static void
test_trades_are_missed_without_a_pulse_too (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    s_deepen (self);
    self->why = "another lane brings trades, and it does not";
    gw_cover_begin (&self->all [1].cover, LANE, T0);
    gw_cover_on_news (&self->all [1].cover, 1 - LANE, 7, 1, T0 + 1000);
    gw_vigil_on_event (&self->all [2], LANE, false, T0 + 1000 + GW_COVER_LATE_MS);
    assert_null (s_look (self, T0 + 1000 + GW_COVER_LATE_MS));
    assert_int_equal (self->silent, 1);
}

static void
test_two_lanes_are_not_given_up_at_once (void **state)
{
    fixture_t *self = *state;
    for (self->lane = 0; self->lane < 2; self->lane++) {
        s_live (self);
        assert_null (s_look (self, T0 + GW_PULSE_LATE_MS));
    }
    const int64_t now_ms = T0 + GW_PULSE_LATE_MS + GW_VIGIL_MEND_MS;
    self->lane = 0;
    assert_non_null (s_look (self, now_ms));
    self->lane = 1;
    assert_null (s_look (self, now_ms));
    assert_null (s_look (self, now_ms + GW_VIGIL_BLAME_MS - 1));
    self->lane = 0;
    assert_non_null (s_look (self, now_ms + GW_VIGIL_BLAME_MS - 1));  //  It did not come back,
    self->lane = 1;
    assert_non_null (s_look (self, now_ms + GW_VIGIL_BLAME_MS));  //  and spares nobody
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_one_lane_is_blamed_and_not_the_other),
        UNIT_FIXTURE (test_trades_that_another_lane_brings_are_missed),
        UNIT_FIXTURE (test_trades_that_stay_away_blame_their_connection_once),
        UNIT_FIXTURE (test_trades_are_missed_without_a_pulse_too),
        UNIT_FIXTURE (test_two_lanes_are_not_given_up_at_once),
    };
    return UNIT_RUN ("gw_vigil, lanes", tests);
}
