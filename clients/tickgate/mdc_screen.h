//  mdc_screen - draws a board on the terminal and turns keys into what they mean

#ifndef MDC_SCREEN_H
#define MDC_SCREEN_H

#include "mdc_beats.h"
#include "mdc_board.h"

typedef struct mdc_screen mdc_screen_t;

//  Take the terminal. Null where it is none that can be drawn on.
mdc_screen_t *mdc_screen_new (void);

//  Give the terminal back as it was.
void mdc_screen_destroy (mdc_screen_t **self_p);

//  Do what the keys say that were pressed since the last call; never waits. False when
//  it is time to quit.
bool mdc_screen_obey (mdc_screen_t *self, mdc_board_t *board);

void mdc_screen_draw (mdc_screen_t *self, mdc_board_t *board, const mdc_beats_t *beats,
                      int64_t now_ms);

#endif
