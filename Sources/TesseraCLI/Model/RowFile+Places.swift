import Tessera
import TesseraFiles
import TesseraTraining

extension RowFile {
    /// Returns the failure for an error in the rows, with file, row and column counted from 1.
    func located(_ error: TrainingError) -> any Error {
        func place(_ row: Int?, _ column: Int?) -> String {
            "\(path)\(row.map { ", row \($0 + 1)" } ?? ""), column \((column ?? rowShape.features) + 1)"
        }
        switch error {
        case .nonFinite(let row, let column, let value):
            let what =
                value.isNaN
                ? "the number is nan; only finite numbers can be used"
                : "the number is infinite or too large for \(Scalar.scalarType.rawValue) precision"
            return Failure(.badData, "\(place(row, column)): \(what)")
        case .notBinary(let row, let value):
            return Failure(
                .badData, "\(place(row, nil)): the target is \(plain(value)); logistic regression needs 0 or 1")
        case .oneClassOnly(let value):
            return Failure(
                .badData,
                "\(place(nil, nil)): every target is \(plain(value)); logistic regression needs rows of both classes")
        case .noRows: return Failure(.badData, "\(path): \(error.description)")
        default: return error
        }
    }
}
