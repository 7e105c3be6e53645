extension Tensor where Scalar: RealScalar {
    /// Returns the tensor with each element set to 0 with the given probability; the others are divided by 1 − p, so
    /// that the expectation is that of the element (N. Srivastava and others, "Dropout", 2014).
    ///
    /// Which elements are dropped depends on the seed, the counter and the shape alone (counter-based random numbers):
    /// the same three give the same elements again, and another counter gives others that are independent. A program
    /// counts its calls:
    ///
    /// ```swift
    /// let hidden = x.matmul(w).relu().dropout(probability: 0.1, seed: 7, counter: step)
    /// ```
    ///
    /// A plan traces its closure once, and so drops the same elements in every step.
    ///
    /// - Parameters:
    ///   - probability: from 0 to below 1. Stops outside.
    ///   - seed: the seed of the generator.
    ///   - counter: what is different in every call.
    public func dropout(probability: Scalar, seed: UInt64, counter: UInt64) -> Tensor {
        guard probability >= 0, probability < 1 else {
            stop("dropout", "needs a probability from 0 to below 1, got \(probability)")
        }
        if probability == 0 { return self }
        let isKept = Tensor(uniform: shape, seed: seed, stream: counter) .>= probability
        return select(isKept, self * (1 / (1 - probability)), otherwise: 0)
    }
}
