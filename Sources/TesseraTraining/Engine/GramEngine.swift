import Tessera

/// Full-batch training of a linear model by the mean squared error, from the Gram matrix of the rows (the normal
/// equations). After one pass over the rows, an epoch costs as much as a product of the Gram matrix with the
/// coefficients.
///
/// With Z = [X 1 Y] and θ the coefficients, the loss is tr((θ, −1)ᵀ ZᵀZ (θ, −1)) / (Σw · targets) plus the ridge
/// penalty, and the gradient of the first term is 2 ZᵀZ (θ, −1) / (Σw · targets). Everything is computed in double
/// precision, whatever the precision of the rows.
final class GramEngine: TrainingEngine {
    private let gram: [Double]
    private let order: Int
    private let features: Int
    private let targets: Int
    private let hasBias: Bool
    private let rowCount: Int
    /// The ridge penalty λ of each feature.
    private let l2Penalties: [Double]
    /// The largest finite number of the precision of the resulting model; larger values count as overflow.
    private let limit: Double
    let state: TrainingState<Double>
    private var parameters: FlatParameters<Double> { state.parameters }
    private let gradients: Block
    private let biasOffset: Int
    private var value = Double.nan
    private var isDone = false

    /// - Parameters:
    ///   - l2Penalties: The penalty λ of each feature; λ times its squared coefficients is added to the loss. Empty for
    ///     none.
    ///   - weight: The initial coefficients, of shape [features, targets].
    ///   - bias: The initial intercepts, of shape [targets]; nil for a model through the origin.
    /// - Throws: `RowSourceError` if the rows cannot be read.
    init<Scalar: RealScalar>(
        over source: some RowSource<Scalar>, l2Penalties: [Double],
        weight: Tensor<Double>, bias: Tensor<Double>?,
        _ rule: any UpdateRule, _ clipping: GradientClipping?, on executor: any TileExecutor
    ) throws(RowSourceError) {
        let fold = Gram<Scalar>(source.rowShape)
        let sums = try source.fold(fold, on: executor)
        order = sums.order
        let order = sums.order
        gram = (0..<order * order).map { sums[$0 / order, $0 % order] }
        features = source.rowShape.features
        targets = source.rowShape.targets
        hasBias = bias != nil
        rowCount = source.rowCount
        self.l2Penalties = l2Penalties.isEmpty ? Array(repeating: 0, count: source.rowShape.features) : l2Penalties
        limit = Scalar.greatestFiniteMagnitude.scalarValue
        let tensors = [weight] + (bias.map { [$0] } ?? [])
        let parameters = FlatParameters<Double>(tensors.map(\.shape))
        parameters.load(tensors)
        state = TrainingState(parameters, rule, clipping, executor)
        gradients = Block(byteCount: parameters.block.byteCount)
        biasOffset = Block.aligned(weight.count * 8) / 8
    }

    /// The current coefficients, of shape [features, targets].
    var weight: Tensor<Double> {
        Tensor(UnsafeBufferPointer(start: parameters.base, count: features * targets), shape: [features, targets])
    }

    /// The current intercepts, of shape [targets]; nil for a model through the origin.
    var bias: Tensor<Double>? {
        hasBias
            ? Tensor(UnsafeBufferPointer(start: parameters.base + biasOffset, count: targets), shape: [targets]) : nil
    }

    func startEpoch(seed: UInt64, stream: UInt64, after steps: Int) { isDone = steps > 0 }

    func step() -> Int {
        if isDone { return 0 }
        isDone = true
        let scale = 1 / (gram[features * order + features] * Double(targets))
        value = (0..<targets).reduce(0) { $0 + differentiate(target: $1, scale) }
        return rowCount
    }

    /// Returns the contribution of one target to the loss, and writes the gradient of its coefficients.
    ///
    /// - Parameter scale: 1 / (Σw · targets).
    private func differentiate(target: Int, _ scale: Double) -> Double {
        let (p, g) = (parameters.base, gradients.base.assumingMemoryBound(to: Double.self))
        let column = features + 1 + target
        var loss = 0.0
        gram.withUnsafeBufferPointer { gram in
            func normalResidual(_ row: Int) -> Double {
                let gramRow = gram.baseAddress! + row * order
                var sum = -gramRow[column]
                for feature in 0..<features { sum += gramRow[feature] * p[feature * targets + target] }
                return hasBias ? sum + gramRow[features] * p[biasOffset + target] : sum
            }
            // tr(eᵀe) is computed as θᵀ(ZᵀZ(θ, −1)) minus the row of the target: each term contains a residual,
            // which is small near the solution, so that little cancels.
            loss -= normalResidual(column)
            for feature in 0..<features {
                let coefficient = p[feature * targets + target]
                let residual = normalResidual(feature)
                loss += coefficient * residual
                g[feature * targets + target] = 2 * scale * residual + 2 * l2Penalties[feature] * coefficient
            }
            if hasBias {
                let residual = normalResidual(features)
                loss += p[biasOffset + target] * residual
                g[biasOffset + target] = 2 * scale * residual
            }
        }
        let penalty = (0..<features).reduce(0) {
            $0 + l2Penalties[$1] * p[$1 * targets + target] * p[$1 * targets + target]
        }
        return loss * scale + penalty
    }

    var loss: Double { value <= limit ? value : .infinity }
    var gradient: [Double] {
        parameters.numbers(gradients.base.assumingMemoryBound(to: Double.self))
    }
    func update(number: Int, learningRate: Double) {
        state.update(step: number, learningRate: learningRate, gradients.base.assumingMemoryBound(to: Double.self))
    }
    var areFinite: Bool {
        state.areFinite && (0..<parameters.count).allSatisfy { abs(parameters.base[$0]) <= limit }
    }
}
