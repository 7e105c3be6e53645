#if OpenBLAS
    internal import CKernels

    extension OpenBLASKernels {
        func reduce<S: RealScalar>(_ function: ReductionKernel, _ count: Int, _ x: UnsafePointer<S>) -> S {
            if S.self == Float.self {
                S(scalarValue: Double(Self.reduce(function, count, rebound(x, to: Float.self))))
            } else {
                S(scalarValue: Self.reduce(function, count, rebound(x, to: Double.self)))
            }
        }

        private static func reduce(_ function: ReductionKernel, _ count: Int, _ x: UnsafePointer<Float>) -> Float {
            switch function {
            case .sum: tessera_sum_f32(count, x)
            case .maximum: tessera_reduce_maximum_f32(count, x)
            case .minimum: tessera_reduce_minimum_f32(count, x)
            }
        }

        private static func reduce(_ function: ReductionKernel, _ count: Int, _ x: UnsafePointer<Double>) -> Double {
            switch function {
            case .sum: tessera_sum_f64(count, x)
            case .maximum: tessera_reduce_maximum_f64(count, x)
            case .minimum: tessera_reduce_minimum_f64(count, x)
            }
        }

        func sumRows<S: RealScalar>(rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>) {
            if S.self == Float.self {
                tessera_sum_rows_f32(rows, columns, rebound(x), columns, rebound(out))
            } else {
                tessera_sum_rows_f64(rows, columns, rebound(x), columns, rebound(out))
            }
        }

        @specialized(where S == Float)
        @specialized(where S == Double)
        func update<S: RealScalar>(_ step: SGDStep<S>) {
            if S.self == Float.self {
                let s = unsafeBitCast(step, to: SGDStep<Float>.self)
                tessera_sgd_f32(
                    s.count, s.parameter, s.gradient, s.velocity, s.learningRate, s.momentum, s.nesterov, s.weightDecay)
            } else {
                let s = unsafeBitCast(step, to: SGDStep<Double>.self)
                tessera_sgd_f64(
                    s.count, s.parameter, s.gradient, s.velocity, s.learningRate, s.momentum, s.nesterov, s.weightDecay)
            }
        }

        @specialized(where S == Float)
        @specialized(where S == Double)
        func update<S: RealScalar>(_ step: AdamStep<S>) {
            if S.self == Float.self {
                let s = unsafeBitCast(step, to: AdamStep<Float>.self)
                tessera_adam_f32(
                    s.count, s.parameter, s.gradient, s.firstMoment, s.secondMoment, s.learningRate, s.beta1, s.beta2,
                    s.epsilon, s.weightDecay, s.correction1, s.correction2)
            } else {
                let s = unsafeBitCast(step, to: AdamStep<Double>.self)
                tessera_adam_f64(
                    s.count, s.parameter, s.gradient, s.firstMoment, s.secondMoment, s.learningRate, s.beta1, s.beta2,
                    s.epsilon, s.weightDecay, s.correction1, s.correction2)
            }
        }
    }
#endif
