// All kernels for every processor of the architecture.
#define TESSERA_LEVEL(name) name##_baseline
#define TESSERA_KERNEL static
#include "kernels.template.h"
