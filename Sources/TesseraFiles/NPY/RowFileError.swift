import Tessera

/// An error in the contents of an `.npy` file of rows.
public struct RowFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of error.
    package enum Reason: Error, Equatable, Sendable {
        /// The file is not an `.npy` file.
        case notNPY
        /// The header is one that NumPy could not have written; the text says why.
        case badHeader(String)
        /// The file is an `.npy` file, or the rows are to be written to one, but it holds what is not supported.
        case unsupported(String)
        /// The size of the file, in bytes, is not the one that its header implies.
        case wrongSize(expected: Int, found: Int)
        /// The rows have fewer than two columns, a feature and the target.
        case tooFewColumns(Int)
    }

    /// The path of the file.
    package let path: String
    /// The kind of error.
    package let reason: Reason

    init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    /// The error on one line: the path and what is wrong.
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
