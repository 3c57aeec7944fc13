//  Tests of gw_vigil: which feed is asked for again, and when its connection is blamed

#include "test_gw_vigil_lab.h"

static void
test_a_quiet_market_is_left_alone (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    for (int64_t now_ms = T0; now_ms < T0 + 600000; now_ms += STEP_MS) {
        if ((now_ms - T0) % 3000 == 0) {
            s_beat (self, 0, now_ms);
        }
        assert_null (s_look (self, now_ms));
        assert_int_equal (self->silent, 0);
    }
}

static void
test_a_symbol_that_stopped_is_told_alone (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    s_beat (self, 1, T0 + 6000);
    assert_null (s_look (self, T0 + 6999));
    assert_int_equal (self->silent, 0);
    assert_null (s_look (self, T0 + 7000));
    assert_int_equal (self->silent, 2);
    s_beat (self, 1, T0 + 9000);
    assert_null (s_look (self, T0 + 10500));
}

//  What a pulse that ended says of its symbol is not put off until that is heard again.

static void
test_what_ended_with_its_pulse_is_told_with_it (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    self->feeds [0] = &self->all [1];
    self->feeds [1] = &self->all [0];
    gw_topics_on_data (self->topics, 1, T0);
    gw_vigil_on_event (&self->all [1], LANE, true, T0 + 2900);
    s_beat (self, 1, T0 + 6000);
    assert_null (s_look (self, T0 + 6999));
    assert_int_equal (self->silent, 0);
    assert_null (s_look (self, T0 + 7000));
    assert_int_equal (self->silent, 2);
    assert_ptr_equal (self->told, &self->all [1]);
}

static void
test_half_of_the_topics_do_not_end_a_connection_but_more_do (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    s_beat (self, 2, T0 + 6000);
    assert_null (s_look (self, T0 + 7000));
    assert_int_equal (self->silent, 4);
    s_beat (self, 2, T0 + 9000);
    assert_null (s_look (self, T0 + 10000));
    assert_null (s_look (self, T0 + 16000));
    assert_int_equal (self->silent, FEEDS);
    assert_null (s_look (self, T0 + 18999));
    const char *reason = s_look (self, T0 + 19000);
    assert_non_null (reason);
    assert_string_equal (reason, "most of its topics fell silent");
}

//  Most symbols are dead, and a new connection does not bring them: it costs the others no second.

static void
test_topics_that_never_came_over_it_end_no_connection (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    int ends = 0;
    for (int64_t now_ms = T0; now_ms < T0 + 300000; now_ms += STEP_MS) {
        if ((now_ms - T0) % 3000 == 0) {
            s_beat (self, 3, now_ms);
        }
        const char *reason = s_look (self, now_ms);
        for (size_t index = 0; reason && index < FEEDS; index++) {
            gw_pulse_on_opened (&self->all [index].places [LANE].pulse, now_ms);
        }
        ends += reason != NULL;
        if (reason) {  //  What is asked for on a new connection is answered, and no more
            s_beat (self, 0, now_ms + 100);
        }
    }
    assert_in_range (ends, 1, 2);
}

static void
test_a_topic_that_does_not_come_back_blames_its_connection_once (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    int blamed = 0;
    for (int64_t now_ms = T0; now_ms < T0 + 300000; now_ms += STEP_MS) {
        if ((now_ms - T0) % 3000 == 0) {
            s_beat (self, 1, now_ms);
        }
        const char *reason = s_look (self, now_ms);
        if (reason) {
            assert_string_equal (reason, "a topic stays silent");
            blamed++;
        }
        if (self->silent > 0) {
            gw_topics_on_broken (self->topics, 0, now_ms);
        }
        gw_topics_request_t request;
        while (gw_topics_next (self->topics, ++self->number, now_ms, &request)) {
            gw_topics_on_accepted (self->topics, self->number, now_ms);
        }
    }
    assert_int_equal (blamed, 1);
    assert_true (gw_topics_is_gone (self->topics, 0));
    assert_true (gw_topics_are_confirmed (self->topics));
}

//  Each subscription brings one more snapshot, and then nothing: that is no life.

static void
test_a_snapshot_for_each_asking_blames_no_second_time (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    int blamed = 0;
    int64_t asked_at = 0;
    for (int64_t now_ms = T0; now_ms < T0 + 600000; now_ms += STEP_MS) {
        if ((now_ms - T0) % 3000 == 0) {
            s_beat (self, 1, now_ms);
        }
        if (asked_at > 0 && now_ms == asked_at + 20000) {
            gw_pulse_on_event (&self->all [0].places [LANE].pulse, true, now_ms);
            asked_at = 0;
        }
        blamed += s_look (self, now_ms) != NULL;
        asked_at = asked_at == 0 && self->silent > 0 ? now_ms : asked_at;
    }
    assert_int_equal (blamed, 1);
}

