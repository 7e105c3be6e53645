extension SwiftKernels {
    @specialized(where S == Float)
    @specialized(where S == Double)
    func update<S: RealScalar>(_ step: SGDStep<S>) {
        for index in 0..<step.count {
            let p = step.parameter[index]
            let gradient = step.gradient[index] + step.weightDecay * p
            var direction = gradient
            if let velocity = step.velocity {
                let v = step.momentum * velocity[index] + gradient
                velocity[index] = v
                direction = step.nesterov ? gradient + step.momentum * v : v
            }
            step.parameter[index] = p - step.learningRate * direction
        }
    }

    @specialized(where S == Float)
    @specialized(where S == Double)
    func update<S: RealScalar>(_ step: AdamStep<S>) {
        for index in 0..<step.count {
            let p = step.parameter[index]
            let gradient = step.gradient[index] + step.weightDecay * p
            let first = step.beta1 * step.firstMoment[index] + (1 - step.beta1) * gradient
            let second = step.beta2 * step.secondMoment[index] + (1 - step.beta2) * gradient * gradient
            step.firstMoment[index] = first
            step.secondMoment[index] = second
            let scale = (second / step.correction2).squareRoot() + step.epsilon
            step.parameter[index] = p - step.learningRate * (first / step.correction1) / scale
        }
    }
}
