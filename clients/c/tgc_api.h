//  tgc_api - what every public header needs: C linkage, and what the library shows of itself

#ifndef TGC_API_H
#define TGC_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TGC_API __attribute__ ((visibility ("default")))

#ifdef __cplusplus
#define TGC_BEGIN extern "C" {
#define TGC_END }
#else
#define TGC_BEGIN
#define TGC_END
#endif

#endif
