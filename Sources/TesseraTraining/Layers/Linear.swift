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
    /// - Parameter stream: gives layers of one seed different weights.
    public init(inputs: Int, outputs: Int, bias: Bool = true, seed: UInt64 = 0, stream: UInt64 = 0) {
        let (sum, overflow) = inputs.addingReportingOverflow(outputs)
        let limit = Scalar.sqrt(6 / Scalar(overflow ? .max : max(1, sum)))
        weight = Tensor(uniform: [inputs, outputs], in: -limit..<limit, seed: seed, stream: RandomStream.layer(stream))
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
