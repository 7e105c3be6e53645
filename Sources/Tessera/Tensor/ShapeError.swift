/// The error of operands that do not fit: the operation, their shapes, and what would have fitted. `shapes` is empty if
/// an element is at fault, such as an index out of bounds.
public struct ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the operation or function.
    package let operation: String
    /// The shapes of the operands.
    package let shapes: [Shape]
    /// Why the operands do not fit.
    package let reason: String

    /// Creates an error from the operation, the shapes of its operands and the reason.
    public init(_ operation: String, _ shapes: [Shape], _ reason: String) {
        self.operation = operation
        self.shapes = shapes
        self.reason = reason
    }

    /// Stops the program with this message: for programming errors.
    package func stop() -> Never {
        fatalError(description)
    }

    public var description: String {
        let operands = shapes.map(\.description).joined(separator: " and ")
        return operands.isEmpty ? "\(operation): \(reason)" : "\(operation) of \(operands): \(reason)"
    }
}

/// Runs a body that does not fail in a correct program, and stops with the error's description if it does. Release
/// builds stop too, and print it (`preconditionFailure` would not print it there).
@inline(__always)
func stopping<Value, Failure: Error & CustomStringConvertible>(_ body: () throws(Failure) -> Value) -> Value {
    do {
        return try body()
    } catch {
        fatalError(error.description)
    }
}
