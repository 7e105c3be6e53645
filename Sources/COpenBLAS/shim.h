#ifndef TESSERA_COPENBLAS_SHIM_H
#define TESSERA_COPENBLAS_SHIM_H

#include <cblas.h>
#include <lapacke.h>
#include <stdbool.h>
#include <stdlib.h>

// The selection of kernels by the processor, which the headers do not declare. They are missing from an OpenBLAS that is
// built for one processor alone.
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));

/// Returns whether the user has chosen the kernels.
static inline bool tessera_openblas_kernels_are_chosen(void) { return getenv("OPENBLAS_CORETYPE") != NULL; }

/// Selects the kernels with a name. Meanwhile no other thread may use OpenBLAS or the environment. Returns false where
/// OpenBLAS has one set of kernels only.
static inline bool tessera_select_openblas_kernels(const char *name) {
    if (!gotoblas_dynamic_init || !gotoblas_dynamic_quit) return false;
    setenv("OPENBLAS_CORETYPE", name, 1);
    gotoblas_dynamic_quit();
    gotoblas_dynamic_init();
    unsetenv("OPENBLAS_CORETYPE");
    return true;
}

#endif
