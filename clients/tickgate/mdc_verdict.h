//  mdc_verdict - says whether a heartbeat is one of a healthy daemon, and why not

#ifndef MDC_VERDICT_H
#define MDC_VERDICT_H

#include "mdp_heartbeat.h"
#include "mdp_print.h"

//  True if there are gateways, each is live and connected and has had an event within the
//  silence allowed, and all its topics are fresh, as /readyz has it. Writes one line without
//  its end: what was found, or what is wrong with the first gateway that is not well and how
//  many more are not.
bool mdc_verdict (mdp_print_t *print, const mdp_heartbeat_t *heartbeat, int64_t silence_ms);

#endif
