extension Plan {
    /// Returns the parameters of a model in the flat layout that the runs of this plan read.
    ///
    /// - Throws: `PlanError` if the shapes of the parameters are not those of the plan.
    package func flatParameters(of model: Model) throws(PlanError) -> FlatParameters<Scalar> {
        let tensors = model.parameters
        guard tensors.map(\.shape) == parameterShapes else {
            throw PlanError(
                .mismatched(
                    expected: "parameters of shapes \(parameterShapes)",
                    got: "parameters of shapes \(tensors.map(\.shape))"))
        }
        let parameters = FlatParameters<Scalar>(parameterShapes)
        parameters.load(tensors)
        return parameters
    }

    /// Returns a run over `rows` rows in memory, which `PlanRun.use(_:)` names before each step. Several runs may share
    /// their parameters, as those for the whole batches and the shorter last one do.
    package func run(
        rows: Int, _ parameters: FlatParameters<Scalar>, on executor: any TileExecutor
    ) throws(PlanError) -> PlanRun<Scalar> {
        PlanRun(try compiled(rows: rows), executor: executor, parameters: parameters)
    }

    /// Returns a run over all rows of a source.
    ///
    /// - Throws: `PlanError` if the shape of the rows is not that of the plan.
    package func run(
        over source: some RowSource<Scalar>, _ parameters: FlatParameters<Scalar>, on executor: any TileExecutor
    ) throws(PlanError) -> PlanRun<Scalar> {
        try checkRows(of: source)
        let run = try run(rows: source.rowCount, parameters, on: executor)
        run.use(source)
        return run
    }

    /// Returns a run over all rows of a source at the parameters of a model: one that an earlier call has prepared, if
    /// there is one.
    ///
    /// - Throws: `PlanError` if the shapes of the parameters or of the rows are not those of the plan.
    func preparedRun(
        at model: Model, over source: some RowSource<Scalar>, on executor: any TileExecutor
    ) throws(PlanError) -> PlanRun<Scalar> {
        let (rows, workers) = (source.rowCount, executor.width)
        let idle = PreparedRuns.take(of: ObjectIdentifier(self), rows: rows, workers: workers, as: Scalar.self)
        guard let idle, idle.parameters.load(of: model, shapes: parameterShapes) else {
            return try run(over: source, try flatParameters(of: model), on: executor)
        }
        try checkRows(of: source)
        idle.use(executor: executor)
        idle.use(source)
        return idle
    }

    private func checkRows(of source: some RowSource<Scalar>) throws(PlanError) {
        guard source.rowShape == rowShape else {
            throw PlanError(.mismatched(expected: "\(rowShape)", got: "\(source.rowShape)"))
        }
    }

    /// Whether a plan for `rows` rows can cut them into tiles.
    package func isTiled(rows: Int) throws(PlanError) -> Bool { try compiled(rows: rows).singleTileReason == nil }
}
