// Template: reductions of one contiguous array, by pairwise combination of blocks; see Higham, "The accuracy of floating
// point summation" (1993). A reduction is a fold and a row of the table below.
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h). Included once per precision by reduce.c.

// A block is reduced in 32 explicit lanes, so that every CPU adds in the same order, whatever its vector width.
#define LANES 32
#define BLOCK 1024

TESSERA_INLINE REAL LOCAL(plus)(REAL sum, REAL x) { return sum + x; }
// Once `best` is NaN the first test always fails, so that the NaN stays.
TESSERA_INLINE REAL LOCAL(larger)(REAL best, REAL x) { return ((x > best) | (x != x)) ? x : best; }
TESSERA_INLINE REAL LOCAL(smaller)(REAL best, REAL x) { return ((x < best) | (x != x)) ? x : best; }

typedef REAL (*LOCAL(Fold))(REAL, REAL);

// Reduces at most one block of BLOCK elements. It must be inlined with a constant `fold`.
TESSERA_INLINE REAL LOCAL(reduce_block)(size_t n, const REAL *x, REAL initial, LOCAL(Fold) fold) {
    REAL lanes[LANES];
    for (size_t lane = 0; lane < LANES; lane++) lanes[lane] = initial;
    const size_t whole = n - n % LANES;
    for (size_t i = 0; i < whole; i += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) lanes[lane] = fold(lanes[lane], x[i + lane]);
    }
    for (size_t i = whole; i < n; i++) lanes[i - whole] = fold(lanes[i - whole], x[i]);
    for (size_t width = LANES / 2; width > 0; width /= 2) {
        for (size_t lane = 0; lane < width; lane++) lanes[lane] = fold(lanes[lane], lanes[lane + width]);
    }
    return lanes[0];
}

// Reduces at most 4 elements with the result of reduce_block: the folds that remain where all other lanes hold
// `initial`.
TESSERA_INLINE REAL LOCAL(reduce_at_most_4)(size_t n, const REAL *x, REAL initial, LOCAL(Fold) fold) {
    const REAL first = n > 0 ? fold(initial, x[0]) : initial, second = n > 1 ? fold(initial, x[1]) : initial;
    const REAL third = n > 2 ? fold(initial, x[2]) : initial, fourth = n > 3 ? fold(initial, x[3]) : initial;
    return fold(fold(first, third), fold(second, fourth));
}

// Combines blocks pairwise, like the carries of a binary counter: level k holds the result of 2^k blocks.
TESSERA_INLINE REAL LOCAL(reduce)(size_t n, const REAL *x, REAL initial, LOCAL(Fold) fold) {
    if (n <= 4) return LOCAL(reduce_at_most_4)(n, x, initial, fold);
    REAL levels[64];
    size_t count = 0;
    for (; n - count * BLOCK > BLOCK; count++) {
        REAL value = LOCAL(reduce_block)(BLOCK, x + count * BLOCK, initial, fold);
        size_t level = 0;
        for (; count >> level & 1; level++) value = fold(levels[level], value);
        levels[level] = value;
    }
    REAL value = LOCAL(reduce_block)(n - count * BLOCK, x + count * BLOCK, initial, fold);
    for (size_t level = 0; count >> level; level++) {
        if (count >> level & 1) value = fold(levels[level], value);
    }
    return value;
}

// The table: the name of the case of ReductionKernel in snake case, the initial value of every lane, and the fold.
#define FUNCTIONS(ROW) ROW(sum, 0, plus) ROW(maximum, x[0], larger) ROW(minimum, x[0], smaller)

#define DEFINE(name, initial, fold) \
    TESSERA_KERNEL REAL KERNEL(reduce_##name)(size_t n, const REAL *x) { \
        return LOCAL(reduce)(n, x, initial, LOCAL(fold)); \
    }
#define NAME(name, initial, fold) {#name, KERNEL(reduce_##name)},
FUNCTIONS(DEFINE)
TESSERA_NAMED(TYPE(reduction), KERNEL(reduction_named), FUNCTIONS(NAME))
#undef FUNCTIONS
#undef DEFINE
#undef NAME

// Returns the first index of the extreme value, or of the first NaN. Blocks are reduced first; only the block in which
// the value first appears is searched.
TESSERA_INLINE size_t LOCAL(find_extreme)(size_t n, const REAL *x, LOCAL(Fold) fold) {
    REAL best = x[0];
    size_t best_start = 0;
    for (size_t start = 0; start < n && best == best; start += BLOCK) {
        const size_t count = n - start < BLOCK ? n - start : BLOCK;
        const REAL value = LOCAL(reduce_block)(count, x + start, best, fold);
        if (value != best) {
            best = value;
            best_start = start;
        }
    }
    size_t i = best_start;
    if (best == best) {
        while (x[i] != best) i++;
    } else {
        while (x[i] == x[i]) i++;
    }
    return i;
}

TESSERA_KERNEL size_t KERNEL(argmax)(size_t n, const REAL *x) { return LOCAL(find_extreme)(n, x, LOCAL(larger)); }
TESSERA_KERNEL size_t KERNEL(argmin)(size_t n, const REAL *x) { return LOCAL(find_extreme)(n, x, LOCAL(smaller)); }
#undef LANES
#undef BLOCK
