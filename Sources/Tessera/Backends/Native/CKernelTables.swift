#if CKernels
    internal import CKernels

    /// The C kernels for one instruction set, and of those the loops of each elementwise function, comparison and
    /// reduction.
    ///
    /// The values of this type are those in `levels`, whose memory is never written again and never deallocated; the
    /// pointers to them, and to the kernels, are therefore valid in every thread.
    struct CKernelTables {
        /// The instruction set: 1 is the baseline of the architecture; on x86-64 2 has AVX2 and FMA and 3 AVX-512.
        let level: Int
        /// The instruction set with which large products are fastest, at most `level`.
        let packedGemmLevel: Int32
        let kernels: UnsafePointer<tessera_kernels>
        let unary: CKernelTable<UnaryFunction, tessera_unary_f32, tessera_unary_f64>
        let binary: CKernelTable<BinaryFunction, tessera_binary_f32, tessera_binary_f64>
        let comparison: CKernelTable<Comparison, tessera_comparison_f32, tessera_comparison_f64>
        let reduction: CKernelTable<ReductionKernel, tessera_reduction_f32, tessera_reduction_f64>

        private init(level: Int) {
            self.level = level
            packedGemmLevel = min(Int32(level), tessera_gemm_best_level())
            kernels = tessera_kernels_at(Int32(level))
            let (float, double) = (kernels.pointee.f32, kernels.pointee.f64)
            unary = CKernelTable({ float.elementwise.unary_named($0) }, { double.elementwise.unary_named($0) })
            binary = CKernelTable({ float.elementwise.binary_named($0) }, { double.elementwise.binary_named($0) })
            comparison = CKernelTable(
                { float.elementwise.comparison_named($0) }, { double.elementwise.comparison_named($0) })
            reduction = CKernelTable(
                { float.reductions.reduction_named($0) }, { double.reductions.reduction_named($0) })
        }

        /// The kernels for the best instruction set of the processor.
        static var best: CKernelTables {
            @inline(__always)
            unsafeAddress { levels.baseAddress! + (levels.count - 1) }
        }

        /// The kernels for each instruction set that this processor has, from the baseline on.
        nonisolated(unsafe) static let levels: UnsafeBufferPointer<CKernelTables> = {
            let tables = (1...Int(tessera_levels())).map { CKernelTables(level: $0) }
            let memory = UnsafeMutableBufferPointer<CKernelTables>.allocate(capacity: tables.count)
            _ = memory.initialize(from: tables)
            return UnsafeBufferPointer(memory)
        }()
    }

    /// The C loops of a family of functions in single and double precision, found by the name of the function: a new
    /// loop is a row in the table of its template in `CKernels`. A function that has none there (nil) runs the loop of
    /// `SwiftKernels`.
    struct CKernelTable<Function: CaseIterable & RawRepresentable, FloatLoop: Sendable, DoubleLoop: Sendable>: Sendable
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
