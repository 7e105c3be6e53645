// Optimizer steps in place; compiled in optimizers/.
//
// The formulas are PyTorch's.
#ifndef TESSERA_CKERNELS_OPTIMIZERS_H
#define TESSERA_CKERNELS_OPTIMIZERS_H

#include "Common.h"

#pragma clang assume_nonnull begin

/// One step of an update rule on n parameters. `first` and `second` are what the rule keeps for each parameter, NULL
/// where it keeps less; the coefficients are in the order of the rule.
typedef void (*tessera_update)(
    size_t n, void *parameter, const void *gradient, void *_Nullable first, void *_Nullable second,
    const double *coefficients);

/// Returns the loop of a rule ("sgd", "adam", ...); NULL for an unknown name.
typedef tessera_update _Nullable (*tessera_update_named)(const char *name);

#pragma clang assume_nonnull end

#endif
