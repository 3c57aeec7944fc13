//  gw_wish - pure: what a gateway is asked to carry, as a text that can be handed to it
//
//  Lines, in any order: "trades", "depth CATEGORY N", "all CATEGORY" and
//  "symbol CATEGORY SYMBOL".

#ifndef GW_WISH_H
#define GW_WISH_H

#include "gw_config.h"

typedef struct gw_wish gw_wish_t;

//  Write what the config asks for; terminated. The caller frees the text.
char *gw_wish_write (const gw_config_t *config);

//  Read a text; trusts nothing. Returns null where it is no wish.
gw_wish_t *gw_wish_read (const char *text, size_t size);
void gw_wish_destroy (gw_wish_t **self_p);

//  Let the config ask for this and nothing else; all other settings stay. Its symbols
//  stay ours and valid while we are.
void gw_wish_fill (const gw_wish_t *self, gw_config_t *config);

#endif
