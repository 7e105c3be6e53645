/// The reason why a function cannot be compiled to a plan, or why a plan cannot run on its arguments; the
/// description says it.
public struct PlanError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of errors.
    package enum Reason: Equatable, Sendable {
        /// The loss does not have exactly one element; the associated value is its shape.
        case lossNotSingle(String)
        /// The loss depends neither on a parameter nor on the rows.
        case lossIsConstant
        /// The shapes of the parameters or the columns differ from those that are expected.
        case mismatched(expected: String, got: String)
        /// There are no rows, so that the loss is undefined.
        case noRows
        /// The row rule of an operation is wrong: a result computed in tiles differs from the one computed at once.
        case wrongRowRule(result: String, rows: Int, inTiles: String, atOnce: String)
    }

    /// The kind of error.
    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }

    public var description: String {
        switch reason {
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
