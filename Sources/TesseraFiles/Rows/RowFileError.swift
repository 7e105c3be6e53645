import Tessera

/// Why a file of rows cannot be used.
public struct RowFileError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Reason: Error, Equatable, Sendable {
        case notNPY
        /// An `.npy` file whose header NumPy could not have written.
        case badHeader(String)
        /// An `.npy` file, but not of the kind that can be read.
        case unsupported(String)
        /// The header announces more than there is, or less.
        case wrongSize(expected: Int, found: Int)
        /// A row has fewer columns than are needed.
        case tooFewColumns(Int)
    }

    public let path: String
    public let reason: Reason

    init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    public var description: String {
        switch reason {
        case .notNPY: "\(path.onOneLine): it is no .npy file of NumPy's format"
        case .badHeader(let what): "\(path.onOneLine): the header is damaged: \(what)"
        case .unsupported(let what): "\(path.onOneLine): the file holds \(what)"
        case .wrongSize(let expected, let found):
            "\(path.onOneLine): the header announces \(counted(expected, "byte")), the file has \(found)"
        case .tooFewColumns(let columns):
            "\(path.onOneLine): rows have \(counted(columns, "column")); at least one feature and the target are needed"
        }
    }
}
