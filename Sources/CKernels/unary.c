// Elementwise functions of one array.
#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "exp_f32.h"
#include "exp_f64.h"
#include "log_f32.h"
#include "log_f64.h"
#include "tanh_f32.h"
#include "tanh_f64.h"
#include "trig_f32.h"
#include "trig_f64.h"

#include "f32.h"
#include "activations.h"
#include "unary.h"

#include "f64.h"
#include "activations.h"
#include "unary.h"
