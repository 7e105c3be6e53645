// Elementwise functions of one and of two arrays, comparisons, and selection between two arrays.
#include <math.h>
#include <string.h>

#include "CKernels/Elementwise.h"
#include "../common/named.h"
#include "../math/exp_f32.h"
#include "../math/exp_f64.h"
#include "../math/log_f32.h"
#include "../math/log_f64.h"
#include "../math/tanh_f32.h"
#include "../math/tanh_f64.h"
#include "../math/trig_f32.h"
#include "../math/trig_f64.h"
#include "../math/wide_functions.h"
#include "../math/erf.h"

#include "../common/f32.h"
#include "../math/activations.template.h"
#include "more_formulas.template.h"
#include "unary.template.h"
#include "binary.template.h"
#include "compare.template.h"

#include "../common/f64.h"
#include "../math/activations.template.h"
#include "more_formulas.template.h"
#include "unary.template.h"
#include "binary.template.h"
#include "compare.template.h"
