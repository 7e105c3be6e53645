// Optimizer steps in place; compiled in optimizers/.
//
// The formulas are PyTorch's.
#ifndef TESSERA_CKERNELS_OPTIMIZERS_H
#define TESSERA_CKERNELS_OPTIMIZERS_H

#include "Common.h"

/// One step of an update rule on n parameters. `first` and `second` are what the rule keeps for each parameter, NULL
/// where it keeps less; the coefficients are in the order of the rule.
typedef void (*tessera_update)(
    size_t n, void *parameter, const void *gradient, void *first, void *second, const double *coefficients);

// update_named returns the loop of a rule ("sgd", "adam", ...), for parameters of the type; NULL for an unknown name.
#define TESSERA_DECLARE(REAL, type) tessera_update tessera_update_named_##type(const char *name);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#endif
