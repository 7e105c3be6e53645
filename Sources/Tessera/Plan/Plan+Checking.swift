extension Plan {
    /// Checks the row rules of the operations: computes loss and gradients once in tiles and once as a single tile, and
    /// compares the results. Intended for programs that define operations of their own, whose row rules may be wrong. A
    /// plan whose rows have to be one tile passes.
    ///
    /// The check runs on the first 1, 2 and 3 rows, on a prime number of rows and on all rows: a wrong rule may hold by
    /// chance for one number of rows, but not for all of these.
    ///
    /// - Parameters:
    ///   - model: The parameters at which the loss is evaluated.
    ///   - source: A few hundred rows, which should differ from each other.
    ///   - tolerance: The permitted difference, relative to the largest element of each tensor, or absolute if that is
    ///     below 1. Exact equality is not expected, since the terms are added in another order.
    /// - Throws: `PlanError` if a result differs or the source is empty, and the
    ///   errors of `valueAndGradient(at:over:on:)`.
    public func check(
        at model: Model, over source: some RowSource<Model.Scalar>,
        tolerance: Model.Scalar = Model.Scalar.ulpOfOne.squareRoot()
    ) throws {
        let all = source.rowCount
        if all < 1 { throw PlanError(.noRows) }
        let counts = Set([1, 2, 3, Self.largestPrime(upTo: all), all]).filter { $0 <= all }
        for rows in counts.sorted() {
            try check(at: model, over: RowSelection(source, [0..<rows]), tolerance)
        }
    }

    private static func largestPrime(upTo limit: Int) -> Int {
        var number = max(2, limit)
        while (2..<number).prefix(while: { $0 * $0 <= number }).contains(where: { number % $0 == 0 }) { number -= 1 }
        return number
    }

    private func check(at model: Model, over source: RowSelection<Scalar>, _ tolerance: Scalar) throws {
        let rows = source.rowCount
        let tiled = try compiled(rows: rows)
        if tiled.singleTileReason != nil { return }
        let parts = try results(tiled, Tiling(rows: rows, height: max(1, (rows + 2) / 3), chunks: 1), model, source)
        let whole = try results(
            oneTile(try traced(rows: rows), because: "compared with tiles"), Tiling(single: rows), model, source)
        let names = ["the loss"] + parts.indices.dropFirst().map { "gradient \($0 - 1)" }
        for (name, (part, right)) in zip(names, zip(parts, whole)) {
            let scale = right.scalars.lazy.map(\.magnitude).filter(\.isFinite).max() ?? 0
            let isClose = part.isClose(
                to: right, relativeTolerance: 0, absoluteTolerance: tolerance * max(scale, 1))
            guard isClose else {
                throw PlanError(
                    .wrongRowRule(
                        result: name, rows: rows, inTiles: "\(part.scalars[0])", atOnce: "\(right.scalars[0])"))
            }
        }
    }

    private func results(
        _ plan: CompiledPlan, _ tiling: Tiling, _ model: Model, _ source: some RowSource<Scalar>
    ) throws -> [Tensor<Scalar>] {
        let parameters = try flatParameters(of: model)
        let run = PlanRun<Scalar>(plan, tiling, executor: SingleThread(), parameters: parameters)
        let table = try source.materialized(on: SingleThread())
        run.use(table.columns.map { $0.base })
        try run.step()
        withExtendedLifetime(table) {}
        return [Tensor([run.loss])] + parameters.model(like: model, from: run.gradients).parameters
    }
}
