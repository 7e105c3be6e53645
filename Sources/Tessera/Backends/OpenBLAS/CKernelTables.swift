#if OpenBLAS
    internal import CKernels

    /// The C loops of each elementwise function, comparison and reduction.
    enum CKernelTables {
        static let unary = CKernelTable<UnaryFunction, tessera_unary_f32, tessera_unary_f64>(
            { tessera_unary_named_f32($0) }, { tessera_unary_named_f64($0) })
        static let binary = CKernelTable<BinaryFunction, tessera_binary_f32, tessera_binary_f64>(
            { tessera_binary_named_f32($0) }, { tessera_binary_named_f64($0) })
        static let comparison = CKernelTable<Comparison, tessera_comparison_f32, tessera_comparison_f64>(
            { tessera_comparison_named_f32($0) }, { tessera_comparison_named_f64($0) })
        static let reduction = CKernelTable<ReductionKernel, tessera_reduction_f32, tessera_reduction_f64>(
            { tessera_reduction_named_f32($0) }, { tessera_reduction_named_f64($0) })
    }

    /// The C loops of a family of functions in single and double precision, found by the name of the function: a new
    /// loop is a row in the table of its template in `CKernels`. A function that has none there (nil) runs the loop of
    /// `SwiftKernels`.
    struct CKernelTable<
        Function: CaseIterable & RawRepresentable & Sendable, FloatLoop: Sendable, DoubleLoop: Sendable
    >:
        Sendable
    where Function.RawValue == String {
        typealias Row = (float: FloatLoop, double: DoubleLoop)
        /// The loops of every case, in the order of the cases.
        private let rows: [Row?]

        init(_ float: (String) -> FloatLoop?, _ double: (String) -> DoubleLoop?) {
            precondition(Function.allCases.enumerated().allSatisfy { Self.number(of: $1) == $0 })
            rows = Function.allCases.map { function in
                let name = snakeCased(function.rawValue)
                guard let float = float(name), let double = double(name) else { return nil }
                return (float, double)
            }
        }

        @inline(__always)
        subscript(function: Function) -> Row? { rows[Self.number(of: function)] }

        /// The number of a case in the order of the cases. Swift stores a case of an enumeration without payloads as
        /// this number, in a byte; `init` checks that.
        @inline(__always)
        private static func number(of function: Function) -> Int { Int(unsafeBitCast(function, to: UInt8.self)) }
    }

    /// Returns a name as it is written in C: `less_equal` for `lessEqual`.
    private func snakeCased(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
    }
#endif
