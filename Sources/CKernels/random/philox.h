// Philox4x32-10, a counter-based random number generator; Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
// easy as 1, 2, 3" (2011).
#ifndef TESSERA_PHILOX_H
#define TESSERA_PHILOX_H

#include "../common/platform.h"

// The number of blocks generated per call: enough to fill vectors, few enough to stay in the L1 cache.
#define PHILOX_GROUP 64

typedef struct {
    uint32_t words[4][PHILOX_GROUP];
} PhiloxGroup;

// Generates the blocks first ..< first + PHILOX_GROUP. The 32-bit words of the state are kept in 64 bits each, which is
// what the vector multiplication reads; only their low halves are significant.
TESSERA_INLINE void philox_group(uint64_t seed, uint64_t stream, uint64_t first, PhiloxGroup *group) {
    for (size_t i = 0; i < PHILOX_GROUP; i++) {
        uint64_t c0 = first + i, c1 = c0 >> 32, c2 = stream, c3 = stream >> 32;
        uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
        for (int round = 0; round < 10; round++) {
            const uint64_t product0 = (c0 & 0xffffffff) * 0xd2511f53;
            const uint64_t product1 = (c2 & 0xffffffff) * 0xcd9e8d57;
            c0 = product1 >> 32 ^ c1 ^ key0;
            c1 = product1;
            c2 = product0 >> 32 ^ c3 ^ key1;
            c3 = product0;
            key0 += 0x9e3779b9;
            key1 += 0xbb67ae85;
        }
        group->words[0][i] = (uint32_t)c0;
        group->words[1][i] = (uint32_t)c1;
        group->words[2][i] = (uint32_t)c2;
        group->words[3][i] = (uint32_t)c3;
    }
}

#endif
