/// Why a function cannot be made a plan, or why a plan cannot run on what it is given.
public enum PlanError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The loss has other than one element.
    case lossNotSingle(String)
    /// The loss depends neither on a parameter nor on the rows.
    case lossIsConstant
    /// Parameters or columns of other shapes than the plan was made for.
    case mismatched(expected: String, got: String)
    /// A plan of no rows has no loss.
    case noRows
    /// The row rule of an operation does not hold: computed in tiles and at once a result differs.
    case wrongRowRule(result: String, rows: Int, inTiles: String, atOnce: String)

    public var description: String {
        switch self {
        case .lossNotSingle(let shape): "the loss has shape \(shape); reduce it to one element by sum() or mean()"
        case .lossIsConstant: "the loss depends neither on a parameter nor on the rows"
        case .mismatched(let expected, let got): "the plan was made for \(expected), not for \(got)"
        case .noRows: "there are no rows to run the plan on; at least one is needed"
        case .wrongRowRule(let result, let rows, let inTiles, let atOnce):
            "over \(counted(rows, "row")) \(result) begins with \(inTiles) computed in tiles and with "
                + "\(atOnce) computed at once: the row rule of an operation does not hold"
        }
    }
}
