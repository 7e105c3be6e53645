#if CKernels
    import Testing

    @testable import Tessera

    /// Loops in C are found by name, so that a misspelt one would quietly leave its function to the slower loop in Swift.
    @Suite struct CKernelTableTests {
        @Test func everyFunctionHasItsLoopsInC() {
            for tables in CKernelTables.levels {
                for function in UnaryFunction.allCases { #expect(tables.unary[function] != nil, "\(function)") }
                for function in BinaryFunction.allCases { #expect(tables.binary[function] != nil, "\(function)") }
                for comparison in Comparison.allCases { #expect(tables.comparison[comparison] != nil, "\(comparison)") }
                for kernel in ReductionKernel.allCases { #expect(tables.reduction[kernel] != nil, "\(kernel)") }
            }
        }
    }
#endif
