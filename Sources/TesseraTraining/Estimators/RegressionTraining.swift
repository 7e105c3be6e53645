import Tessera

/// How a model of one linear layer is trained on some rows: where their columns are put, what the penalty is there, and how
/// long a step is.
struct RegressionTraining<Model: RegressionEstimator> {
    typealias Scalar = Model.Scalar

    private let standardization: Standardization?
    /// Times the square of each coefficient of the placed columns is added to the mean loss.
    private let penalties: [Double]
    private let curvature: Double
    private let executor: any TileExecutor
    private let options: TrainingOptions

    init(_ type: Model.Type, _ rows: some RowSource, _ options: TrainingOptions) throws(TrainingError) {
        let isLinear = Model.loss.kind == .squaredError
        let features = rows.rowShape.features
        executor = try options.makeExecutor()
        // The second derivative of a row's loss by its output: that of cross-entropy is at most ¼.
        curvature = isLinear ? 2 : 0.25
        let share = options.l2 * Model.penaltyShare.scalarValue / (try rows.totalWeight())
        if !options.standardizes {
            standardization = nil
        } else if let kept = options.checkpoint?.standardization, kept.means.count == features {
            // The parameters of a checkpoint belong to columns where they were.
            standardization = kept
        } else {
            standardization = try Standardization(
                rows, movesTarget: isLinear, stiffness: 2 * share / curvature, on: executor)
        }
        // s²·(loss of the placed rows) is the loss of the rows, and w = s·v / σ: w² share = s²·v² share / σ².
        penalties = (0..<features).map { [standardization] in
            let scale = standardization?.scales[$0] ?? 1
            return share / (scale * scale)
        }
        self.options = options
    }

    /// The layer for the rows as given.
    func run<Rows: RowSource>(
        _ rows: Rows, _ validation: (any RowSource<Rows.Scalar>)?, _ progress: ((TrainingProgress) -> Void)?
    ) throws(TrainingError) -> (Linear<Double>, TrainingHistory) {
        let placed = try rows.placed(standardization, as: Scalar.self, on: executor)
        let validation = try validation.map { rows throws(TrainingError) in
            try place(rows)
        }
        return try train(placed, validation, progress)
    }

    private func place(_ rows: some RowSource) throws(TrainingError) -> any RowSource<Scalar> {
        try rows.placed(standardization, as: Scalar.self, on: executor)
    }

    private func train(
        _ rows: some RowSource<Scalar>, _ validation: (any RowSource<Scalar>)?,
        _ progress: ((TrainingProgress) -> Void)?
    ) throws(TrainingError) -> (Linear<Double>, TrainingHistory) {
        var options = options
        options.learningRate = try stepSize(rows)
        var objective = self.objective
        objective.standardization = standardization
        let unit = standardization?.targetScale ?? 1
        objective.unit = unit * unit
        var model = Linear<Scalar>(zeroInputs: rows.rowShape.features)
        let history = try model.train(rows, objective, options: options, validation: validation, progress: progress)
        return (standardization?.unfolded(from: model) ?? Linear(converting: model), history)
    }

    private var objective: Objective<Linear<Scalar>> {
        let first = penalties.first ?? 0
        if first == 0 { return Objective(loss: Model.loss, penalty: nil, ridges: []) }
        if standardization == nil {
            let share = Scalar(first)
            return Objective(
                loss: Model.loss, penalty: { share * $0.weight.squared().sum() }, ridges: penalties)
        }
        let shares = Tensor(penalties.map { Scalar($0) }, shape: [penalties.count, 1])
        return Objective(loss: Model.loss, penalty: { (shares * $0.weight.squared()).sum() }, ridges: penalties)
    }

    /// The step that was asked for; else one that takes the curvature of the loss into account, of which only the penalty's
    /// part is known where columns are as given.
    private func stepSize(_ rows: some RowSource<Scalar>) throws(TrainingError) -> Double {
        if let given = options.learningRate { return given }
        let stiffest = 2 * (penalties.max() ?? 0)
        guard options.standardizes, case .sgd(let momentum, _) = options.method else {
            return 1 / (1 / TrainingOptions.usualLearningRate + stiffest)
        }
        return try StepSize(curvature: curvature, penalties: penalties, momentum: momentum)
            .length(rows, batchSize: options.batchSize, on: executor)
    }
}
