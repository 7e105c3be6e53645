import Tessera
internal import TesseraModels

/// The training of a model of one linear layer: standardises the columns, scales the penalty to match and chooses the
/// step size.
struct RegressionTraining<Model: RegressionEstimator> {
    typealias Scalar = Model.Scalar

    private let standardization: Standardization?
    /// The factors λⱼ of the penalty Σ λⱼ vⱼ² on the coefficients v of the standardised columns, added to the mean
    /// loss.
    private let penalties: [Double]
    /// The second derivative of a row's loss with respect to its output, or a bound of it.
    private let curvature: Double
    private let executor: any TileExecutor
    private let optimizer: any Optimizer<Scalar>
    private let options: TrainingOptions

    init(
        _ type: Model.Type, _ rows: some RowSource, _ optimizer: any Optimizer<Scalar>, _ options: TrainingOptions
    ) throws(TrainingError) {
        let isLinear = Model.loss.kind == .squaredError
        let features = rows.rowShape.features
        executor = try options.makeExecutor()
        // Squared error: 2. Cross-entropy: p(1 − p), at most ¼.
        curvature = isLinear ? 2 : 0.25
        let penalty =
            options.l2 * Model.penaltyFactor.scalarValue / (try TrainingError.translating { try rows.totalWeight() })
        standardization = try options.standardization(
            of: rows, movesTarget: isLinear, penaltyCurvature: 2 * penalty / curvature, on: executor)
        // With target scale s, the loss is s²·(loss of the standardised rows), and w = s·v / σ:
        // penalty·w² = s²·(penalty / σ²)·v².
        penalties = (0..<features).map { [standardization] in
            let scale = standardization?.scales[$0] ?? 1
            return penalty / (scale * scale)
        }
        self.optimizer = optimizer
        self.options = options
    }

    /// Trains, and returns the layer for unstandardised rows.
    ///
    /// - Parameter observe: gets the layer for unstandardised rows after each epoch.
    func run<Rows: RowSource>(
        _ rows: Rows, _ validation: (any RowSource<Rows.Scalar>)?, _ progress: ((TrainingProgress) -> Void)?,
        _ observe: EpochObserver<Linear<Double>>?
    ) throws(TrainingError) -> (Linear<Double>, TrainingHistory) {
        let training = try rows.standardized(standardization, as: Scalar.self, on: executor)
        let validation = try validation.map { rows throws(TrainingError) in
            try standardized(rows)
        }
        return try train(training, validation, progress, observe)
    }

    private func standardized(_ rows: some RowSource) throws(TrainingError) -> any RowSource<Scalar> {
        try rows.standardized(standardization, as: Scalar.self, on: executor)
    }

    private func train(
        _ rows: some RowSource<Scalar>, _ validation: (any RowSource<Scalar>)?,
        _ progress: ((TrainingProgress) -> Void)?, _ observe: EpochObserver<Linear<Double>>?
    ) throws(TrainingError) -> (Linear<Double>, TrainingHistory) {
        var optimizer = optimizer
        if let sgd = optimizer as? SGD<Scalar>, sgd.findsLearningRate {
            optimizer.learningRate = try stepSize(rows, momentum: sgd.momentum)
        }
        var objective = self.objective
        objective.standardization = standardization
        let unit = standardization?.targetScale ?? 1
        objective.unit = unit * unit
        var model = Linear<Scalar>(zeroInputs: rows.rowShape.features)
        let history = try model.train(
            rows, objective, optimizer, options: options, on: executor, validation: validation, progress: progress,
            observe: observe.map { observe in
                { (report: inout EpochReport, layer: @escaping () -> Linear<Scalar>) in
                    observe(&report) { unstandardized(layer()) }
                }
            })
        return (unstandardized(model), history)
    }

    private func unstandardized(_ layer: Linear<Scalar>) -> Linear<Double> {
        standardization?.unstandardized(from: layer) ?? Linear(converting: layer)
    }

    private var objective: Objective<Linear<Scalar>> {
        let first = penalties.first ?? 0
        if first == 0 { return Objective(loss: Model.loss, penalty: nil, l2Penalties: []) }
        if standardization == nil {
            let weight = Scalar(first)
            return Objective(
                loss: Model.loss, penalty: { weight * $0.weight.squared().sum() }, l2Penalties: penalties)
        }
        let weights = Tensor(penalties.map { Scalar($0) }, shape: [penalties.count, 1])
        return Objective(loss: Model.loss, penalty: { (weights * $0.weight.squared()).sum() }, l2Penalties: penalties)
    }

    /// Returns a step size of gradient descent from the curvature of the loss. Only the penalty's part of the curvature
    /// is known if the columns are not standardised.
    private func stepSize(_ rows: some RowSource<Scalar>, momentum: Double) throws(TrainingError) -> Double {
        let penaltyCurvature = 2 * (penalties.max() ?? 0)
        if !options.standardizes { return 1 / (1 / StepSize.usual + penaltyCurvature) }
        return try StepSize(curvature: curvature, penalties: penalties, momentum: momentum)
            .length(rows, batchSize: options.batchSize, on: executor)
    }
}
