#if OpenBLAS
    import Testing

    @testable import Tessera

    /// Loops in C are found by name, so that a misspelt one would quietly leave its function to the slower loop in Swift.
    @Suite struct CKernelTableTests {
        @Test func everyFunctionHasItsLoopsInC() {
            for function in UnaryFunction.allCases { #expect(CKernelTables.unary[function] != nil, "\(function)") }
            for function in BinaryFunction.allCases { #expect(CKernelTables.binary[function] != nil, "\(function)") }
            for comparison in Comparison.allCases {
                #expect(CKernelTables.comparison[comparison] != nil, "\(comparison)")
            }
            for kernel in ReductionKernel.allCases { #expect(CKernelTables.reduction[kernel] != nil, "\(kernel)") }
        }
    }
#endif
