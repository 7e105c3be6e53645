/// The mean and the variance of each channel of a batch.
public struct BatchStatistics<Scalar: RealScalar>: Sendable {
    /// Shape [channels].
    public var mean: Tensor<Scalar>
    /// The mean squared deviation from the mean, shape [channels].
    public var variance: Tensor<Scalar>

    /// Creates statistics, as those that training has averaged over batches.
    public init(mean: Tensor<Scalar>, variance: Tensor<Scalar>) {
        self.mean = mean
        self.variance = variance
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns mean and variance of each channel over all other axes.
    ///
    /// - Parameter channelAxis: a negative one counts from the end. Stops if there is no such axis.
    public func batchStatistics(channelAxis: Int = 1) -> BatchStatistics<Scalar> {
        let axis = Axes(operation: "batchStatistics", requested: [channelAxis]).checked(in: shape)[0]
        let others = shape.indices.filter { $0 != axis }
        return BatchStatistics(mean: mean(axes: others), variance: variance(axes: others))
    }

    /// Returns (x − mean) / √(variance + ε) with the statistics of each channel, times `scale` plus `shift` (batch
    /// normalisation: S. Ioffe, C. Szegedy, 2015). Training normalises by the statistics of the batch, prediction by
    /// those that training has averaged:
    ///
    /// ```swift
    /// let batch = x.batchStatistics()
    /// let y = x.batchNormalized(by: batch, scale: gamma, shift: beta)
    /// running.mean = 0.9 * running.mean + 0.1 * batch.mean.stoppingGradient()
    /// ```
    ///
    /// - Parameters:
    ///   - statistics: of each channel; nil for those of this batch, through which gradients flow.
    ///   - scale: shape [channels]; nil for 1.
    ///   - shift: shape [channels]; nil for 0.
    ///   - epsilon: added to the variance.
    ///   - channelAxis: a negative one counts from the end. Stops if there is no such axis, or if a vector does not
    ///     have one number for each channel.
    public func batchNormalized(
        by statistics: BatchStatistics<Scalar>? = nil, scale: Tensor? = nil, shift: Tensor? = nil,
        epsilon: Scalar = 1e-5, channelAxis: Int = 1
    ) -> Tensor {
        let axis = Axes(operation: "batchNormalized", requested: [channelAxis]).checked(in: shape)[0]
        let statistics = statistics ?? batchStatistics(channelAxis: axis)
        func channels(_ vector: Tensor) -> Tensor { vector.alongChannels(axis, of: self, "batchNormalized") }
        let factor = channels((statistics.variance + epsilon).rsqrt())
        let normal = (self - channels(statistics.mean)) * factor
        return normal.transformed(scale: scale.map(channels), shift: shift.map(channels))
    }
}
