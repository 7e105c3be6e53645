// The parts of blocked factorisations of large matrices that are not products; compiled in factorizations/.
//
// Matrices are in column-major order: element (i, j) of a is a[i + j * a_stride]. The order of the operations on an
// element depends on the shape alone, so that all instruction sets with fused multiply-adds give the same bits.
#ifndef TESSERA_CKERNELS_FACTORIZATIONS_H
#define TESSERA_CKERNELS_FACTORIZATIONS_H

#include "Common.h"

/// The largest order of the triangle that solve_triangular_block takes, and of a matrix that cholesky_block does.
#define TESSERA_TRIANGLE_BLOCK 32
/// The largest number of columns of lu_panel and of qr_panel, which have no more columns than rows.
#define TESSERA_PANEL_COLUMNS 64

// lu_panel factorises P a = L U with partial pivoting (LAPACK: getrf). pivots[j] is the row, counted from 0, with which
// row j was exchanged. It returns the first column without a pivot, or `columns` if there is none.
//
// exchange_rows exchanges rows j and pivots[j] for j = first ... last - 1, one after another, or backwards if `reversed`
// (laswp).
//
// cholesky_block factorises the lower triangle, a = L L^T (potrf). It returns the order of the first leading block that
// is not positive definite, or 0 if there is none.
//
// solve_triangular_block solves T X = B in place (trsm). T is the lower triangle t[i * t_row + k * t_column], or the
// upper one if `is_upper`; element (i, j) of B is b[i * b_row + j * b_column], and one of its two strides is 1.
//
// qr_panel factorises a = Q R by Householder reflections (geqrf), and stores the upper triangle T of the compact WY form
// Q = I - V T V^T (larft). `scratch` has 3 * columns * columns elements.
//
// negate_columns stores -x at out. transpose stores out[j + i * out_stride] = x[i + j * x_stride] and returns whether
// all elements are finite.
#pragma clang assume_nonnull begin

#define TESSERA_DECLARE(REAL, type) \
    typedef struct { \
        size_t (*_Nonnull lu_panel)(size_t rows, size_t columns, REAL *a, ptrdiff_t a_stride, int32_t *pivots); \
        void (*_Nonnull exchange_rows)( \
            size_t columns, REAL *a, ptrdiff_t a_stride, size_t first, size_t last, const int32_t *pivots, bool reversed); \
        size_t (*_Nonnull cholesky_block)(size_t order, REAL *a, ptrdiff_t a_stride); \
        void (*_Nonnull solve_triangular_block)( \
            size_t order, const REAL *t, ptrdiff_t t_row, ptrdiff_t t_column, bool is_upper, bool has_unit_diagonal, \
            size_t columns, REAL *b, ptrdiff_t b_row, ptrdiff_t b_column); \
        void (*_Nonnull qr_panel)( \
            size_t rows, size_t columns, REAL *a, ptrdiff_t a_stride, REAL *tau, REAL *t, ptrdiff_t t_stride, \
            REAL *scratch); \
        void (*_Nonnull negate_columns)( \
            size_t rows, size_t columns, const REAL *x, ptrdiff_t x_stride, REAL *out, ptrdiff_t out_stride); \
        bool (*_Nonnull transpose)( \
            size_t rows, size_t columns, const REAL *x, ptrdiff_t x_stride, REAL *out, ptrdiff_t out_stride); \
    } tessera_factorizations_##type;
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#pragma clang assume_nonnull end

#endif
