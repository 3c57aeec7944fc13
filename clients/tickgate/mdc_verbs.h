//  mdc_verbs - what the tool can do; each verb has a file of its own

#ifndef MDC_VERBS_H
#define MDC_VERBS_H

#include "mdc_args.h"

extern const mdc_verb_t mdc_tail_verb;
extern const mdc_verb_t mdc_top_verb;
extern const mdc_verb_t mdc_status_verb;
extern const mdc_verb_t mdc_health_verb;
extern const mdc_verb_t mdc_keygen_verb;

#endif
