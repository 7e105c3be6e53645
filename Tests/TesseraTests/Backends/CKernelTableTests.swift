#if CKernels
    import Testing

    @testable import Tessera

    /// Loops in C are found by name, so that a misspelt one would quietly leave its function to the slower loop in
    /// Swift.
    @Suite struct CKernelTableTests {
        /// Functions without a loop in C: libm's are not vectorised, and others are rarely applied to many numbers.
        static let unaryInSwift: Set<UnaryFunction> = [
            .asin, .acos, .asinh, .acosh, .atanh, .cbrt, .erfinv, .lgamma, .digamma,
        ]
        static let binaryInSwift: Set<BinaryFunction> = [
            .truncatingRemainder, .flooredRemainder, .atan2, .logAddExp, .copySign, .nextAfter,
        ]

        @Test func everyFunctionHasItsLoopsInC() {
            for tables in CKernelTables.levels {
                for function in UnaryFunction.allCases {
                    #expect((tables.unary[function] == nil) == Self.unaryInSwift.contains(function), "\(function)")
                }
                for function in BinaryFunction.allCases {
                    #expect((tables.binary[function] == nil) == Self.binaryInSwift.contains(function), "\(function)")
                }
                for comparison in Comparison.allCases { #expect(tables.comparison[comparison] != nil, "\(comparison)") }
                for kernel in ReductionKernel.allCases { #expect(tables.reduction[kernel] != nil, "\(kernel)") }
            }
        }
    }
#endif
