//  mdc_table - writes a heartbeat as a table of gateways

#ifndef MDC_TABLE_H
#define MDC_TABLE_H

#include "mdp_heartbeat.h"
#include "mdp_print.h"

//  A line on the daemon, and a line for each gateway under a line of titles.
void mdc_table_print (mdp_print_t *print, const mdp_heartbeat_t *heartbeat);

#endif
