// Counts what this thread allocates. The program's own malloc and its relatives take the place of the C library's, which
// they call.
#ifndef TESSERA_ALLOCATION_COUNTER_H
#define TESSERA_ALLOCATION_COUNTER_H

// The allocations of this thread so far.
unsigned long tessera_test_allocations(void);

#endif
