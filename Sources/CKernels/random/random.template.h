// Template: uniform and normal random numbers, in windows of a stream.
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h), and random_*.h. Included once per precision by random.c.

// Writes elements first ..< first + n of a stream. Whole groups of blocks are generated and cut to the window, so that
// an element does not depend on where the window starts.
TESSERA_INLINE void LOCAL(fill_window)(
    uint64_t seed, uint64_t stream, uint64_t first, size_t n, REAL *out,
    void (*transform)(const PhiloxGroup *, REAL *)) {
    PhiloxGroup group;
    REAL values[PHILOX_GROUP * LOCAL(PER_BLOCK)];
    uint64_t block = first / LOCAL(PER_BLOCK);
    size_t skipped = first % LOCAL(PER_BLOCK);
    while (n > 0) {
        philox_group(seed, stream, block, &group);
        transform(&group, values);
        const size_t left = PHILOX_GROUP * LOCAL(PER_BLOCK) - skipped;
        const size_t count = n < left ? n : left;
        memcpy(out, values + skipped, count * sizeof *out);
        out += count;
        n -= count;
        block += PHILOX_GROUP;
        skipped = 0;
    }
}

TESSERA_KERNEL void KERNEL(uniform)(uint64_t seed, uint64_t stream, uint64_t first, size_t n, REAL *out) {
    LOCAL(fill_window)(seed, stream, first, n, out, LOCAL(uniform_group));
}

TESSERA_KERNEL void KERNEL(normal)(uint64_t seed, uint64_t stream, uint64_t first, size_t n, REAL *out) {
    LOCAL(fill_window)(seed, stream, first, n, out, LOCAL(normal_group));
}
