import ArgumentParser
import Tessera
import TesseraTraining

extension SavedRegression.Precision: ExpressibleByArgument {
    /// Calls `body` with the scalar type of the precision.
    func dispatch(_ body: (any RealScalar.Type) throws -> Void) rethrows {
        switch self {
        case .float: try body(Float.self)
        case .double: try body(Double.self)
        }
    }
}

extension RegressionTask: ExpressibleByArgument {}

/// Parses the value of `--seed`.
func seed(parsing text: String) throws -> UInt64 {
    if let seed = UInt64(text) { return seed }
    throw ValidationError("a whole number from 0 to \(UInt64.max) is needed")
}
