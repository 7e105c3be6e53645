// The memory that the steps of a native program read and write.
#include "threaded.h"

static size_t span(size_t rows, ptrdiff_t row, size_t columns, ptrdiff_t column) {
    return rows == 0 || columns == 0 ? 0 : (rows - 1) * (size_t)row + (columns - 1) * (size_t)column + 1;
}

Operands tessera_operands(const tessera_threading *t, const tessera_step *s, size_t size) {
    const char *x = (const char *)t->slots[s->x_slot] + s->x, *y = (const char *)t->slots[s->y_slot] + s->y;
    const char *out = (const char *)t->slots[s->out_slot] + s->out, *mask = NULL;
    size_t read_x = s->columns, read_y = 0, read_mask = 0, written = s->columns * size;
    switch (s->kind) {
        case tessera_step_select:
            mask = (const char *)t->slots[s->mask_slot] + s->mask;
            read_mask = span(s->rows, s->mask_row, s->columns, s->mask_step);
            // fallthrough
        case tessera_step_binary:
        case tessera_step_compare:
        case tessera_step_fast_add:
        case tessera_step_fast_subtract:
        case tessera_step_fast_multiply:
        case tessera_step_fast_divide:
        case tessera_step_fast_squared_difference:
            read_x = span(s->rows, s->x_row, s->columns, s->x_step);
            read_y = span(s->rows, s->y_row, s->columns, s->y_step);
            written = s->rows * s->columns * (s->kind == tessera_step_compare ? sizeof(bool) : size);
            break;
        case tessera_step_reduction:
        case tessera_step_fast_sum: written = size; break;
        case tessera_step_column_sums: read_x = s->rows * s->columns; break;
        case tessera_step_gemv:
        case tessera_step_fast_scale:
            read_x = span(s->rows, s->x_row, s->columns, 1);
            read_y = s->columns;
            written = s->rows * size;
            break;
        case tessera_step_gemv_transposed:
            read_x = span(s->rows, s->x_row, s->columns, 1);
            read_y = s->rows;
            break;
        case tessera_step_gemm:
            read_x = span(s->rows, s->x_row, s->depth, s->x_step);
            read_y = span(s->depth, s->y_row, s->columns, s->y_step);
            written = s->rows * s->columns * size;
            break;
        case tessera_step_fast_dot:
            read_y = s->columns;
            written = size;
            break;
        case tessera_step_move: return (Operands){s, {x, s->columns}, {y, 0}, {mask, 0}, {out, s->columns}};
        case tessera_step_unary:
        case tessera_step_add:
        case tessera_step_other: break;
    }
    return (Operands){s, {x, read_x * size}, {y, read_y * size}, {mask, read_mask}, {out, written}};
}

// Memory that has not been written again, from `from` to `to`.
typedef struct {
    const char *from, *to;
} Padding;

static bool reads(const Range *range, const Padding *p) {
    return range->bytes > 0 && range->address < p->to && p->from < range->address + range->bytes;
}

// Takes what is written out of the padding; returns false where that leaves two parts.
static bool write(const Range *range, Padding *p) {
    if (!reads(range, p)) return true;
    const char *end = range->address + range->bytes;
    if (range->address > p->from) {
        if (end < p->to) return false;
        p->to = range->address;
    } else {
        p->from = end < p->to ? end : p->to;
    }
    return true;
}

// Whether the update, which follows the steps, reads the padding, or the caller after the last iteration.
static bool is_read_at_end(const tessera_threading *t, size_t size, const Padding *p) {
    const Range loss = {t->loss, size};
    if (reads(&loss, p)) return true;
    for (size_t i = 0; i < t->parameters; i++) {
        const size_t offset = t->parameter_offsets[i] * size, bytes = t->parameter_counts[i] * size;
        const Range parameter = {(const char *)t->descent->parameter + offset, bytes};
        const Range gradient = {(const char *)t->descent->gradient + offset, bytes};
        if (reads(&parameter, p) || reads(&gradient, p)) return true;
    }
    return false;
}

bool tessera_is_padding_read(
    const tessera_threading *t, const tessera_step *s, size_t size, const char *from, const char *to) {
    Padding p = {from, to};
    const size_t index = (size_t)(s - t->steps);
    for (size_t i = 1; i <= t->count && p.from < p.to; i++) {
        const size_t next = (index + i) % t->count;
        if (next == 0 && is_read_at_end(t, size, &p)) return true;
        const Operands o = tessera_operands(t, t->steps + next, size);
        if (reads(&o.x, &p) || reads(&o.y, &p) || reads(&o.mask, &p) || !write(&o.out, &p)) return true;
    }
    return false;
}
