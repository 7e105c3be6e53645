// Random numbers; compiled in random/.
//
// The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, 2011), keyed by the seed; its counter is (block,
// stream). Elements first ..< first + n of a stream are written. An element depends on the seed, the stream and its
// index, not on the window. uniform is in [0, 1), with 24 random bits for float and 53 for double; normal is the
// Box-Muller transform (1958) of the same words.
#ifndef TESSERA_CKERNELS_RANDOM_H
#define TESSERA_CKERNELS_RANDOM_H

#include "Common.h"

#pragma clang assume_nonnull begin

#define TESSERA_DECLARE(REAL, type) \
    typedef struct { \
        void (*_Nonnull uniform)(uint64_t seed, uint64_t stream, uint64_t first, size_t n, REAL *out); \
        void (*_Nonnull normal)(uint64_t seed, uint64_t stream, uint64_t first, size_t n, REAL *out); \
    } tessera_random_##type;
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#pragma clang assume_nonnull end

#endif
