// Template: threaded code for each instruction set with fused multiply-adds, and the functions that choose among them.
// Expects what threaded.c defines. Included once per precision.
#ifdef HAS_THREADED_CODE
#include "threaded_registers.template.h"

#define LEVEL(name) LOCAL(name##_v4)
#define TARGET TARGET_V4
#define LANES WIDEST
#include "threaded_loops.template.h"
#include "threaded_translation.template.h"
#undef LEVEL
#undef TARGET
#undef LANES

#define LEVEL(name) LOCAL(name##_v3)
#define TARGET TARGET_V3
#define LANES (WIDEST / 2)
#include "threaded_loops.template.h"
#include "threaded_translation.template.h"
#undef LEVEL
#undef TARGET
#undef LANES
#endif

size_t TYPE(threaded_capacity)(const tessera_threading *t) {
    size_t bytes = sizeof(Program) + (t->count + t->parameters + 2) * sizeof(Record) + 64;
    for (size_t i = 0; i < t->count; i++) {
        const tessera_step *s = t->steps + i;
        if (s->kind == tessera_step_gemv) bytes += (s->rows + WIDEST) * s->columns * sizeof(REAL) + 64;
    }
    return bytes;
}

bool TYPE(thread)(const tessera_threading *t, void *memory) {
#ifdef HAS_THREADED_CODE
    switch (t->level ? t->level : best_level(t)) {
        case 3: return LOCAL(translate_v4)(t, memory);
        case 2: return LOCAL(translate_v3)(t, memory);
    }
#endif
    return false;
}

#undef Part
#undef Value
#undef BELT_ARGUMENTS
#undef IN_BELT
#undef BELT_OF
#undef HANDLER
#undef CONTINUE
#undef PUSH
#undef STORE_AND_PUSH
#undef LOAD_VALUE
#undef SPLAT_VALUE
#undef LOWER_HALF
#undef UPPER_HALF
#undef X_0
#undef X_1
#undef X_2
#undef X_3
#undef X_4
#undef X_5
#undef Y_0
#undef Y_1
#undef Y_2
#undef Y_3
#undef Y_4
#undef Y_5
#undef X_PLACES
#undef Y_PLACES
#undef XY_PLACES
