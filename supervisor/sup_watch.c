//  sup_watch - decides when a child must be started, stopped or given up

#include "sup_config.h"