static void
test_a_refused_topic_blames_nobody (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    bool was_silent = false;
    for (int64_t now_ms = T0; now_ms < T0 + 60000; now_ms += STEP_MS) {
        if ((now_ms - T0) % 3000 == 0) {
            s_beat (self, 1, now_ms);
        }
        assert_null (s_look (self, now_ms));
        if (self->silent > 0 && !was_silent) {
            was_silent = true;
            for (size_t index = 0; index < 2; index++) {
                gw_topics_request_t request;
                gw_topics_on_broken (self->topics, index, now_ms);
                assert_true (gw_topics_next (self->topics, ++self->number, now_ms, &request));
                gw_topics_on_accepted (self->topics, self->number, now_ms);
                assert_true (gw_topics_next (self->topics, ++self->number, now_ms, &request));
                gw_topics_on_refused (self->topics, self->number, index, false, now_ms);
            }
        }
    }
    assert_true (was_silent);
    assert_int_equal (gw_topics_state (self->topics, 0), GW_TOPIC_REJECTED);
}

//  A book lost an update, and its connection, which brings all else, does nothing that it is asked.

static void
test_a_book_that_is_not_mended_blames_its_connection_once (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    int blamed = 0;
    self->all [2].symbol = &self->all [0];  //  A deeper book of the first symbol
    self->all [3].symbol = &self->all [0];
    gw_topics_on_broken (self->topics, 2, T0);
    for (int64_t now_ms = T0; now_ms < T0 + 300000; now_ms += STEP_MS) {
        gw_topics_request_t request;
        while (gw_topics_next (self->topics, ++self->number, now_ms, &request)) {
            gw_topics_on_accepted (self->topics, self->number, now_ms);
        }
        if ((now_ms - T0) % 3000 == 0) {
            gw_pulse_on_event (&self->all [0].places [LANE].pulse, false, now_ms);
            s_beat (self, 2, now_ms);
        }
        const char *reason = s_look (self, now_ms);
        if (reason) {
            assert_string_equal (reason, "a topic stays invalid");
            assert_in_range (now_ms - T0, 10000, 14000);
            blamed++;
        }
    }
    assert_int_equal (blamed, 1);
}

static void
test_a_hidden_pulse_that_alone_stops_costs_nothing (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    s_deepen (self);
    size_t told = 0;
    for (int64_t now_ms = T0; now_ms < T0 + 60000; now_ms += STEP_MS) {
        gw_vigil_on_event (&self->all [2], LANE, false, now_ms);
        assert_null (s_look (self, now_ms));
        assert_true (self->silent == 0 || self->told == &self->all [0]);
        told += self->silent;
    }
    assert_true (told > 0);
    assert_null (s_look (self, T0 + 60000 + GW_PULSE_LATE_MS));
    assert_int_equal (self->silent, 3);  //  Now the symbol is silent
    assert_non_null (s_look (self, T0 + 60000 + GW_PULSE_LATE_MS + GW_VIGIL_MEND_MS));
}

//  What a connection of another carries says nothing of this one.

static void
test_a_book_of_another_connection_is_no_sign_of_life (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    s_deepen (self);
    self->all [2].places [LANE].line = 1;
    gw_vigil_on_event (&self->all [2], LANE, false, T0 + 5000);
    assert_null (s_look (self, T0 + GW_PULSE_LATE_MS));
    assert_int_equal (self->silent, 2);
}

static void
test_an_empty_place_is_passed_over (void **state)
{
    fixture_t *self = *state;
    for (size_t index = 0; index < FEEDS; index++) {
        self->feeds [index] = NULL;
    }
    assert_null (s_look (self, T0));
    assert_int_equal (self->silent, 0);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_quiet_market_is_left_alone),
        UNIT_FIXTURE (test_a_symbol_that_stopped_is_told_alone),
        UNIT_FIXTURE (test_what_ended_with_its_pulse_is_told_with_it),
        UNIT_FIXTURE (test_half_of_the_topics_do_not_end_a_connection_but_more_do),
        UNIT_FIXTURE (test_topics_that_never_came_over_it_end_no_connection),
        UNIT_FIXTURE (test_a_topic_that_does_not_come_back_blames_its_connection_once),
        UNIT_FIXTURE (test_a_snapshot_for_each_asking_blames_no_second_time),
        UNIT_FIXTURE (test_a_refused_topic_blames_nobody),
        UNIT_FIXTURE (test_a_book_that_is_not_mended_blames_its_connection_once),
        UNIT_FIXTURE (test_a_hidden_pulse_that_alone_stops_costs_nothing),
        UNIT_FIXTURE (test_a_book_of_another_connection_is_no_sign_of_life),
        UNIT_FIXTURE (test_an_empty_place_is_passed_over),
    };
    return UNIT_RUN ("gw_vigil", tests);
}
