// Template: the translation of a native program to threaded code.
// Expects threaded_registers.template.h and threaded_loops.template.h. Included once per precision and instruction set.

// Bits that keep the first elements of a vector: the mask for n elements begins LANES - n elements from the start.
#if LANES == 16
#define ONES -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
#elif LANES == 8
#define ONES -1, -1, -1, -1, -1, -1, -1, -1
#else
#define ONES -1, -1, -1, -1
#endif
static const BITS LEVEL(masks)[2 * LANES] = {ONES};
#undef ONES

typedef struct {
    const tessera_threading *t;
    Record *next;
    char *copies;  // where the next transposed matrix goes
    struct {
        const char *home;  // where the result is in memory as well; NULL if it has been overwritten
        size_t count;
    } belt[BELT];
    bool is_possible;
} LEVEL(Translation);
#define Translation LEVEL(Translation)

static Record *LEVEL(emit)(Translation *n, void (*code)(void), const Operands *o) {
    *n->next = (Record){
        .code = code, .x = o->x.address, .y = o->y.address, .out = (char *)o->out.address, .count = o->step->columns,
        .columns = o->step->columns, .stride = o->step->x_row, .step = o->step};
    return n->next++;
}

// The place of an operand: its register, memory (4), or a single element in memory (5).
static int LEVEL(place)(const Translation *n, const char *address, size_t count) {
    for (int i = 0; i < BELT; i++) {
        if (n->belt[i].home != address) continue;
        if (n->belt[i].count == count) return i;
        break;
    }
    return count == 1 ? 5 : 4;
}

// Forgets the results whose memory a step overwrites.
static void LEVEL(overwrite)(Translation *n, const char *from, const char *to) {
    for (int i = 0; i < BELT; i++) {
        const char *home = n->belt[i].home;
        if (home && home < to && from < home + sizeof(Value)) n->belt[i].home = NULL;
    }
}

static void LEVEL(push)(Translation *n, const char *home, size_t count) {
    for (int i = BELT - 1; i > 0; i--) n->belt[i] = n->belt[i - 1];
    n->belt[0].home = home;
    n->belt[0].count = count;
}

static void LEVEL(forget_all)(Translation *n) {
    for (int i = 0; i < BELT; i++) n->belt[i].home = NULL;
}

// Ends a record whose result of elements of `size` bytes is stored in vectors of `lanes`. What a vector overwrites behind
// the result must not be read.
static void LEVEL(finish)(Translation *n, const Operands *o, size_t count, size_t size, size_t lanes) {
    const char *out = o->out.address, *end = out + (count + lanes - 1) / lanes * lanes * size;
    if (is_padding_read(n->t, o->step, sizeof(REAL), out + count * size, end)) n->is_possible = false;
    LEVEL(overwrite)(n, out, end);
}

// Ends a record whose result of at most four elements is in memory and in a register.
static void LEVEL(finish_value)(Translation *n, const Operands *o, size_t count) {
    LEVEL(finish)(n, o, count, sizeof(REAL), 4);
    LEVEL(push)(n, o->out.address, count);
}

// The same for a function that computes the lanes by themselves, so that a single element does not fill them.
static void LEVEL(finish_lanes)(Translation *n, const Operands *o, size_t count) {
    LEVEL(finish)(n, o, count, sizeof(REAL), 4);
    LEVEL(push)(n, count == 1 ? NULL : o->out.address, count);
}

