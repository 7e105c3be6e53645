// Template: steps of threaded code that loop over memory of the L1 cache.
// Expects LEVEL(name), TARGET, LANES, and threaded_registers.template.h. Included once per precision and instruction
// set.
//
// An array is computed in whole vectors, including what lies behind its end, which nobody reads. The operations and
// their order are those of the kernels.

typedef REAL LEVEL(V) __attribute__((ext_vector_type(LANES), aligned(sizeof(REAL)), may_alias));
typedef BITS LEVEL(Mask) __attribute__((ext_vector_type(LANES), aligned(sizeof(REAL)), may_alias));
#define V LEVEL(V)
#define LOAD(address) (*(const V *)(address))
#define SPLAT(address) ((V)(*(const REAL *)(address)))
#define LEVEL_HANDLER(name) HANDLER(TARGET, LEVEL(name))
#define CONTINUE_AS_BEFORE \
    IN_BELT \
    CONTINUE(b0, b1, b2, b3)
// The result of a sum is a single element.
#define PUSH_SUM(sum) \
    const Value result = LOCAL(splat)(sum); \
    IN_BELT \
    STORE_AND_PUSH(result)
#define LOOP_VECTORS for (size_t i = 0; i < r->count; i += LANES)

// Functions of two arrays (vv), of an array and a single element (vs), and the reverse (sv). Where x has rows of
// r->columns elements and y is one of these rows, it is repeated in a register (vr).
TARGET TESSERA_INLINE V LEVEL(repeat)(const char *y, size_t columns) {
    typedef REAL Pair __attribute__((ext_vector_type(2), aligned(sizeof(REAL)), may_alias));
    typedef REAL Quad __attribute__((ext_vector_type(4), aligned(sizeof(REAL)), may_alias));
    V v = LOAD(y);
    if (columns == 2) {
        const Pair pair = *(const Pair *)y;
        for (size_t i = 0; i < LANES; i++) v[i] = pair[i % 2];
    } else if (columns == 4) {
        const Quad quad = *(const Quad *)y;
        for (size_t i = 0; i < LANES; i++) v[i] = quad[i % 4];
    } else if (LANES == 16 && columns == 8) {
        for (size_t i = 0; i < LANES; i++) v[i] = ((const REAL *)y)[i % 8];
    }
    return v;
}

#define FUNCTIONS(ROW) \
    ROW(add, x + y) \
    ROW(subtract, x - y) \
    ROW(multiply, x * y) \
    ROW(divide, x / y) \
    ROW(squared_difference, (x - y) * (x - y)) \
    ROW(scale, x * y + (V)0)
#define DEFINE_LOOP(name, loop, formula, prepare, load_x, load_y) \
    LEVEL_HANDLER(name##_##loop) { \
        prepare; \
        LOOP_VECTORS { \
            const V x = load_x, y = load_y; \
            *(V *)(r->out + i * sizeof(REAL)) = formula; \
        } \
        CONTINUE_AS_BEFORE; \
    }
