/// How `Tensor.formatted(_:)` prints the elements of a tensor.
///
/// ```swift
/// print(x.formatted(TensorFormat(precision: 3, threshold: 100, edgeItems: 2, lineWidth: 80)))
/// ```
public struct TensorFormat: Hashable, Sendable {
    /// The largest number of digits after the point. Fewer are printed if they say the same.
    public let precision: Int
    /// The largest number of elements that are all printed. Of a larger tensor only the ends of each axis are.
    public let threshold: Int
    /// The number of entries that are printed at either end of an axis of a tensor above the threshold.
    public let edgeItems: Int
    /// The largest width of a line in characters, beyond which rows are broken between elements; nil for any width.
    public let lineWidth: Int?

    /// Creates a format; without arguments, that of `Tensor.description`.
    ///
    /// - Parameters:
    ///   - precision: the largest number of digits after the point, from 0 to 17.
    ///   - threshold: the largest number of elements that are all printed.
    ///   - edgeItems: the number of entries at either end of an axis of a larger tensor, at least 0.
    ///   - lineWidth: the largest width of a line in characters, or nil. An element that is wider has a line of its own.
    public init(precision: Int = 8, threshold: Int = 1000, edgeItems: Int = 3, lineWidth: Int? = nil) {
        guard 0...17 ~= precision, edgeItems >= 0 else {
            fatalError("TensorFormat: precision \(precision) must be from 0 to 17, edgeItems \(edgeItems) at least 0")
        }
        self.precision = precision
        self.threshold = threshold
        self.edgeItems = edgeItems
        self.lineWidth = lineWidth
    }
}
