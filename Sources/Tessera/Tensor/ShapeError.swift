/// Operands that do not fit: says which operation, with which shapes, and what would have fitted. Where an element is at
/// fault, as an index that names nothing, there are no shapes.
public struct ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
    public let operation: String
    public let shapes: [Shape]
    public let reason: String

    public init(_ operation: String, _ shapes: [Shape], _ reason: String) {
        self.operation = operation
        self.shapes = shapes
        self.reason = reason
    }

    /// Stops the program with this message: for mistakes of the programmer.
    package func stop() -> Never {
        fatalError(description)
    }

    public var description: String {
        let operands = shapes.map(\.description).joined(separator: " and ")
        return operands.isEmpty ? "\(operation): \(reason)" : "\(operation) of \(operands): \(reason)"
    }
}

/// Runs what may not fail in a correct program and stops with the reason where it does, in release builds too
/// (`preconditionFailure` would not print it there).
@inline(__always)
func stopping<Value, Failure: Error & CustomStringConvertible>(_ body: () throws(Failure) -> Value) -> Value {
    do {
        return try body()
    } catch {
        fatalError(error.description)
    }
}
