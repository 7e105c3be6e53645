// The processors of the machine, as sets of bits: bit i is processor i, of the first 64.
#ifndef TESSERA_CKERNELS_PROCESSORS_H
#define TESSERA_CKERNELS_PROCESSORS_H

#include <stdint.h>

/// Returns the processor that runs the calling thread as a set of one; 0 where it is not known or not of the first 64.
uint64_t tessera_current_processor(void);

/// Moves the calling thread to a processor that it may use and that is not in the set; returns 0 if there is none or the
/// system refuses. The processors that the thread may use are the same afterwards.
int tessera_leave_processors(uint64_t set);

#endif
