//  sup_prom - pure: writes lines in Prometheus' text format

#ifndef SUP_PROM_H
#define SUP_PROM_H

#include <stdio.h>

#include "tally.h"

//  Begin a metric; its lines follow.
void sup_prom_head (FILE *file, const char *name, const char *kind, const char *help);

//  A line without labels, after its head.
void sup_prom_single (FILE *file, const char *name, const char *kind, const char *help,
                      double value);

//  Begin a line of a gateway; labels and one value follow.
void sup_prom_begin (FILE *file, const char *name, const char *suffix, const char *gateway);

//  A label, its value quoted as it must be; labels that are written already.
void sup_prom_label (FILE *file, const char *key, const char *value);
void sup_prom_labels (FILE *file, mdp_text_t labels);

//  The value, which ends the line.
void sup_prom_uint (FILE *file, uint64_t value);
void sup_prom_real (FILE *file, double value);
void sup_prom_seconds (FILE *file, uint64_t nanoseconds);

#endif
