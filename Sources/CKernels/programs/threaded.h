// The records of threaded code: what a step of it is told.
#ifndef TESSERA_THREADED_H
#define TESSERA_THREADED_H

#include "CKernels/CKernels.h"

/// The number of results that are passed from step to step in registers.
#define BELT 4

/// A step of threaded code: the function that runs it and the operands, with their addresses. It fits a cache line.
typedef struct {
    void (*code)(void);
    const char *x, *y;
    char *out;
    size_t count, columns;
    ptrdiff_t stride;
    const tessera_step *step;
} Record;

/// What the steps of a loop share.
typedef struct {
    const Record *first;
    size_t left;  // iterations
    double *losses;
    const double *coefficients;  // of the update of this iteration
    size_t coefficient_stride;
    const tessera_descent *descent;
    void *const *slots;
    const tessera_kernels *kernels;
} Loop;

/// The head of a program, which its records follow.
typedef struct {
    const tessera_kernels *kernels;  // those that the steps name
    size_t records;
    // Where the results that the first steps read from registers are in memory, NULL for none, and whether they are
    // single elements.
    const char *belt[BELT];
    bool is_single[BELT];
    void (*run)(const void *program, Loop *loop);
} Program;

/// A range of memory that a step reads or writes: an address and, behind it, bytes.
typedef struct {
    const char *address;
    size_t bytes;
} Range;

/// The memory of a step's operands and of its result.
typedef struct {
    const tessera_step *step;
    Range x, y, mask, out;
} Operands;

/// Returns the memory of a step, of elements of `size` bytes.
Operands tessera_operands(const tessera_threading *t, const tessera_step *s, size_t size);

/// Returns whether memory behind the result of a step, from `from` to `to`, is read before it is written again.
bool tessera_is_padding_read(
    const tessera_threading *t, const tessera_step *s, size_t size, const char *from, const char *to);

#define operands tessera_operands
#define is_padding_read tessera_is_padding_read

#endif
