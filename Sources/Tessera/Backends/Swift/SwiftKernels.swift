/// The backend in pure Swift: the portable reference implementation, and the baseline of the benchmark suite.
struct SwiftKernels: Kernels {
    var name: String { "swift" }
    var factorizations: any Factorizations { SwiftFactorizations() }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func unary<S: RealScalar>(
        _ function: UnaryFunction, _ count: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) {
        @inline(__always)
        func loop(_ function: UnaryFunction) {
            for index in 0..<count { out[index] = function(x[index]) }
        }
        function.asConstant(loop)
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func binary<S: RealScalar>(
        _ function: BinaryFunction, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<S>
    ) {
        // Each common layout has a loop of its own, which vectorises.
        @inline(__always)
        func loop(_ function: BinaryFunction) {
            let (xs, ys) = (x.base, y.base)
            switch (x.step, y.step) {
            case (1, 1): for index in 0..<count { out[index] = function(xs[index], ys[index]) }
            case (1, _):
                let y = ys[0]
                for index in 0..<count { out[index] = function(xs[index], y) }
            case (_, 1):
                let x = xs[0]
                for index in 0..<count { out[index] = function(x, ys[index]) }
            default: out.update(repeating: count > 0 ? function(xs[0], ys[0]) : 0, count: count)
            }
        }
        function.asConstant(loop)
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    @specialized(where S == Int32)
    @specialized(where S == Int64)
    @specialized(where S == UInt8)
    func compare<S: TensorScalar & Comparable>(
        _ comparison: Comparison, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<Bool>
    ) {
        @inline(__always)
        func loop(_ comparison: Comparison) {
            for index in 0..<count { out[index] = comparison(x[index], y[index]) }
        }
        comparison.asConstant(loop)
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    @specialized(where S == Int32)
    @specialized(where S == Int64)
    @specialized(where S == UInt8)
    @specialized(where S == Float16)
    @specialized(where S == BFloat16)
    @specialized(where S == Bool)
    func select<S: TensorScalar>(
        _ count: Int, _ mask: Operand<Bool>, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<S>
    ) {
        for index in 0..<count { out[index] = mask[index] ? x[index] : y[index] }
    }

    func fill<S: RealScalar>(_ out: UnsafeMutablePointer<S>, _ draw: RandomDraw) {
        RandomSequence<S>(draw).fill(out)
    }
}
