// All kernels for every processor of the architecture.
#define TESSERA_LEVEL(name) name##_baseline
#define TESSERA_KERNEL static
#define TESSERA_WIDE_KERNEL TESSERA_KERNEL
#include "kernels.template.h"
