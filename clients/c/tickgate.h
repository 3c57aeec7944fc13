//  tickgate - the C client of a tickgate gateway: start with tgc_client
//
//  The contract behind it is proto/PROTOCOL.md. A bug of the caller, as a null
//  argument, ends the process by an assert; so does memory that runs out.

#ifndef TICKGATE_H
#define TICKGATE_H

#include "tgc_client.h"
#include "tgc_decoder.h"
#include "tgc_keys.h"
#include "tgc_reader.h"

#endif
