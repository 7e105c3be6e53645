#if OpenBLAS
    internal import CKernels

    extension OpenBLASKernels {
        func reduce<S: RealScalar>(_ function: ReductionKernel, _ count: Int, _ x: UnsafePointer<S>) -> S {
            guard let row = CKernelTables.reduction(function) else { return SwiftKernels().reduce(function, count, x) }
            return S.self == Float.self
                ? S(scalarValue: Double(row.float(count, rebound(x)))) : S(scalarValue: row.double(count, rebound(x)))
        }

        func columnSums<S: RealScalar>(rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>) {
            if S.self == Float.self {
                tessera_column_sums_f32(rows, columns, rebound(x), columns, rebound(out))
            } else {
                tessera_column_sums_f64(rows, columns, rebound(x), columns, rebound(out))
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
