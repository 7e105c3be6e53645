extension Plan {
    /// Computes loss and gradient over some rows in tiles and as one tile, and compares: for programs with operations of
    /// their own, whose row rules may be wrong.
    ///
    /// - Parameters:
    ///   - source: some hundred rows, which should differ from each other.
    ///   - tolerance: how far the results may be apart, relative to the largest of each tensor; they are added in another
    ///     order.
    /// - Throws: `PlanError.wrongRowRule`.
    public func check(
        at model: Model, over source: some RowSource<Scalar>, tolerance: Scalar = Scalar.ulpOfOne.squareRoot()
    ) throws {
        let rows = source.rowCount
        let tiled = try compiled(rows: rows)
        if tiled.obstacle != nil { return }
        let parts = try results(tiled, Tiling(rows: rows, height: max(1, (rows + 2) / 3), leaves: 1), model, source)
        let whole = try results(
            try traced(rows: rows, obstacle: "compared with tiles"), Tiling(single: rows), model, source)
        for (name, pair) in zip(
            ["the loss"] + parts.indices.dropFirst().map { "gradient \($0 - 1)" }, zip(parts, whole))
        {
            let scale = pair.1.abs().max().item
            let distance = (pair.0 - pair.1).abs().max().item
            guard distance <= tolerance * max(scale, 1) else {
                throw PlanError.wrongRowRule(
                    result: name, inTiles: "\(pair.0.flattened()[0].item)", atOnce: "\(pair.1.flattened()[0].item)")
            }
        }
    }

    private func results(
        _ plan: CompiledPlan, _ tiling: Tiling, _ model: Model, _ source: some RowSource<Scalar>
    ) throws -> [Tensor<Scalar>] {
        let parameters = FlatParameters<Scalar>(parameterShapes, SingleThread())
        parameters.load(model.parameters)
        let run = PlanRun<Scalar>(plan, tiling, executor: SingleThread(), parameters: parameters.block)
        let table = try source.materialized(on: SingleThread())
        run.use(table.columns.map { $0.base })
        try run.step()
        withExtendedLifetime(table) {}
        return [Tensor([run.loss])] + parameters.copied(run.gradients, like: model).parameters
    }
}
