// The unblocked parts of blocked factorisations.
#include "CKernels/Factorizations.h"
#include "../common/platform.h"

#define BLOCK TESSERA_TRIANGLE_BLOCK
#define PANEL TESSERA_PANEL_COLUMNS
#define LESSER(x, y) ((x) < (y) ? (x) : (y))

#include "../common/f32.h"
#define WIDEST 16
#define BITS int32_t
#define SMALLEST 1.17549435e-38f
// The square root of a sum of squares between these is accurate: none of its terms has overflowed, and those that have
// underflowed are negligible.
#define LEAST_SQUARE 0x1p-80f
#define MOST_SQUARE 0x1p120f
#include "../common/transpose.template.h"
#undef SHUFFLE
#include "panel_products.template.h"
#include "lu_panel.template.h"
#include "triangles.template.h"
#include "qr_panel.template.h"
#include "moves.template.h"
#undef WIDEST
#undef BITS
#undef SMALLEST
#undef LEAST_SQUARE
#undef MOST_SQUARE

#include "../common/f64.h"
#define WIDEST 8
#define BITS int64_t
#define SMALLEST 2.2250738585072014e-308
#define LEAST_SQUARE 0x1p-900
#define MOST_SQUARE 0x1p1000
#include "../common/transpose.template.h"
#undef SHUFFLE
#include "panel_products.template.h"
#include "lu_panel.template.h"
#include "triangles.template.h"
#include "qr_panel.template.h"
#include "moves.template.h"
