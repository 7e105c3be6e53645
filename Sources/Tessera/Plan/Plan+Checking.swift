extension Plan {
    /// Computes loss and gradients over some rows in tiles and as one tile, and compares: for programs with operations of
    /// their own, whose row rules may be wrong.
    ///
    /// The first 1, 2 and 3 rows are tried, a prime number of rows, and all of them: where a rule holds by luck of one
    /// number, it does not by luck of all.
    ///
    /// - Parameters:
    ///   - source: some hundred rows, which should differ from each other.
    ///   - tolerance: how far the results may be apart, relative to the largest of each tensor; they are added in another
    ///     order.
    /// - Throws: `PlanError.wrongRowRule`.
    public func check(
        at model: Model, over source: some RowSource<Scalar>, tolerance: Scalar = Scalar.ulpOfOne.squareRoot()
    ) throws {
        let all = source.rowCount
        if all < 1 { throw PlanError.noRows }
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
        if tiled.obstacle != nil { return }
        let parts = try results(tiled, Tiling(rows: rows, height: max(1, (rows + 2) / 3), leaves: 1), model, source)
        let whole = try results(
            oneTile(try traced(rows: rows), obstacle: "compared with tiles"), Tiling(single: rows), model, source)
        let names = ["the loss"] + parts.indices.dropFirst().map { "gradient \($0 - 1)" }
        for (name, (part, right)) in zip(names, zip(parts, whole)) {
            let scale = right.scalars.lazy.map(\.magnitude).filter(\.isFinite).max() ?? 0
            let isClose = part.isClose(
                to: right, relativeTolerance: 0, absoluteTolerance: tolerance * max(scale, 1))
            guard isClose else {
                throw PlanError.wrongRowRule(
                    result: name, rows: rows, inTiles: "\(part.scalars[0])", atOnce: "\(right.scalars[0])")
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
