//  gw_answer - tells a connection's topics what the exchange answered to a request

#ifndef GW_ANSWER_H
#define GW_ANSWER_H

#include "bybit_parse.h"
#include "gw_market.h"
#include "gw_report.h"
#include "gw_topics.h"

//  Whom an answer is for.
typedef struct {
    const gw_market_t *market;
    gw_report_t *report;
    gw_topics_t *topics;
    mdp_category_t category;
    size_t lane;
    size_t line;
    const char *where;  //  Name of the connection, for reports
} gw_answer_t;

void gw_answer_take (const gw_answer_t *self, const bybit_message_t *message, int64_t now_ms);

#endif
