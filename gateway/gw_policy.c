//  gw_policy - the limits of the exchange, and the habits of its clients

#include "gw_policy.h"

gw_session_policy_t
gw_policy (mdp_category_t category)
{
    return (gw_session_policy_t){
        .open_ms_max = 10000,
        .ping_ms = 15000,
        .silence_ms_max = 20000,
        .quiet_ms = 3500,
        .barren_ms = 15000,
        .pause_ms = 60000,
        .pong_ms_max = 2000,
        .healthy_ms = 3000,
        .backoff_ms = 500,
        .backoff_ms_max = 30000,
        .hold_ms = 120000,
        .topics = {
            .batch = category == MDP_SPOT ? 10 : 50,
            .answer_ms_max = 5000,
            .first_data_ms_max = 5000,
            .resubscribe_ms = 1000,
            .resubscribe_ms_max = 30000,
            .healthy_ms = 10000,
        },
    };
}
