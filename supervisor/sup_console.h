//  sup_console - tells a person on stderr what happens, and never waits for who reads it
//
//  What finds no room waits here, and is lost and counted beyond what sup_output
//  holds. Whoever must not hang on a log that is not read speaks through this.

#ifndef SUP_CONSOLE_H
#define SUP_CONSOLE_H

typedef struct sup_console sup_console_t;

//  The descriptor is lent; it may be closed. The caller ignores SIGPIPE.
sup_console_t *sup_console_new (int fd);

//  Writes what still finds room.
void sup_console_destroy (sup_console_t **self_p);

//  Tell one line, after the program's name.
void sup_console_say (sup_console_t *self, const char *format, ...)
    __attribute__ ((format (printf, 2, 3)));

//  Tell lines as they are; the last may lack its newline.
void sup_console_pass (sup_console_t *self, const char *lines);

//  Write what waits, and how many lines were lost. Call it now and then.
void sup_console_flush (sup_console_t *self);

#endif
