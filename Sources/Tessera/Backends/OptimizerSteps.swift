/// One step of stochastic gradient descent with momentum on consecutive parameters, in place and by PyTorch's formulas:
/// g ← g + decay·p; v ← momentum·v + g; p ← p − rate·(nesterov ? g + momentum·v : v). The gradient itself is not
/// changed.
package struct SGDStep<Scalar: TensorScalar> {
    package var count: Int
    package var parameter: UnsafeMutablePointer<Scalar>
    package var gradient: UnsafePointer<Scalar>
    /// The momentum buffer; nil without momentum.
    package var velocity: UnsafeMutablePointer<Scalar>?
    package var learningRate: Scalar
    package var momentum: Scalar
    package var nesterov: Bool
    package var weightDecay: Scalar

    package init(
        count: Int, parameter: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
        velocity: UnsafeMutablePointer<Scalar>?, learningRate: Scalar, momentum: Scalar, nesterov: Bool,
        weightDecay: Scalar
    ) {
        self.count = count
        self.parameter = parameter
        self.gradient = gradient
        self.velocity = velocity
        self.learningRate = learningRate
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
    }

    /// Returns the same step restricted to a range of the parameters.
    package func part(_ range: Range<Int>) -> SGDStep {
        var part = self
        part.count = range.count
        part.parameter += range.lowerBound
        part.gradient += range.lowerBound
        part.velocity = velocity.map { $0 + range.lowerBound }
        return part
    }
}

/// One step of Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015) on consecutive parameters, in
/// place. The weight decay is added to the gradient, as an L2 penalty.
package struct AdamStep<Scalar: TensorScalar> {
    package var count: Int
    package var parameter: UnsafeMutablePointer<Scalar>
    package var gradient: UnsafePointer<Scalar>
    package var firstMoment: UnsafeMutablePointer<Scalar>
    package var secondMoment: UnsafeMutablePointer<Scalar>
    package var learningRate: Scalar
    package var beta1: Scalar
    package var beta2: Scalar
    package var epsilon: Scalar
    package var weightDecay: Scalar
    /// The bias corrections 1 − beta1^t and 1 − beta2^t at step t.
    package var (correction1, correction2): (Scalar, Scalar)

    package init(
        count: Int, parameter: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
        firstMoment: UnsafeMutablePointer<Scalar>, secondMoment: UnsafeMutablePointer<Scalar>,
        learningRate: Scalar, beta1: Scalar, beta2: Scalar, epsilon: Scalar, weightDecay: Scalar,
        correction1: Scalar, correction2: Scalar
    ) {
        self.count = count
        self.parameter = parameter
        self.gradient = gradient
        self.firstMoment = firstMoment
        self.secondMoment = secondMoment
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.correction1 = correction1
        self.correction2 = correction2
    }

    /// Returns the same step restricted to a range of the parameters.
    package func part(_ range: Range<Int>) -> AdamStep {
        var part = self
        part.count = range.count
        part.parameter += range.lowerBound
        part.gradient += range.lowerBound
        part.firstMoment += range.lowerBound
        part.secondMoment += range.lowerBound
        return part
    }
}
