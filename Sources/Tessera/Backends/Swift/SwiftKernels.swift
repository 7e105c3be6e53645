/// The backend in pure Swift: the portable reference implementation, and the baseline of the benchmark suite.
struct SwiftKernels: Kernels {
    var name: String { "swift" }
    var factorizations: any Factorizations { SwiftFactorizations() }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func unary<S: RealScalar>(
        _ function: UnaryFunction, _ count: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) {
        // Inlined with a constant function, so that the switch is evaluated once and not for every element.
        @inline(__always)
        func loop(_ function: UnaryFunction) {
            for index in 0..<count { out[index] = function(x[index]) }
        }
        switch function {
        case .negate: loop(.negate)
        case .abs: loop(.abs)
        case .sign: loop(.sign)
        case .square: loop(.square)
        case .sqrt: loop(.sqrt)
        case .reciprocal: loop(.reciprocal)
        case .exp: loop(.exp)
        case .expm1: loop(.expm1)
        case .log: loop(.log)
        case .log1p: loop(.log1p)
        case .tanh: loop(.tanh)
        case .sin: loop(.sin)
        case .cos: loop(.cos)
        case .sigmoid: loop(.sigmoid)
        case .logSigmoid: loop(.logSigmoid)
        case .softplus: loop(.softplus)
        case .relu: loop(.relu)
        }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func binary<S: RealScalar>(
        _ function: BinaryFunction, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<S>
    ) {
        // Inlined with a constant function; each common layout has a loop of its own, which vectorises.
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
        switch function {
        case .add: loop(.add)
        case .subtract: loop(.subtract)
        case .multiply: loop(.multiply)
        case .divide: loop(.divide)
        case .power: loop(.power)
        case .maximum: loop(.maximum)
        case .minimum: loop(.minimum)
        case .squaredDifference: loop(.squaredDifference)
        case .crossEntropyOfLogits: loop(.crossEntropyOfLogits)
        case .crossEntropyOfProbabilities: loop(.crossEntropyOfProbabilities)
        case .sigmoidDifference: loop(.sigmoidDifference)
        case .signed: loop(.signed)
        case .sigmoidSlope: loop(.sigmoidSlope)
        case .tanhSlope: loop(.tanhSlope)
        case .probabilitySlope: loop(.probabilitySlope)
        }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    @specialized(where S == Int32)
    func compare<S: TensorScalar & Comparable>(
        _ comparison: Comparison, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<Bool>
    ) {
        @inline(__always)
        func loop(_ comparison: Comparison) {
            for index in 0..<count { out[index] = comparison(x[index], y[index]) }
        }
        switch comparison {
        case .equal: loop(.equal)
        case .notEqual: loop(.notEqual)
        case .less: loop(.less)
        case .lessEqual: loop(.lessEqual)
        case .greater: loop(.greater)
        case .greaterEqual: loop(.greaterEqual)
        }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    @specialized(where S == Int32)
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
