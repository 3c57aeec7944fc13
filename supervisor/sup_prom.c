//  sup_prom - pure: writes lines in Prometheus' text format

#include "sup_prom.h"

#include <inttypes.h>

void
sup_prom_head (FILE *file, const char *name, const char *kind, const char *help)
{
    fprintf (file, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
}

void
sup_prom_single (FILE *file, const char *name, const char *kind, const char *help, double value)
{
    sup_prom_head (file, name, kind, help);
    fprintf (file, "%s %.17g\n", name, value);
}

static void
s_value (FILE *file, const char *value)
{
    fputc ('"', file);
    for (; *value; value++) {
        if (*value == '"' || *value == '\\') {
            fputc ('\\', file);
        }
        fputc (*value, file);
    }
    fputc ('"', file);
}

void
sup_prom_begin (FILE *file, const char *name, const char *suffix, const char *gateway)
{
    fprintf (file, "%s%s{gateway=", name, suffix);
    s_value (file, gateway);
}

void
sup_prom_label (FILE *file, const char *key, const char *value)
{
    fprintf (file, ",%s=", key);
    s_value (file, value);
}

void
sup_prom_labels (FILE *file, mdp_text_t labels)
{
    if (labels.size > 0) {
        fprintf (file, ",%.*s", (int) labels.size, labels.chars);
    }
}

void
sup_prom_uint (FILE *file, uint64_t value)
{
    fprintf (file, "} %" PRIu64 "\n", value);
}

void
sup_prom_real (FILE *file, double value)
{
    fprintf (file, "} %.17g\n", value);
}

void
sup_prom_seconds (FILE *file, uint64_t nanoseconds)
{
    const uint64_t second = UINT64_C (1000000000);
    fprintf (file, "} %" PRIu64 ".%09" PRIu64 "\n", nanoseconds / second, nanoseconds % second);
}
