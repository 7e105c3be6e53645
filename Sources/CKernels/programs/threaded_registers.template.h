// Template: steps of threaded code on values of at most four elements, which are kept in registers.
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h), BITS and PARTS, the number of 16-byte registers of four elements, and
// what threaded.c defines. Included once per precision.
//
// The last four results are passed on in registers b0, the latest, to b3 (a belt: I. Godard, "The Mill CPU
// architecture", 2013), so that a step which reads one does not wait for the store and the load that would lie between.
// Every result is stored too, as four elements: memory has room for them. What lies behind the elements of an operand is
// computed as well, and read by nobody. A single element fills all lanes, in a register; it is a scalar in memory.
//
// Registers of 16 bytes are the widest in which the x86-64 baseline passes arguments, so four doubles take two. The
// parts are computed one by one: joining them would take longer.

typedef REAL LOCAL(Part) __attribute__((ext_vector_type(16 / sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
typedef BITS LOCAL(PartMask) __attribute__((ext_vector_type(16 / sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
typedef struct {
    LOCAL(Part) part[PARTS];
} LOCAL(Value);
#define Part LOCAL(Part)
#define Value LOCAL(Value)

#if PARTS == 1
#define BELT_ARGUMENTS Part p0, Part p1, Part p2, Part p3
#define IN_BELT \
    const Value b0 = {{p0}}, b1 = {{p1}}, b2 = {{p2}}, b3 = {{p3}}; \
    (void)b0, (void)b1, (void)b2, (void)b3;
#define BELT_OF(b0, b1, b2, b3) (b0).part[0], (b1).part[0], (b2).part[0], (b3).part[0]
#else
#define BELT_ARGUMENTS Part p0, Part q0, Part p1, Part q1, Part p2, Part q2, Part p3, Part q3
#define IN_BELT \
    const Value b0 = {{p0, q0}}, b1 = {{p1, q1}}, b2 = {{p2, q2}}, b3 = {{p3, q3}}; \
    (void)b0, (void)b1, (void)b2, (void)b3;
#define BELT_OF(b0, b1, b2, b3) \
    (b0).part[0], (b0).part[1], (b1).part[0], (b1).part[1], (b2).part[0], (b2).part[1], (b3).part[0], (b3).part[1]
#endif
typedef __attribute__((preserve_none)) void (*LOCAL(Code))(const Record *r, Loop *l, BELT_ARGUMENTS);

// The beginning of a step's function, and its end: the call of the next one.
#define HANDLER(target, name) target CODE name(const Record *r, Loop *l, BELT_ARGUMENTS)
#define CONTINUE(...) TAIL_CALL((LOCAL(Code))r[1].code)(r + 1, l, BELT_OF(__VA_ARGS__))
#define PUSH(value) CONTINUE(value, b0, b1, b2)
#define STORE_AND_PUSH(value) \
    *(Value *)r->out = value; \
    PUSH(value)

TARGET_V3 TESSERA_INLINE Value LOCAL(splat)(REAL x) {
    Value v;
    for (int i = 0; i < PARTS; i++) v.part[i] = (Part)x;
    return v;
}

// The places of an operand: a register of the belt, memory, or a single element in memory.
#define LOAD_VALUE(address) (*(const Value *)(address))
#define SPLAT_VALUE(address) LOCAL(splat)(*(const REAL *)(address))
#define X_0 b0
#define X_1 b1
#define X_2 b2
#define X_3 b3
#define X_4 LOAD_VALUE(r->x)
#define X_5 SPLAT_VALUE(r->x)
#define Y_0 b0
#define Y_1 b1
#define Y_2 b2
#define Y_3 b3
#define Y_4 LOAD_VALUE(r->y)
#define Y_5 SPLAT_VALUE(r->y)
#define X_PLACES(M, ...) M(__VA_ARGS__, 0) M(__VA_ARGS__, 1) M(__VA_ARGS__, 2) M(__VA_ARGS__, 3) M(__VA_ARGS__, 4)
#define Y_PLACES(M, ...) X_PLACES(M, __VA_ARGS__) M(__VA_ARGS__, 5)
#define XY_PLACES(M, ...) \
    Y_PLACES(M, __VA_ARGS__, 0) Y_PLACES(M, __VA_ARGS__, 1) Y_PLACES(M, __VA_ARGS__, 2) Y_PLACES(M, __VA_ARGS__, 3) \
    Y_PLACES(M, __VA_ARGS__, 4) Y_PLACES(M, __VA_ARGS__, 5)

// Functions of two values. A product with a matrix of one column adds each product to 0, which turns -0 into 0.
#define FUNCTIONS(ROW) \
    ROW(add, x + y) \
    ROW(subtract, x - y) \
    ROW(multiply, x * y) \
    ROW(divide, x / y) \
    ROW(squared_difference, (x - y) * (x - y)) \
    ROW(scale, x * y + (Part)0) \
    ROW(sgd, x - (Part)(REAL)l->coefficients[0] * (y + (Part)(REAL)l->coefficients[2] * x))
#define DEFINE(name, formula, from, other) \
    HANDLER(TARGET_V3, LOCAL(name##_##from##_##other)) { \
        IN_BELT \
        const Value xs = X_##from, ys = Y_##other; \
        Value result; \
        for (int i = 0; i < PARTS; i++) { \
            const Part x = xs.part[i], y = ys.part[i]; \
            result.part[i] = formula; \
        } \
        STORE_AND_PUSH(result); \
    }
#define ENTRY(name, i, j) (void (*)(void))LOCAL(name##_##i##_##j),
#define TABLE(name, formula) \
    XY_PLACES(DEFINE, name, formula) \
    static void (*const LOCAL(name##_codes)[36])(void) = {XY_PLACES(ENTRY, name)};
FUNCTIONS(TABLE)
#undef FUNCTIONS
#undef DEFINE
#undef ENTRY
#undef TABLE

// The pair of the even and the odd half of four elements: the sum of the elements 0 and 2, and of 1 and 3.
TARGET_V3 TESSERA_INLINE REAL LOCAL(sum_of_pair)(Part even_odd) { return even_odd[0] + even_odd[1]; }
#if PARTS == 1
#define LOWER_HALF(v) ((v).part[0])
#define UPPER_HALF(v) __builtin_shufflevector((v).part[0], (v).part[0], 2, 3, 2, 3)
#else
#define LOWER_HALF(v) ((v).part[0])
#define UPPER_HALF(v) ((v).part[1])
#endif

// Masks that keep the first n of four elements, from index 4 - n on.
static const BITS LOCAL(masks)[8] = {-1, -1, -1, -1};

// Sums by halving, as reductions and column sums add at most four elements; the mask clears the lanes behind the
// elements. Adding 0 turns -0 into 0, as the lanes of a longer sum start from 0.
TARGET_V3 TESSERA_INLINE REAL LOCAL(sum_of_value)(Value x, const char *mask) {
    for (int i = 0; i < PARTS; i++) {
        const LOCAL(PartMask) kept = ((const LOCAL(PartMask) *)mask)[i];
        x.part[i] = (Part)((LOCAL(PartMask))x.part[i] & kept) + (Part)0;
    }
    return LOCAL(sum_of_pair)(LOWER_HALF(x) + UPPER_HALF(x));
}

// The sum of four elements weighted by y, as the transposed gemv adds the rows of a matrix of one column: even and odd
// ones by themselves, then both to 0.
TARGET_V3 TESSERA_INLINE REAL LOCAL(weighted_sum_of_value)(Value x, Value y) {
    const Part first = LOWER_HALF(x) * LOWER_HALF(y) + (Part)0;
    const Part both = UPPER_HALF(x) * UPPER_HALF(y) + first;
    return (REAL)0 + LOCAL(sum_of_pair)(both);
}

// The dot product of four elements as the fast path of the interpreter computes it: each product is rounded by itself.
TARGET_V3 TESSERA_INLINE REAL LOCAL(dot_of_values)(Value x, Value y) {
    Value products;
    for (int i = 0; i < PARTS; i++) products.part[i] = x.part[i] * y.part[i] + (Part)0;
    return LOCAL(sum_of_pair)(LOWER_HALF(products) + UPPER_HALF(products));
}

#define DEFINE_SUM(name, formula, i) \
    HANDLER(TARGET_V3, LOCAL(name##_##i)) { \
        IN_BELT \
        const Value x = X_##i, result = LOCAL(splat)(formula); \
        STORE_AND_PUSH(result); \
    }
#define DEFINE_WEIGHTED(name, formula, j) \
    HANDLER(TARGET_V3, LOCAL(name##_##j)) { \
        IN_BELT \
        const Value y = Y_##j, result = LOCAL(splat)(formula); \
        STORE_AND_PUSH(result); \
    }
#define ENTRY(name, i) (void (*)(void))LOCAL(name##_##i),
#define TABLE(define, name, formula) \
    X_PLACES(define, name, formula) \
    static void (*const LOCAL(name##_codes)[5])(void) = {X_PLACES(ENTRY, name)};
TABLE(DEFINE_SUM, sum_of_4, LOCAL(sum_of_value)(x, r->y))
TABLE(DEFINE_SUM, mean_of_4, LOCAL(sum_of_value)(x, r->y) / (REAL)r->step->divisor)
TABLE(DEFINE_WEIGHTED, weighted_sum, LOCAL(weighted_sum_of_value)(LOAD_VALUE(r->x), y))
TABLE(DEFINE_WEIGHTED, dot_4, LOCAL(dot_of_values)(LOAD_VALUE(r->x), y))
#undef DEFINE_SUM
#undef DEFINE_WEIGHTED
#undef ENTRY
#undef TABLE

// The dot product of at most three elements.
HANDLER(TARGET_V3, LOCAL(dot_few)) {
    IN_BELT
    const REAL *x = (const REAL *)r->x, *y = (const REAL *)r->y;
    REAL sum = 0;
    sum += x[0] * y[0];
    if (r->count > 1) sum += x[1] * y[1];
    if (r->count > 2) sum += x[2] * y[2];
    const Value result = LOCAL(splat)(sum);
    STORE_AND_PUSH(result);
}

// The other functions, by formulas of single elements, which the compiler vectorises.
#define DEFINE(name, loop) \
    HANDLER(TARGET_V3, LOCAL(map_4_##name)) { \
        IN_BELT \
        REAL x[4]; \
        memcpy(x, r->x, sizeof x); \
        for (int k = 0; k < 4; k++) x[k] = LOCAL(name)(x[k]); \
        const Value result = LOAD_VALUE(x); \
        STORE_AND_PUSH(result); \
    }
UNARY_FUNCTIONS(DEFINE)
#undef DEFINE
#define DEFINE_PAIR(name, pair, x_step, y_step) \
    HANDLER(TARGET_V3, LOCAL(combine_4_##name##_##pair)) { \
        IN_BELT \
        const REAL *x = (const REAL *)r->x, *y = (const REAL *)r->y; \
        REAL out[4]; \
        for (int k = 0; k < 4; k++) out[k] = LOCAL(name)(x[k * x_step], y[k * y_step]); \
        const Value result = LOAD_VALUE(out); \
        STORE_AND_PUSH(result); \
    }
#define DEFINE(name) DEFINE_PAIR(name, vv, 1, 1) DEFINE_PAIR(name, vs, 1, 0) DEFINE_PAIR(name, sv, 0, 1)
BINARY_FUNCTIONS(DEFINE)
#undef DEFINE
#undef DEFINE_PAIR

HANDLER(TARGET_V3, LOCAL(copy_4)) {
    IN_BELT
    const Value result = LOAD_VALUE(r->x);
    STORE_AND_PUSH(result);
}

// A step by its kernel, and an update. What is in registers is lost.
HANDLER(TARGET_V3, LOCAL(call_step)) {
    KERNELS(l->kernels).programs.run_steps(r->step, 0, 1, l->slots, true);
    const Value none = {0};
    CONTINUE(none, none, none, none);
}

HANDLER(TARGET_V3, LOCAL(call_update)) {
    const tessera_descent *d = l->descent;
    d->update(d->count, d->parameter, d->gradient, d->first, d->second, l->coefficients);
    const Value none = {0};
    CONTINUE(none, none, none, none);
}

// The end of an iteration: records the loss, then begins the next iteration or returns.
HANDLER(TARGET_V3, LOCAL(end_iteration)) {
    IN_BELT
    *l->losses++ = (double)*(const REAL *)r->x;
    l->coefficients += l->coefficient_stride;
    if (--l->left == 0) return;
    TAIL_CALL((LOCAL(Code))l->first->code)(l->first, l, BELT_OF(b0, b1, b2, b3));
}

TARGET_V3 TESSERA_INLINE Value LOCAL(initial)(const char *home, bool is_single) {
    return !home ? LOCAL(splat)(0) : is_single ? SPLAT_VALUE(home) : LOAD_VALUE(home);
}

TARGET_V3 static void LOCAL(run_threaded)(const void *program, Loop *l) {
    const Program *p = program;
    l->first = (const Record *)(p + 1);
    const Value b0 = LOCAL(initial)(p->belt[0], p->is_single[0]), b1 = LOCAL(initial)(p->belt[1], p->is_single[1]);
    const Value b2 = LOCAL(initial)(p->belt[2], p->is_single[2]), b3 = LOCAL(initial)(p->belt[3], p->is_single[3]);
    ((LOCAL(Code))l->first->code)(l->first, l, BELT_OF(b0, b1, b2, b3));
}
