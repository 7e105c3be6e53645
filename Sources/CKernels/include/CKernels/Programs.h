// Native programs: steps that call the kernels of the other headers; compiled in programs/.
//
// A plan is lowered to an array of steps. A step fixes everything but the addresses: an operand is given as a slot,
// whose address is passed at each run, and an offset in bytes. The result of a step that accumulates is added to `out`,
// unless the run is the first (is_first).
#ifndef TESSERA_CKERNELS_PROGRAMS_H
#define TESSERA_CKERNELS_PROGRAMS_H

#include "Common.h"
#include "Optimizers.h"

#pragma clang assume_nonnull begin

/// The operation of a step.
typedef enum {
    tessera_step_other,             // unknown here; the caller has to run it
    tessera_step_unary,             // kernel on `columns` elements of x
    tessera_step_binary,            // kernel on `columns` elements, for each of `rows` rows; x and y advance by x_row
                                    // and y_row elements per row; x_step and y_step are 0 or 1
    tessera_step_reduction,         // kernel reduces `columns` elements of x to one, divided by divisor; may accumulate
    tessera_step_compare,           // as binary, with a comparison as the kernel; `out` holds bool
    tessera_step_select,            // as binary, x where mask is true and y elsewhere; the mask holds bool
    tessera_step_column_sums,       // column sums of a dense matrix x of rows by columns, divided by divisor
    tessera_step_gemv,              // dot products of the rows of x, x_row elements apart, with y; may accumulate
    tessera_step_gemv_transposed,   // sum of the rows of x weighted by the elements of y; may accumulate
    tessera_step_gemm,              // product of rows by depth and depth by columns; row strides in x_row and y_row,
                                    // column strides in x_step and y_step; may accumulate
    tessera_step_add,               // copies `columns` elements of x, or adds them if it accumulates
    tessera_step_move,              // copies `columns` bytes of x; `out` may overlap them
    // The scalar fast path, for 1 to 4 elements. `out` must have room for four, whatever their number:
    tessera_step_fast_add,  // `columns` elements; x_step and y_step are 0 or 1
    tessera_step_fast_subtract,
    tessera_step_fast_multiply,
    tessera_step_fast_divide,
    tessera_step_fast_squared_difference,
    tessera_step_fast_sum,    // sum of `columns` elements of x, divided by divisor; may accumulate
    tessera_step_fast_scale,  // `rows` elements of x, each times the single element y; may accumulate
    tessera_step_fast_dot,    // dot product of `columns` elements of x and y; may accumulate
} tessera_step_kind;

/// One step of a native program.
typedef struct {
    tessera_step_kind kind;
    int32_t x_slot, y_slot, out_slot, mask_slot;  // indices into `slots`
    ptrdiff_t x, y, out, mask;               // offsets in bytes from the addresses of the slots
    size_t rows, columns, depth;
    ptrdiff_t x_row, x_step, y_row, y_step, mask_row, mask_step;  // strides in elements
    void (*_Nullable kernel)(void);           // of the type that `kind` implies
    double divisor;
    size_t prefetch_distance;                // in bytes, for gemv_transposed; 0 for none
    bool accumulates;                        // except in the first run
} tessera_step;

/// An update with fixed coefficients, made after each run of the steps.
typedef struct {
    tessera_update update;
    bool is_sgd;  // whether the fast path for SGD on a few parameters may be taken
    size_t count;
    void *parameter;
    const void *gradient;
    void *_Nullable first, *_Nullable second;
    double coefficients[8];
} tessera_descent;

#define TESSERA_DECLARE(REAL, type) \
    typedef struct { \
        /* Runs `steps`, an array of `count` tessera_step, from index `first` on. Returns the index of the first */ \
        /* step that it does not know (tessera_step_other), or `count`. In the first run (is_first) no step */ \
        /* accumulates. */ \
        size_t (*_Nonnull run_steps)( \
            const void *steps, size_t first, size_t count, void *_Nullable const *_Nonnull slots, bool is_first); \
        /* Gradient descent: in each iteration runs all steps, without accumulation, stores *loss in `losses` and */ \
        /* then makes the update. Every step must be of a known kind. */ \
        void (*_Nonnull descend)( \
            const void *steps, size_t count, void *_Nullable const *_Nonnull slots, const tessera_descent *descent, \
            const REAL *loss, size_t iterations, double *losses); \
    } tessera_programs_##type;
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#pragma clang assume_nonnull end

#endif
