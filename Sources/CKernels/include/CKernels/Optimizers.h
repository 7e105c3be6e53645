// Optimizer steps in place; compiled in optimizers/.
//
// The formulas are PyTorch's; weight decay is added to the gradient (L2). sgd takes NULL as `velocity` where there is
// no momentum. `first` and `second` are Adam's moment estimates, and correctionK is the bias correction 1 - betaK^t at
// step t (Kingma and Ba, 2015).
#ifndef TESSERA_CKERNELS_OPTIMIZERS_H
#define TESSERA_CKERNELS_OPTIMIZERS_H

#include "Common.h"

#define TESSERA_DECLARE(REAL, type) \
    void tessera_sgd_##type( \
        size_t n, REAL *parameter, const REAL *gradient, REAL *velocity, REAL learning_rate, REAL momentum, \
        bool nesterov, REAL weight_decay); \
    void tessera_adam_##type( \
        size_t n, REAL *parameter, const REAL *gradient, REAL *first, REAL *second, REAL learning_rate, REAL beta1, \
        REAL beta2, REAL epsilon, REAL weight_decay, REAL correction1, REAL correction2);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#endif