// A step by its kernel.
static void LEVEL(call)(Translation *n, const Operands *o) {
    LEVEL(emit)(n, (void (*)(void))LOCAL(call_step), o);
    LEVEL(forget_all)(n);
}

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void LEVEL(translate_binary)(Translation *n, const Operands *o) {
    static const struct {
        const char *name;
        void (*const *codes)(void), (*const *loops)(void);
    } in_registers[] = {
#define ROW(name) {#name, LOCAL(name##_codes), LEVEL(name##_loops)}
        ROW(add), ROW(subtract), ROW(multiply), ROW(divide), ROW(squared_difference)
#undef ROW
    };
    static const struct {
        const char *name;
        void (*codes[3])(void), (*loops[3])(void);
    } others[] = {
#define ROW(name) \
    {#name, \
     {(void (*)(void))LOCAL(combine_4_##name##_vv), (void (*)(void))LOCAL(combine_4_##name##_vs), \
      (void (*)(void))LOCAL(combine_4_##name##_sv)}, \
     {(void (*)(void))LEVEL(combine_##name##_vv), (void (*)(void))LEVEL(combine_##name##_vs), \
      (void (*)(void))LEVEL(combine_##name##_sv)}},
        BINARY_FUNCTIONS(ROW)
#undef ROW
    };
    const tessera_step *s = o->step;
    const size_t count = s->rows * s->columns;
    const bool is_flat = s->rows == 1 || ((!s->x_step || s->x_row == (ptrdiff_t)s->columns) &&
                                          (!s->y_step || s->y_row == (ptrdiff_t)s->columns) &&
                                          (s->x_step || !s->x_row) && (s->y_step || !s->y_row));
    const bool repeats_row = !is_flat && s->x_step && s->x_row == (ptrdiff_t)s->columns && s->y_step && !s->y_row &&
        s->columns > 1 && LANES % s->columns == 0;
    // 0: both operands are arrays; 1: y is a single element; 2: x is; 3: y is a row that is repeated.
    const int loop = repeats_row ? 3 : count == 1 || (s->x_step && s->y_step) ? 0 : s->x_step ? 1 : s->y_step ? 2 : -1;
    if ((!is_flat && !repeats_row) || loop < 0) return LEVEL(call)(n, o);
    for (size_t i = 0; i < COUNT(in_registers); i++) {
        if (s->kernel != (void (*)(void))KERNELS(n->t->kernels).elementwise.binary_named(in_registers[i].name)) continue;
        if (count <= 4 && !repeats_row) {
            const int x = LEVEL(place)(n, o->x.address, s->x_step ? count : 1);
            const int y = LEVEL(place)(n, o->y.address, s->y_step ? count : 1);
            LEVEL(emit)(n, in_registers[i].codes[6 * x + y], o);
            return LEVEL(finish_value)(n, o, count);
        }
        LEVEL(emit)(n, in_registers[i].loops[loop], o)->count = count;
        return LEVEL(finish)(n, o, count, sizeof(REAL), LANES);
    }
    // For more elements the kernels were measured to be faster.
    const size_t most = WIDEST == 16 ? 32 : 8;
    for (size_t i = 0; i < COUNT(others) && loop < 3 && count <= most; i++) {
        if (s->kernel != (void (*)(void))KERNELS(n->t->kernels).elementwise.binary_named(others[i].name)) continue;
        if (count <= 4) {
            LEVEL(emit)(n, others[i].codes[loop], o);
            return LEVEL(finish_lanes)(n, o, count);
        }
        LEVEL(emit)(n, others[i].loops[loop], o)->count = count;
        return LEVEL(finish)(n, o, count, sizeof(REAL), LANES);
    }
    LEVEL(call)(n, o);
}

static void LEVEL(translate_unary)(Translation *n, const Operands *o) {
    static const struct {
        const char *name;
        void (*code)(void), (*loop)(void);
    } loops[] = {
#define ROW(name, loop) {#name, (void (*)(void))LOCAL(map_4_##name), (void (*)(void))LEVEL(map_##name)},
        UNARY_FUNCTIONS(ROW)
#undef ROW
    };
    for (size_t i = 0; i < COUNT(loops); i++) {
        if (o->step->kernel != (void (*)(void))KERNELS(n->t->kernels).elementwise.unary_named(loops[i].name)) continue;
        const size_t count = o->step->columns;
        LEVEL(emit)(n, count <= 4 ? loops[i].code : loops[i].loop, o);
        return count <= 4 ? LEVEL(finish_lanes)(n, o, count) : LEVEL(finish)(n, o, count, sizeof(REAL), LANES);
    }
    LEVEL(call)(n, o);
}

static void LEVEL(translate_comparison)(Translation *n, const Operands *o) {
    static const struct {
        const char *name;
        void (*loops[2])(void);
    } loops[] = {
#define ROW(name, formula) \
    {#name, {(void (*)(void))LEVEL(compare_##name##_vv), (void (*)(void))LEVEL(compare_##name##_vs)}},
        COMPARISONS(ROW)
#undef ROW
    };
    const tessera_step *s = o->step;
    if (s->rows > 1 || !s->x_step) return LEVEL(call)(n, o);
    for (size_t i = 0; i < COUNT(loops); i++) {
        if (s->kernel != (void (*)(void))KERNELS(n->t->kernels).elementwise.comparison_named(loops[i].name)) continue;
        LEVEL(emit)(n, loops[i].loops[!s->y_step], o);
        return LEVEL(finish)(n, o, s->columns, sizeof(bool), LANES);
    }
    LEVEL(call)(n, o);
}

static void LEVEL(translate_selection)(Translation *n, const Operands *o) {
    const tessera_step *s = o->step;
    if (s->rows > 1 || !s->mask_step || (!s->x_step && !s->y_step)) return LEVEL(call)(n, o);
    void (*const code)(void) = s->x_step && s->y_step ? (void (*)(void))LEVEL(select_vv)
        : s->x_step                                   ? (void (*)(void))LEVEL(select_vs)
                                                      : (void (*)(void))LEVEL(select_sv);
    LEVEL(emit)(n, code, o)->stride = (ptrdiff_t)o->mask.address;
    LEVEL(finish)(n, o, s->columns, sizeof(REAL), LANES);
}

// A sum of `count` elements; column sums add more than a vector of them in other lanes than reductions.
static void LEVEL(translate_sum)(Translation *n, const Operands *o, size_t count, bool is_column) {
    Record *r;
    if (count <= 4) {
        const int place = LEVEL(place)(n, o->x.address, count), x = place == 5 ? 4 : place;
        r = LEVEL(emit)(n, o->step->divisor == 1 ? LOCAL(sum_of_4_codes)[x] : LOCAL(mean_of_4_codes)[x], o);
        r->y = (const char *)(LOCAL(masks) + 4 - count);
    } else if (count <= LANES) {
        r = LEVEL(emit)(n, (void (*)(void))LEVEL(sum), o);
        r->y = (const char *)(LEVEL(masks) + LANES - count);
    } else if (count <= (is_column ? 256 : 1024)) {
        r = LEVEL(emit)(
            n, is_column ? (void (*)(void))LEVEL(sum_of_16_lanes) : (void (*)(void))LEVEL(sum_of_32_lanes), o);
        r->y = (const char *)LEVEL(masks);
        r->count = count;
    } else {
        return LEVEL(call)(n, o);
    }
    LEVEL(finish_value)(n, o, 1);
}

static void LEVEL(translate_column_sums)(Translation *n, const Operands *o) {
    const tessera_step *s = o->step;
    if (s->columns == 1) return LEVEL(translate_sum)(n, o, s->rows, true);
    if (s->rows > 16) return LEVEL(call)(n, o);
    LEVEL(emit)(n, (void (*)(void))LEVEL(column_sums), o)->count = s->rows;
    LEVEL(finish)(n, o, s->columns, sizeof(REAL), LANES);
}

// Transposes a constant matrix in blocks of LANES rows, and fills up the last one with zeros.
static const char *LEVEL(transposed)(Translation *n, const Operands *o) {
    const tessera_step *s = o->step;
    const size_t blocks = (s->rows + LANES - 1) / LANES;
    REAL *const out = (REAL *)n->copies;
    for (size_t i = 0; i < blocks * LANES; i++) {
        for (size_t j = 0; j < s->columns; j++) {
            out[(i / LANES * s->columns + j) * LANES + i % LANES] =
                i < s->rows ? ((const REAL *)o->x.address)[(ptrdiff_t)i * s->x_row + (ptrdiff_t)j] : 0;
        }
    }
    n->copies += (blocks * LANES * s->columns * sizeof(REAL) + 63) / 64 * 64;
    return (const char *)out;
}

static void LEVEL(translate_gemv)(Translation *n, const Operands *o) {
    const tessera_step *s = o->step;
    const tessera_threading *t = n->t;
    if (s->columns == 1 && (s->x_row == 1 || s->rows == 1)) {
        if (s->rows <= 4) {
            const int x = LEVEL(place)(n, o->x.address, s->rows), y = LEVEL(place)(n, o->y.address, 1);
            LEVEL(emit)(n, LOCAL(scale_codes)[6 * x + y], o);
            return LEVEL(finish_value)(n, o, s->rows);
        }
        LEVEL(emit)(n, LEVEL(scale_loops)[1], o)->count = s->rows;
        return LEVEL(finish)(n, o, s->rows, sizeof(REAL), LANES);
    }
    const char *const start = t->constants, *const end = t->constants_end;
    const bool is_constant = o->x.address >= start && o->x.address < end;
    if (!is_constant || s->columns < 2 || s->columns > 8 || s->rows == 1) {
        if (s->columns < 4 || s->columns > WIDEST) return LEVEL(call)(n, o);
        void (*const code)(void) = s->columns == 4 ? (void (*)(void))LEVEL(dots_4)
#if WIDEST == 16
            : s->columns > 8 ? (void (*)(void))LEVEL(dots_16)
#endif
                             : (void (*)(void))LEVEL(dots_8);
        Record *r = LEVEL(emit)(n, code, o);
        r->count = s->rows;
        if (s->rows <= 4) return LEVEL(finish_lanes)(n, o, s->rows);
        return LEVEL(overwrite)(n, o->out.address, o->out.address + s->rows * sizeof(REAL));
    }
    Record *r = LEVEL(emit)(n, LEVEL(gemv_codes)[s->columns - 2], o);
    r->x = LEVEL(transposed)(n, o);
    r->count = s->rows;
    LEVEL(finish)(n, o, s->rows, sizeof(REAL), LANES);
}

static void LEVEL(translate_gemv_transposed)(Translation *n, const Operands *o) {
    const tessera_step *s = o->step;
    if (s->columns > WIDEST) return LEVEL(call)(n, o);
    if (s->columns == 1) {
        const int y = LEVEL(place)(n, o->y.address, 4);
        if (s->rows == 4 && s->x_row == 1) {
            LEVEL(emit)(n, LOCAL(weighted_sum_codes)[y], o);
        } else {
            LEVEL(emit)(n, (void (*)(void))LEVEL(weighted_sum_loop), o)->count = s->rows;
        }
        return LEVEL(finish_value)(n, o, 1);
    }
    void (*const code)(void) = s->columns == 2 ? (void (*)(void))LEVEL(weighted_rows_2)
        : s->columns <= 4                      ? (void (*)(void))LEVEL(weighted_rows_4)
#if WIDEST == 16
        : s->columns > 8 ? (void (*)(void))LEVEL(weighted_rows_16)
#endif
                         : (void (*)(void))LEVEL(weighted_rows_8);
    LEVEL(emit)(n, code, o)->count = s->rows;
    if (s->columns <= 4) return LEVEL(finish_value)(n, o, s->columns);
    LEVEL(finish)(n, o, s->columns, sizeof(REAL), s->columns > 8 ? WIDEST : LANES > 8 ? LANES : 8);
}

// A dot product of at most four elements.
static void LEVEL(translate_dot)(Translation *n, const Operands *o) {
    void (*const code)(void) = o->step->columns == 4 ? LOCAL(dot_4_codes)[LEVEL(place)(n, o->y.address, 4)]
                                                     : (void (*)(void))LOCAL(dot_few);
    LEVEL(emit)(n, code, o);
    LEVEL(finish_value)(n, o, 1);
}

static void LEVEL(translate_gemm)(Translation *n, const Operands *o) {
    const tessera_step *s = o->step;
    if (s->y_step != 1 || s->columns > WIDEST || s->depth > 256) return LEVEL(call)(n, o);
    void (*const code)(void) = s->columns == 2 ? (void (*)(void))LEVEL(gemm_2)
        : s->columns <= 4                      ? (void (*)(void))LEVEL(gemm_4)
#if WIDEST == 16
        : s->columns > 8 ? (void (*)(void))LEVEL(gemm_16)
#endif
                         : (void (*)(void))LEVEL(gemm_8);
    LEVEL(emit)(n, code, o);
    const char *out = o->out.address;
    LEVEL(overwrite)(n, out, out + s->rows * s->columns * sizeof(REAL));
}

static void LEVEL(translate_copy)(Translation *n, const Operands *o, size_t bytes) {
    if (bytes == 0) return;
    const size_t count = bytes / sizeof(REAL);
    // Longer copies may overlap.
    if (count > LANES || bytes % sizeof(REAL)) return LEVEL(call)(n, o);
    if (count <= 4) {
        LEVEL(emit)(n, (void (*)(void))LOCAL(copy_4), o);
        return LEVEL(finish_lanes)(n, o, count);
    }
    LEVEL(emit)(n, (void (*)(void))LEVEL(copy), o)->count = count;
    LEVEL(finish)(n, o, count, sizeof(REAL), LANES);
}

static void LEVEL(translate_step)(Translation *n, const Operands *o) {
    const tessera_step *s = o->step;
    switch (s->kind) {
        case tessera_step_unary: return LEVEL(translate_unary)(n, o);
        case tessera_step_binary:
        case tessera_step_fast_add:
        case tessera_step_fast_subtract:
        case tessera_step_fast_multiply:
        case tessera_step_fast_divide:
        case tessera_step_fast_squared_difference: return LEVEL(translate_binary)(n, o);
        case tessera_step_compare: return LEVEL(translate_comparison)(n, o);
        case tessera_step_select: return LEVEL(translate_selection)(n, o);
        case tessera_step_reduction:
            if (s->kernel != (void (*)(void))KERNELS(n->t->kernels).reductions.reduction_named("sum")) return LEVEL(call)(n, o);
            return LEVEL(translate_sum)(n, o, s->columns, false);
        case tessera_step_fast_sum: return LEVEL(translate_sum)(n, o, s->columns, false);
        case tessera_step_column_sums: return LEVEL(translate_column_sums)(n, o);
        case tessera_step_gemv:
        case tessera_step_fast_scale: return LEVEL(translate_gemv)(n, o);
        case tessera_step_gemv_transposed: return LEVEL(translate_gemv_transposed)(n, o);
        case tessera_step_gemm: return LEVEL(translate_gemm)(n, o);
        case tessera_step_add: return LEVEL(translate_copy)(n, o, s->columns * sizeof(REAL));
        case tessera_step_move: return LEVEL(translate_copy)(n, o, s->columns);
        case tessera_step_fast_dot: return LEVEL(translate_dot)(n, o);
        case tessera_step_other: return LEVEL(call)(n, o);
    }
}

// The update: SGD without momentum parameter by parameter, any other rule by its kernel.
static void LEVEL(translate_update)(Translation *n) {
    const tessera_threading *t = n->t;
    const tessera_descent *d = t->descent;
    static const tessera_step none;
    for (size_t i = 0; i < t->parameters; i++) {
        const size_t count = t->parameter_counts[i], offset = t->parameter_offsets[i];
        Operands o = {.step = &none};
        o.x.address = o.out.address = (const char *)((REAL *)d->parameter + offset);
        o.y.address = (const char *)((const REAL *)d->gradient + offset);
        if (!d->is_sgd || d->first) {
            LEVEL(emit)(n, (void (*)(void))LOCAL(call_update), &o);
            return LEVEL(forget_all)(n);
        }
        if (count <= 4) {
            const int x = LEVEL(place)(n, o.x.address, count), y = LEVEL(place)(n, o.y.address, count);
            LEVEL(emit)(n, LOCAL(sgd_codes)[6 * x + y], &o);
        } else {
            LEVEL(emit)(n, (void (*)(void))LEVEL(sgd_vv), &o)->count = count;
        }
        LEVEL(overwrite)(n, o.out.address, o.out.address + (count * sizeof(REAL) + 63) / 64 * 64);
        if (count <= 4) LEVEL(push)(n, o.out.address, count);
    }
}

static bool LEVEL(translate)(const tessera_threading *t, void *memory) {
    Program *const p = memory;
    Record *const first = (Record *)(p + 1);
    Translation n = {.t = t, .is_possible = true};
    // The first steps of an iteration read the results of the one before from registers. Which those are is known
    // after a first translation.
    for (int pass = 0; pass < 2; pass++) {
        n.next = first;
        n.copies = (char *)(((uintptr_t)(first + t->count + t->parameters + 1) + 63) / 64 * 64);
        for (int i = 0; i < BELT; i++) {
            p->belt[i] = n.belt[i].home;
            p->is_single[i] = n.belt[i].count == 1;
        }
        for (size_t i = 0; i < t->count; i++) {
            const Operands o = operands(t, t->steps + i, sizeof(REAL));
            LEVEL(translate_step)(&n, &o);
        }
        LEVEL(translate_update)(&n);
    }
    *n.next++ = (Record){.code = (void (*)(void))LOCAL(end_iteration), .x = t->loss};
    p->kernels = t->kernels;
    p->records = (size_t)(n.next - first);
    p->run = LOCAL(run_threaded);
    return n.is_possible;
}
#undef Translation
#undef COUNT
#undef COMPARISONS
#undef V
#undef LOAD
#undef SPLAT
#undef LEVEL_HANDLER
#undef CONTINUE_AS_BEFORE
#undef PUSH_SUM
