public import Tessera

/// x·W + b.
public struct Linear<Scalar: RealScalar>: Layer {
    /// Shape [inputs, outputs].
    public var weight: Tensor<Scalar>
    /// Shape [outputs]; nil for a layer through the origin.
    public var bias: Tensor<Scalar>?

    public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>?) {
        self.weight = weight
        self.bias = bias
    }

    /// Weights drawn uniformly from ±√(6 / (inputs + outputs)) (Glorot and Bengio, 2010), a bias of zeros.
    ///
    /// - Parameters:
    ///   - seed: what the weights depend on. Without seed and stream every layer has weights of its own, by the number of
    ///     such layers that the program has made before: a program that makes them in the same order repeats itself.
    ///   - stream: gives layers of one seed different weights; 0 where only a seed is given.
    public init(inputs: Int, outputs: Int, bias: Bool = true, seed: UInt64? = nil, stream: UInt64? = nil) {
        let (sum, overflow) = inputs.addingReportingOverflow(outputs)
        let limit = Scalar.sqrt(6 / Scalar(overflow ? .max : max(1, sum)))
        let isSeeded = seed != nil || stream != nil
        let stream = isSeeded ? RandomStream.layer(stream ?? 0) : RandomStream.unseededLayer(LayerCount.next())
        weight = Tensor(
            uniformFromStart: [inputs, outputs], in: -limit..<limit, seed: seed ?? 0, stream: stream)
        self.bias = bias ? Tensor(zeros: [outputs]) : nil
    }

    /// All weights zero: the usual start for a model of one layer, whose loss is convex.
    public init(zeroInputs inputs: Int, outputs: Int = 1, bias: Bool = true) {
        self.init(weight: Tensor(zeros: [inputs, outputs]), bias: bias ? Tensor(zeros: [outputs]) : nil)
    }

    public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
        let product = x.matmul(weight)
        return bias.map { product + $0 } ?? product
    }

    public func outputs(forInputs inputs: Int) throws(TrainingError) -> Int? {
        guard weight.rank == 2 else {
            throw .mismatched("a linear layer has weights of shape \(weight.shape); they must be [inputs, outputs]")
        }
        guard weight.shape[0] == inputs else {
            throw .mismatched(
                "a linear layer takes rows of \(counted(weight.shape[0], "feature")); it is given \(inputs)")
        }
        return weight.shape[1]
    }

    public mutating func forEachParameter<Failure: Error>(
        _ body: (String, inout Tensor<Scalar>) throws(Failure) -> Void
    ) throws(Failure) {
        try body("weight", &weight)
        if var bias {
            // Held once only, so that an update in place need not copy it; put back even where `body` throws.
            self.bias = nil
            defer { self.bias = bias }
            try body("bias", &bias)
        }
    }
}
