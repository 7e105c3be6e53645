// Native programs: steps that call the kernels of the other headers; compiled in programs/.
//
// A plan is lowered to an array of steps. A step fixes everything but the addresses: an operand is given as a slot,
// whose address is passed at each run, and an offset in bytes. The result of a step that accumulates is added to `out`,
// unless the run is the first (is_first).
#ifndef TESSERA_CKERNELS_PROGRAMS_H
#define TESSERA_CKERNELS_PROGRAMS_H

#include "Common.h"
#include "Optimizers.h"

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
    void (*kernel)(void);                    // of the type that `kind` implies
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
    void *first, *second;
    double coefficients[8];
} tessera_descent;

// run_steps runs `steps`, an array of `count` tessera_step, from index `first` on. It returns the index of the first
// step that it does not know (tessera_step_other), or `count`. In the first run (is_first) no step accumulates.
#define TESSERA_DECLARE(REAL, type) \
    size_t tessera_run_steps_##type( \
        const void *steps, size_t first, size_t count, void *const *slots, bool is_first); \
    /* Gradient descent: in each iteration runs all steps, without accumulation, stores *loss in `losses` and then */ \
    /* makes the update. Every step must be of a known kind. */ \
    void tessera_descend_##type( \
        const void *steps, size_t count, void *const *slots, const tessera_descent *descent, const REAL *loss, \
        size_t iterations, double *losses);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Threaded code
//
// A loop of a small native program and an update, translated to functions that call each other by tail calls and pass
// their latest results in registers (J. R. Bell, "Threaded code", 1973). The operations, their order and so the bits
// are those of tessera_descend.

/// A loop that is to be translated.
typedef struct {
    int level;                  // the instruction set, as that of packed_gemm, 0 for the fastest one; there is no
                                // threaded code for level 1
    const tessera_step *steps;  // `count` of them, of known kinds
    size_t count;
    // The addresses of the slots, aligned to 64 bytes. Behind each slot there are 64 bytes that may be read, and behind
    // each result as many as fill up 64 bytes that may be written, from an address that is a multiple of 64.
    void *const *slots;
    const void *constants, *constants_end;  // the memory that does not change
    const tessera_descent *descent;
    size_t parameters;
    const size_t *parameter_offsets, *parameter_counts;  // in elements, from the parameters and from the gradients
    const void *loss;
} tessera_threading;

// threaded_capacity returns the bytes of the memory, aligned to 64 bytes, that `thread` writes its program to. `thread`
// returns false if there is no threaded code for this program or on this processor. The steps and what the slots point to
// must outlive the program.
#define TESSERA_DECLARE(REAL, type) \
    size_t tessera_threaded_capacity_##type(const tessera_threading *t); \
    bool tessera_thread_##type(const tessera_threading *t, void *memory);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

/// Returns the number of instruction sets that threaded code has for this processor, with level 1, for which there is
/// none: 1 for another processor or compiler, and in builds with a sanitizer.
int tessera_threaded_levels(void);

/// Runs a program of threaded code. The update of each iteration has eight coefficients, `coefficient_stride` numbers
/// behind those of the one before: 0 if they are all the same.
void tessera_run_threaded(
    const void *program, void *const *slots, const tessera_descent *descent, const double *coefficients,
    size_t coefficient_stride, size_t iterations, double *losses);

#endif
