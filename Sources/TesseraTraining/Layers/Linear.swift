public import Tessera

/// A linear (fully connected) layer: x·W + b.
public struct Linear<Scalar: RealScalar>: Layer {
    /// Shape [inputs, outputs].
    public var weight: Tensor<Scalar>
    /// Shape [outputs]; nil for a layer through the origin.
    public var bias: Tensor<Scalar>?

    /// Creates a layer from its parameters.
    ///
    /// - Parameters:
    ///   - weight: shape [inputs, outputs].
    ///   - bias: shape [outputs]; nil for a layer through the origin.
    public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>?) {
        self.weight = weight
        self.bias = bias
    }

    /// Creates a layer with Glorot (Xavier) initialisation: weights uniform in ±√(6 / (inputs + outputs)) (X. Glorot,
    /// Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010), a bias of zeros.
    ///
    /// - Parameters:
    ///   - inputs: the number of features that the layer takes.
    ///   - outputs: the number of features that it returns.
    ///   - bias: whether the layer has a bias.
    ///   - seed: determines the weights. Without seed and stream every layer has different weights, determined by the
    ///     number of such layers that the program has made before: a program that makes them in the same order gets the
    ///     same weights again.
    ///   - stream: gives layers of the same seed different weights; 0 if only a seed is given.
    public init(inputs: Int, outputs: Int, bias: Bool = true, seed: UInt64? = nil, stream: UInt64? = nil) {
        let (sum, overflow) = inputs.addingReportingOverflow(outputs)
        let limit = Scalar.sqrt(6 / Scalar(overflow ? .max : max(1, sum)))
        let isSeeded = seed != nil || stream != nil
        let stream = isSeeded ? RandomStream.layer(stream ?? 0) : RandomStream.unseededLayer(LayerCount.next())
        weight = Tensor(
            uniformFromStart: [inputs, outputs], in: -limit..<limit, seed: seed ?? 0, stream: stream)
        self.bias = bias ? Tensor(zeros: [outputs]) : nil
    }

    /// Creates a layer whose parameters are zero: the usual start for a model of one layer, whose loss is convex.
    public init(zeroInputs inputs: Int, outputs: Int = 1, bias: Bool = true) {
        self.init(weight: Tensor(zeros: [inputs, outputs]), bias: bias ? Tensor(zeros: [outputs]) : nil)
    }

    public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
        let product = x.matmul(weight)
        return bias.map { product + $0 } ?? product
    }

    public func outputs(forInputs inputs: Int) throws(TrainingError) -> Int? {
        guard weight.rank == 2 else {
            throw TrainingError(
                .mismatched("a linear layer has weights of shape \(weight.shape); they must be [inputs, outputs]"))
        }
        guard weight.shape[0] == inputs else {
            throw TrainingError(
                .mismatched(
                    "a linear layer takes rows of \(counted(weight.shape[0], "feature")); it is given \(inputs)"))
        }
        return weight.shape[1]
    }

    public mutating func forEachParameter<Failure: Error>(
        _ body: (String, inout Tensor<Scalar>) throws(Failure) -> Void
    ) throws(Failure) {
        try body("weight", &weight)
        if var bias {
            // The property is set to nil so that the tensor is uniquely referenced and an update in place does not copy
            // it; it is restored even if `body` throws.
            self.bias = nil
            defer { self.bias = bias }
            try body("bias", &bias)
        }
    }
}