#define EACH_X LOAD(r->x + i * sizeof(REAL))
#define EACH_Y LOAD(r->y + i * sizeof(REAL))
#define DEFINE(name, formula) \
    DEFINE_LOOP(name, vv, formula, , EACH_X, EACH_Y) \
    DEFINE_LOOP(name, vs, formula, const V single = SPLAT(r->y), EACH_X, single) \
    DEFINE_LOOP(name, sv, formula, const V single = SPLAT(r->x), single, EACH_Y) \
    DEFINE_LOOP(name, vr, formula, const V row = LEVEL(repeat)(r->y, r->columns), EACH_X, row) \
    static void (*const LEVEL(name##_loops)[4])(void) = { \
        (void (*)(void))LEVEL(name##_vv), (void (*)(void))LEVEL(name##_vs), (void (*)(void))LEVEL(name##_sv), \
        (void (*)(void))LEVEL(name##_vr)};
FUNCTIONS(DEFINE)
#undef FUNCTIONS
#undef DEFINE
#undef DEFINE_LOOP

LEVEL_HANDLER(sgd_vv) {
    const V rate = (V)(REAL)l->coefficients[0], decay = (V)(REAL)l->coefficients[2];
    LOOP_VECTORS {
        const V x = EACH_X, y = EACH_Y;
        *(V *)(r->out + i * sizeof(REAL)) = x - rate * (y + decay * x);
    }
    CONTINUE_AS_BEFORE;
}
#undef EACH_X
#undef EACH_Y

// The other functions, by formulas of single elements, which the compiler vectorises: four vectors at a time, as the
// formulas are long chains of dependent operations, then one.
TARGET TESSERA_INLINE void LEVEL(map_block)(size_t n, const REAL *x, REAL *out, REAL (*function)(REAL)) {
    TESSERA_LOOP
    for (size_t k = 0; k < n; k++) out[k] = function(x[k]);
}

TARGET TESSERA_INLINE void LEVEL(map)(const Record *r, REAL (*function)(REAL)) {
    const REAL *x = (const REAL *)r->x;
    REAL *out = (REAL *)r->out;
    size_t i = 0;
    for (; i + 3 * LANES < r->count; i += 4 * LANES) LEVEL(map_block)(4 * LANES, x + i, out + i, function);
    for (; i < r->count; i += LANES) LEVEL(map_block)(LANES, x + i, out + i, function);
}

TARGET TESSERA_INLINE void LEVEL(combine_block)(
    size_t n, const REAL *x, bool many_x, const REAL *y, bool many_y, REAL *out, REAL (*function)(REAL, REAL)) {
    const REAL first_x = *x, first_y = *y;
    TESSERA_LOOP
    for (size_t k = 0; k < n; k++) out[k] = function(many_x ? x[k] : first_x, many_y ? y[k] : first_y);
}

TARGET TESSERA_INLINE void LEVEL(combine)(
    const Record *r, const bool many_x, const bool many_y, REAL (*function)(REAL, REAL)) {
    const REAL *x = (const REAL *)r->x, *y = (const REAL *)r->y;
    // A single element may be stored where the result begins.
    const REAL first_x = *x, first_y = *y;
    REAL *out = (REAL *)r->out;
    size_t i = 0;
    for (; i + 3 * LANES < r->count; i += 4 * LANES) {
        LEVEL(combine_block)(
            4 * LANES, many_x ? x + i : &first_x, many_x, many_y ? y + i : &first_y, many_y, out + i, function);
    }
    for (; i < r->count; i += LANES) {
        LEVEL(combine_block)(
            LANES, many_x ? x + i : &first_x, many_x, many_y ? y + i : &first_y, many_y, out + i, function);
    }
}

#define DEFINE(name, loop) \
    LEVEL_HANDLER(map_##name) { \
        LEVEL(map)(r, LOCAL(name)); \
        CONTINUE_AS_BEFORE; \
    }
UNARY_FUNCTIONS(DEFINE)
#undef DEFINE
#define DEFINE(name) \
    LEVEL_HANDLER(combine_##name##_vv) { \
        LEVEL(combine)(r, true, true, LOCAL(name)); \
        CONTINUE_AS_BEFORE; \
    } \
    LEVEL_HANDLER(combine_##name##_vs) { \
        LEVEL(combine)(r, true, false, LOCAL(name)); \
        CONTINUE_AS_BEFORE; \
    } \
    LEVEL_HANDLER(combine_##name##_sv) { \
        LEVEL(combine)(r, false, true, LOCAL(name)); \
        CONTINUE_AS_BEFORE; \
    }
BINARY_FUNCTIONS(DEFINE)
#undef DEFINE

// Comparisons of an array with an array or a single element, and selection between such. Masks are bytes.
TARGET TESSERA_INLINE void LEVEL(compare)(const Record *r, const size_t y_step, bool (*function)(REAL, REAL)) {
    const REAL *x = (const REAL *)r->x, *y = (const REAL *)r->y;
    const REAL first_y = *y;
    bool *out = (bool *)r->out;
    LOOP_VECTORS {
        TESSERA_LOOP
        for (size_t k = 0; k < LANES; k++) out[i + k] = function(x[i + k], y_step ? y[i + k] : first_y);
    }
}
#define COMPARISONS(ROW) \
    ROW(equal, x == y) ROW(not_equal, x != y) ROW(less, x < y) ROW(less_equal, x <= y) ROW(greater, x > y) \
    ROW(greater_equal, x >= y)
#define DEFINE(name, formula) \
    TARGET TESSERA_INLINE bool LEVEL(is_##name)(REAL x, REAL y) { return formula; } \
    LEVEL_HANDLER(compare_##name##_vv) { \
        LEVEL(compare)(r, 1, LEVEL(is_##name)); \
        CONTINUE_AS_BEFORE; \
    } \
    LEVEL_HANDLER(compare_##name##_vs) { \
        LEVEL(compare)(r, 0, LEVEL(is_##name)); \
        CONTINUE_AS_BEFORE; \
    }
COMPARISONS(DEFINE)
#undef DEFINE

TARGET TESSERA_INLINE void LEVEL(choose)(const Record *r, const size_t x_step, const size_t y_step) {
    const bool *mask = (const bool *)r->stride;
    const REAL *x = (const REAL *)r->x, *y = (const REAL *)r->y;
    const REAL first_x = *x, first_y = *y;
    REAL *out = (REAL *)r->out;
    LOOP_VECTORS {
        TESSERA_LOOP
        for (size_t k = 0; k < LANES; k++) {
            const REAL yes = x_step ? x[i + k] : first_x, no = y_step ? y[i + k] : first_y;
            out[i + k] = mask[i + k] ? yes : no;
        }
    }
}
#define DEFINE(name, x_step, y_step) \
    LEVEL_HANDLER(select_##name) { \
        LEVEL(choose)(r, x_step, y_step); \
        CONTINUE_AS_BEFORE; \
    }
DEFINE(vv, 1, 1)
DEFINE(vs, 1, 0)
DEFINE(sv, 0, 1)
#undef DEFINE

// Adds the lanes of a vector by halving.
TARGET TESSERA_INLINE REAL LEVEL(halve)(V v) {
#if LANES == 16
    v += __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    v += __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
    v += __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
#elif LANES == 8
    v += __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3);
    v += __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5);
#else
    v += __builtin_shufflevector(v, v, 2, 3, 0, 1);
#endif
    return v[0] + v[1];
}

// The sum of at most LANES elements; r->y is the mask that keeps them.
LEVEL_HANDLER(sum) {
    const V kept = (V)((LEVEL(Mask))LOAD(r->x) & *(const LEVEL(Mask) *)r->y) + (V)0;
    REAL total = LEVEL(halve)(kept);
    if (r->step->divisor != 1) total /= (REAL)r->step->divisor;
    PUSH_SUM(total);
}

// The sum of a longer array in 32 or 16 lanes, which are then halved: the reduction of at most 1024 elements, and the
// sum of at most 256 rows of one column. r->count is the exact number of elements.
#define DEFINE(name, lanes) \
    LEVEL_HANDLER(name) { \
        V sums[lanes / LANES]; \
        const size_t whole = r->count / lanes * lanes; \
        for (size_t k = 0; k < lanes / LANES; k++) sums[k] = (V)0; \
        for (size_t i = 0; i < whole; i += lanes) { \
            TESSERA_UNROLL \
            for (size_t k = 0; k < lanes / LANES; k++) sums[k] += LOAD(r->x + (i + k * LANES) * sizeof(REAL)); \
        } \
        if (whole < r->count) { \
            for (size_t k = 0; k < lanes / LANES; k++) { \
                const size_t i = whole + k * LANES, left = i < r->count ? r->count - i : 0; \
                const REAL *mask = (const REAL *)r->y + LANES - (left < LANES ? left : LANES); \
                sums[k] += (V)((LEVEL(Mask))LOAD(r->x + i * sizeof(REAL)) & *(const LEVEL(Mask) *)mask); \
            } \
        } \
        for (size_t width = lanes / LANES / 2; width > 0; width /= 2) { \
            for (size_t k = 0; k < width; k++) sums[k] += sums[k + width]; \
        } \
        REAL total = LEVEL(halve)(sums[0]); \
        if (r->step->divisor != 1) total /= (REAL)r->step->divisor; \
        PUSH_SUM(total); \
    }
DEFINE(sum_of_32_lanes, 32)
DEFINE(sum_of_16_lanes, 16)
#undef DEFINE

// Column sums of at most 16 rows, which are halved.
LEVEL_HANDLER(column_sums) {
    V sums[16];
    const size_t rows = r->count;
    const REAL divisor = (REAL)r->step->divisor;
    for (size_t j = 0; j < r->columns; j += LANES) {
        for (size_t i = 0; i < rows; i++) sums[i] = (V)0 + LOAD(r->x + (i * r->columns + j) * sizeof(REAL));
        for (size_t width = 8; width > 0; width /= 2) {
            for (size_t i = 0; i < width && i + width < rows; i++) sums[i] += sums[i + width];
        }
        const V total = (V)0 + sums[0];
        *(V *)(r->out + j * sizeof(REAL)) = divisor == 1 ? total : total / (V)divisor;
    }
    CONTINUE_AS_BEFORE;
}

// gemv with a constant matrix, which the translation has transposed in blocks of LANES rows: r->x + (block * columns +
// j) * LANES. The products of a row are added in the order of gemv: one after the other up to 3, else in 4 or 8 lanes,
// of which the upper ones hold the last columns. It must be inlined with a constant `columns`.
TARGET TESSERA_INLINE void LEVEL(gemv)(const Record *r, const size_t columns) {
    const REAL *x = (const REAL *)r->x, *w = (const REAL *)r->y;
    V weights[8], p[8];
    TESSERA_UNROLL
    for (size_t j = 0; j < columns; j++) weights[j] = (V)w[j];
    for (size_t i = 0; i < r->count; i += LANES, x += LANES * columns) {
        TESSERA_UNROLL
        for (size_t j = 0; j < 8; j++) p[j] = (V)0;
        if (columns < 4) {
            TESSERA_UNROLL
            for (size_t j = 0; j < columns; j++) p[0] += LOAD(x + j * LANES) * weights[j];
        } else {
            TESSERA_UNROLL
            for (size_t j = 0; j < columns; j++) {
                p[columns > 4 && j >= 4 ? j + 8 - columns : j] += LOAD(x + j * LANES) * weights[j];
            }
            if (columns > 4) {
                TESSERA_UNROLL
                for (size_t j = 0; j < 4; j++) p[j] += p[j + 4];
            }
            p[0] = (p[0] + p[2]) + (p[1] + p[3]);
        }
        *(V *)(r->out + i * sizeof(REAL)) = p[0];
    }
}
#define GEMV_COLUMNS(M) M(2) M(3) M(4) M(5) M(6) M(7) M(8)
#define DEFINE(columns) \
    LEVEL_HANDLER(gemv_##columns) { \
        LEVEL(gemv)(r, columns); \
        CONTINUE_AS_BEFORE; \
    }
GEMV_COLUMNS(DEFINE)
#undef DEFINE
#define ENTRY(columns) (void (*)(void))LEVEL(gemv_##columns),
static void (*const LEVEL(gemv_codes)[])(void) = {GEMV_COLUMNS(ENTRY)};
#undef ENTRY
#undef GEMV_COLUMNS

// gemv with a matrix that changes: the inner products of its rows with y, of width / 2 < columns <= width. As in the
// kernel, a row of fewer than `width` elements is read as two halves that overlap, the lanes that the second half
// repeats are cleared, and lanes are added by halving.
static const BITS LEVEL(keeps)[16] = {0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1};

#define DEFINE(width, half, sum_of_four) \
    TARGET TESSERA_INLINE REAL LEVEL(dot_##width)(const char *x, const char *y, size_t columns) { \
        typedef REAL Row __attribute__((ext_vector_type(width), aligned(sizeof(REAL)), may_alias)); \
        typedef REAL Half __attribute__((ext_vector_type(half), aligned(sizeof(REAL)), may_alias)); \
        typedef BITS HalfMask __attribute__((ext_vector_type(half), aligned(sizeof(REAL)), may_alias)); \
        const HalfMask keep = *(const HalfMask *)(LEVEL(keeps) + 8 + columns - width); \
        const size_t second = (columns - half) * sizeof(REAL); \
        Row a, b; \
        a.lo = *(const Half *)x; \
        b.lo = *(const Half *)y; \
        a.hi = (Half)(*(const HalfMask *)(x + second) & keep); \
        b.hi = (Half)(*(const HalfMask *)(y + second) & keep); \
        const Row p = a * b + (Row)0; \
        return sum_of_four; \
    } \
    LEVEL_HANDLER(dots_##width) { \
        IN_BELT \
        const char *x = r->x; \
        const size_t stride = (size_t)r->stride * sizeof(REAL), rows = r->count; \
        if (rows > 4) { \
            for (size_t i = 0; i < rows; i++) { \
                ((REAL *)r->out)[i] = LEVEL(dot_##width)(x + i * stride, r->y, r->columns); \
            } \
            CONTINUE(b0, b1, b2, b3); \
        } \
        Value result = {0}; \
        TESSERA_UNROLL \
        for (size_t i = 0; i < 4; i++) { \
            if (i < rows) { \
                const REAL dot = LEVEL(dot_##width)(x + i * stride, r->y, r->columns); \
                result.part[i * PARTS / 4][i % (4 / PARTS)] = dot; \
            } \
        } \
        STORE_AND_PUSH(result); \
    }
#define SUM_OF_4(v) (((v)[0] + (v)[2]) + ((v)[1] + (v)[3]))
DEFINE(4, 2, SUM_OF_4(p))
DEFINE(8, 4, SUM_OF_4(p.lo + p.hi))
#if WIDEST == 16
DEFINE(16, 8, SUM_OF_4((p.lo + p.hi).lo + (p.lo + p.hi).hi))
#endif
#undef DEFINE
#undef SUM_OF_4

// Vectors of the width of rows of 2 to WIDEST elements; on AVX2 the widest are two registers.
#define WIDTH 2
#include "threaded_rows.template.h"
#define WIDTH 4
#include "threaded_rows.template.h"
#define WIDTH 8
#include "threaded_rows.template.h"
#if WIDEST == 16
#define WIDTH 16
#include "threaded_rows.template.h"
#endif

// Transposed gemv with a matrix of one column, by scalars: even and odd rows by themselves, in groups of 8, 4, 2 and 1.
LEVEL_HANDLER(weighted_sum_loop) {
    const REAL *x = (const REAL *)r->x, *g = (const REAL *)r->y;
    const ptrdiff_t stride = r->stride;
    REAL total = 0;
    size_t left = r->count;
    for (size_t group = 8; group > 0; group /= 2) {
        for (; left >= group; left -= group, x += (ptrdiff_t)group * stride, g += group) {
            REAL even = 0, odd = 0;
            for (size_t i = 0; i < group; i += 2) {
                even += x[(ptrdiff_t)i * stride] * g[i];
                if (i + 1 < group) odd += x[(ptrdiff_t)(i + 1) * stride] * g[i + 1];
            }
            total += even + odd;
        }
    }
    PUSH_SUM(total);
}

// Copies whole vectors.
LEVEL_HANDLER(copy) {
    LOOP_VECTORS *(V *)(r->out + i * sizeof(REAL)) = LOAD(r->x + i * sizeof(REAL));
    CONTINUE_AS_BEFORE;
}
#undef LOOP_VECTORS
