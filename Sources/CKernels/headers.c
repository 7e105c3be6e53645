// The only source of the target CKernels, which holds the headers that Swift imports; the kernels that they declare are
// the target CKernelLoops (Package.swift).
#include "CKernels/CKernels.h"
