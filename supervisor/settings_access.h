//  settings_access - reads the keys that encrypt the sockets, and which may read

#ifndef SETTINGS_ACCESS_H
#define SETTINGS_ACCESS_H

#include "mdp_access.h"
#include "sup_options.h"

//  Fill who may read; the folder stays the options'. Returns null where anybody may, in
//  the clear, or else access. What is wrong is told.
const mdp_access_t *settings_access_read (mdp_access_t *access, sup_options_t *options);

//  Tell what is probably not meant, though it is no error.
void settings_access_warn (const mdp_access_t *access, sup_errors_t *errors);

#endif
