// Template: every kernel, and the table of them, for one instruction set.
// Expects TESSERA_LEVEL(name), the name of the table, and TESSERA_KERNEL, which stands before each kernel and makes it a
// function of this file for the instruction set; TESSERA_WIDE_KERNEL is the same for kernels whose vectors are as wide as
// the registers. TESSERA_F16C is defined where the processor converts 16-bit numbers. Included once per instruction set.
#include "../elementwise/elementwise.c"
#include "../reductions/reduce.c"
#include "../reductions/column_sums.c"
#include "../vectors/matrix_vector.c"
#include "../vectors/double_double.c"
#include "../products/gemm.c"
#include "../products/gram.c"
#include "../bfloat16/bfloat16.c"
#include "../half_precision/conversions.c"
#include "../random/random.c"
#include "../optimizers/optimize.c"
#include "../small_matrices/small_matrices.c"
#include "../factorizations/factorizations.c"
#include "../rows/gather.c"
#include "../rows/widen.c"
#include "../programs/interpreter.c"

#define TESSERA_TABLE(REAL, type) \
    .type = { \
        .elementwise = \
            {kernel_unary_named_##type, kernel_binary_named_##type, kernel_comparison_named_##type, \
             kernel_select_##type}, \
        .reductions = \
            {kernel_reduction_named_##type, kernel_argmax_##type, kernel_argmin_##type, \
             kernel_column_sums_##type}, \
        .batched_gemm = kernel_batched_gemm_##type, \
        .gemv = kernel_gemv_##type, \
        .gemv_transposed = kernel_gemv_transposed_##type, \
        .random = {kernel_uniform_##type, kernel_normal_##type}, \
        .update_named = kernel_update_named_##type, \
        .programs = {kernel_run_steps_##type, kernel_descend_##type}, \
        .small_matrices = {kernel_small_cholesky_##type, kernel_small_solve_##type}, \
        .widen_rows = kernel_widen_rows_##type, \
        .factorizations = \
            {kernel_lu_panel_##type, kernel_exchange_rows_##type, kernel_cholesky_block_##type, \
             kernel_solve_triangular_block_##type, kernel_qr_panel_##type, kernel_negate_columns_##type, \
             kernel_transpose_##type}, \
    },

#define TESSERA_HALF_CONVERSIONS(format) \
    { \
        convert_##format##_to_f32, convert_##format##_to_f64, convert_f32_to_##format, convert_f64_to_##format \
    }

const tessera_kernels TESSERA_LEVEL(tessera_kernels) = {
    TESSERA_FOR_EACH_TYPE(TESSERA_TABLE)
    .add_gram = add_gram,
    .bfloat16 = {convert_rows_to_bfloat16, bfloat16_gemv, add_bfloat16_gemv_transposed},
    .half_precision = {TESSERA_HALF_CONVERSIONS(bfloat16), TESSERA_HALF_CONVERSIONS(float16)},
    .double_double = {double_double_residuals, add_double_double_gemv_transposed},
    .gather_rows = gather_rows,
};
