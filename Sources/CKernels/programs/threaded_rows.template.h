// Template: steps of threaded code on matrices whose rows fit a vector of WIDTH elements.
// Expects WIDTH and what threaded_loops.template.h has defined before. Included once per precision, instruction set and
// width; undefines WIDTH.
#define ROWS_JOIN(name, width) LEVEL(name##_##width)
#define ROWS_EXPAND(name, width) ROWS_JOIN(name, width)
#define ROWS(name) ROWS_EXPAND(name, WIDTH)
typedef REAL ROWS(RowVector) __attribute__((ext_vector_type(WIDTH), aligned(sizeof(REAL)), may_alias));
#define ROW ROWS(RowVector)
#define ROW_HANDLER(name) HANDLER(TARGET, ROWS(name))

// Transposed gemv: rows weighted by y, added in groups of 8, 4, 2 and 1, even and odd rows of each by themselves.
TARGET TESSERA_INLINE void ROWS(add_rows)(
    const size_t rows, const REAL *x, ptrdiff_t stride, const REAL *g, ROW *total) {
    ROW even = (ROW)0, odd = (ROW)0;
    TESSERA_UNROLL
    for (size_t i = 0; i < rows; i++) {
        const ROW row = *(const ROW *)(x + (ptrdiff_t)i * stride);
        if (i % 2 == 0) {
            even += row * (ROW)g[i];
        } else {
            odd += row * (ROW)g[i];
        }
    }
    *total += even + odd;
}

ROW_HANDLER(weighted_rows) {
    const REAL *x = (const REAL *)r->x, *g = (const REAL *)r->y;
    const ptrdiff_t stride = r->stride;
    ROW total = (ROW)0;
    size_t left = r->count;
    for (; left >= 8; left -= 8, x += 8 * stride, g += 8) ROWS(add_rows)(8, x, stride, g, &total);
    if (left & 4) {
        ROWS(add_rows)(4, x, stride, g, &total);
        x += 4 * stride;
        g += 4;
    }
    if (left & 2) {
        ROWS(add_rows)(2, x, stride, g, &total);
        x += 2 * stride;
        g += 2;
    }
    if (left & 1) ROWS(add_rows)(1, x, stride, g, &total);
#if WIDTH <= 4
    IN_BELT
    Value result = {0};
    memcpy(&result, &total, sizeof total);
    STORE_AND_PUSH(result);
#else
#if WIDTH >= LANES
    *(ROW *)r->out = total;
#else
    V result = (V)0;
    memcpy(&result, &total, sizeof total);
    *(V *)r->out = result;
#endif
    CONTINUE_AS_BEFORE;
#endif
}

// GEMM: each row is a sum of rows of y, one after the other. Rows of fewer than WIDTH
// elements are stored element by element.
TARGET TESSERA_INLINE void ROWS(multiply_rows)(
    const size_t rows, const tessera_step *s, const REAL *x, const REAL *y, REAL *out) {
    ROW sum[4];
    TESSERA_UNROLL
    for (size_t i = 0; i < rows; i++) sum[i] = (ROW)0;
    for (size_t k = 0; k < s->depth; k++) {
        const ROW row = *(const ROW *)(y + (ptrdiff_t)k * s->y_row);
        TESSERA_UNROLL
        for (size_t i = 0; i < rows; i++) {
            sum[i] += row * (ROW)x[(ptrdiff_t)i * s->x_row + (ptrdiff_t)k * s->x_step];
        }
    }
    TESSERA_UNROLL
    for (size_t i = 0; i < rows; i++) {
        REAL *start = out + i * s->columns;
        if (s->columns == WIDTH) {
            *(ROW *)start = sum[i];
        } else {
            for (size_t j = 0; j < s->columns; j++) start[j] = sum[i][j];
        }
    }
}

ROW_HANDLER(gemm) {
    const tessera_step *s = r->step;
    const REAL *x = (const REAL *)r->x, *y = (const REAL *)r->y;
    REAL *out = (REAL *)r->out;
    size_t left = s->rows;
    for (; left >= 4; left -= 4, x += 4 * s->x_row, out += 4 * s->columns) ROWS(multiply_rows)(4, s, x, y, out);
    if (left & 2) {
        ROWS(multiply_rows)(2, s, x, y, out);
        x += 2 * s->x_row;
        out += 2 * s->columns;
    }
    if (left & 1) ROWS(multiply_rows)(1, s, x, y, out);
    CONTINUE_AS_BEFORE;
}
#undef ROW
#undef ROW_HANDLER
#undef ROWS
#undef ROWS_JOIN
#undef ROWS_EXPAND
#undef WIDTH
