// Threaded code for native programs; compiled in programs/.
#ifndef TESSERA_CKERNELS_THREADED_H
#define TESSERA_CKERNELS_THREADED_H

#include "CKernels.h"

#pragma clang assume_nonnull begin

// MARK: Threaded code
//
// A loop of a small native program and an update, translated to functions that call each other by tail calls and pass
// their latest results in registers (J. R. Bell, "Threaded code", 1973). The operations, their order and so the bits
// are those of tessera_descend.

/// A loop that is to be translated.
typedef struct {
    const tessera_kernels *kernels;  // those that the steps name
    int level;                  // the instruction set, 0 for the fastest one; there is no threaded code for level 1
    const tessera_step *steps;  // `count` of them, of known kinds
    size_t count;
    // The addresses of the slots, aligned to 64 bytes. Behind each slot there are 64 bytes that may be read, and behind
    // each result as many as fill up 64 bytes that may be written, from an address that is a multiple of 64.
    void *_Nullable const *_Nonnull slots;
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
/// none: 1 for another processor or compiler.
int tessera_threaded_levels(void);

/// Runs a program of threaded code. The update of each iteration has eight coefficients, `coefficient_stride` numbers
/// behind those of the one before: 0 if they are all the same.
void tessera_run_threaded(
    const void *program, void *_Nullable const *_Nonnull slots, const tessera_descent *descent, const double *coefficients,
    size_t coefficient_stride, size_t iterations, double *losses);

#pragma clang assume_nonnull end

#endif
