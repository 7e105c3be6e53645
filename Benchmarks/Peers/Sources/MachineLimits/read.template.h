// A sum of READ_BYTES at a time in eight registers. The processor's own prefetching keeps up with it best: asking for
// memory ahead made the loop slower where it was tried.

typedef uint64_t READ_VECTOR __attribute__((vector_size(READ_BYTES), aligned(8)));

ATTRIBUTES static uint64_t READ_NAME(const uint64_t *numbers, size_t count) {
    enum { lanes = READ_BYTES / 8, step = 8 * lanes };
    READ_VECTOR sums[8] = {};
    size_t i = 0;
    for (; i + step <= count; i += step) {
        #pragma clang loop unroll(full)
        for (int k = 0; k < 8; k++) sums[k] += *(const READ_VECTOR *)(numbers + i + k * lanes);
    }
    uint64_t sum = 0;
    for (int k = 0; k < 8; k++)
        for (int lane = 0; lane < lanes; lane++) sum += sums[k][lane];
    for (; i < count; i++) sum += numbers[i];
    return sum;
}

#undef READ_NAME
#undef READ_VECTOR
#undef READ_BYTES
