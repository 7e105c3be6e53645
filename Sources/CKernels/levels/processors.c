// Where a thread runs (Linux: sched_getcpu(3), sched_setaffinity(2)).
#define _GNU_SOURCE
#include "CKernels/Processors.h"

#ifdef __linux__
#include <sched.h>

uint64_t tessera_current_processor(void) {
    int number = sched_getcpu();
    return number >= 0 && number < 64 ? (uint64_t)1 << number : 0;
}

int tessera_leave_processors(uint64_t set) {
    cpu_set_t allowed, free;
    if (sched_getaffinity(0, sizeof allowed, &allowed)) return 0;
    free = allowed;
    for (int number = 0; number < 64; number++)
        if (set >> number & 1) CPU_CLR(number, &free);
    // A thread is moved at once from a processor that it may no longer use, and stays where it is when it may use more.
    if (CPU_COUNT(&free) == 0 || sched_setaffinity(0, sizeof free, &free)) return 0;
    sched_setaffinity(0, sizeof allowed, &allowed);
    return 1;
}
#else
uint64_t tessera_current_processor(void) { return 0; }
int tessera_leave_processors(uint64_t set) { return 0; }
#endif
