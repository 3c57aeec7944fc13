//  sup_errors - tells what is wrong with a configuration, bounded, and remembers the exit code

#ifndef SUP_ERRORS_H
#define SUP_ERRORS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

typedef struct sup_errors sup_errors_t;

enum {
    SUP_ERRORS_MAX = 20,  //  Told one by one; more are counted
    SUP_EXIT_USAGE = 64,  //  A bad flag
    SUP_EXIT_CONFIG = 78  //  A bad environment, file or combination
};

//  Each line begins with the program's name; both are lent until the end.
sup_errors_t *sup_errors_new (const char *program, FILE *file);
void sup_errors_destroy (sup_errors_t **self_p);

//  Tell one error. Bytes that a terminal might obey are written as \xNN.
void sup_errors_add (sup_errors_t *self, int exit_code, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));
void sup_errors_add_list (sup_errors_t *self, int exit_code, const char *format, va_list list)
    __attribute__ ((format (printf, 3, 0)));

//  Tell something that is no error.
void sup_errors_warn (sup_errors_t *self, const char *format, ...)
    __attribute__ ((format (printf, 2, 3)));

//  Tell how many errors were not told, and where to find help.
void sup_errors_end (sup_errors_t *self);

size_t sup_errors_count (const sup_errors_t *self);

//  0 where there are none, SUP_EXIT_USAGE where one was a bad flag, or else
//  SUP_EXIT_CONFIG.
int sup_errors_exit_code (const sup_errors_t *self);

#endif
