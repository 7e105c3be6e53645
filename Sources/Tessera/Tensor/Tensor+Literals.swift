/// An entry of a tensor written as nested array literals: a number, a truth value, or a list of entries.
public struct TensorLiteral<Scalar: TensorScalar>: Sendable {
    private enum Content: Sendable {
        case scalar(Scalar)
        /// Entries of one shape.
        case list([TensorLiteral])
    }

    private let content: Content

    /// Creates a single entry.
    package static func scalar(_ scalar: Scalar) -> TensorLiteral { TensorLiteral(content: .scalar(scalar)) }

    /// Creates a list of entries of one shape.
    fileprivate static func list(_ entries: [TensorLiteral]) -> TensorLiteral { TensorLiteral(content: .list(entries)) }

    /// The shape according to the first entry at each depth; `append` checks that the others agree.
    fileprivate var shape: Shape {
        guard case .list(let entries) = content else { return [] }
        return Shape([entries.count] + (entries.first?.shape.dimensions ?? []))
    }

    /// Appends the scalars in row-major order. Stops if an entry does not have the expected shape.
    fileprivate func append(to scalars: inout [Scalar], expecting shape: ArraySlice<Int>) {
        switch content {
        case .scalar(let scalar) where shape.isEmpty:
            scalars.append(scalar)
        case .list(let entries) where entries.count == shape.first:
            for entry in entries { entry.append(to: &scalars, expecting: shape.dropFirst()) }
        default:
            fatalError("Tensor literal: entries at the same depth must have the same shape")
        }
    }
}

extension TensorLiteral: ExpressibleByArrayLiteral {
    /// Creates a list of entries.
    public init(arrayLiteral entries: TensorLiteral...) { self = Self.list(entries) }
}

extension TensorLiteral: ExpressibleByFloatLiteral where Scalar: ExpressibleByFloatLiteral {
    /// Creates an entry from a floating-point literal.
    public init(floatLiteral value: Scalar.FloatLiteralType) { self = Self.scalar(Scalar(floatLiteral: value)) }
}

extension TensorLiteral: ExpressibleByIntegerLiteral where Scalar: ExpressibleByIntegerLiteral {
    /// Creates an entry from an integer literal.
    public init(integerLiteral value: Scalar.IntegerLiteralType) { self = Self.scalar(Scalar(integerLiteral: value)) }
}

extension TensorLiteral: ExpressibleByBooleanLiteral where Scalar: ExpressibleByBooleanLiteral {
    /// Creates an entry from `true` or `false`.
    public init(booleanLiteral value: Scalar.BooleanLiteralType) { self = Self.scalar(Scalar(booleanLiteral: value)) }
}

extension TensorLiteral where Scalar: RealScalar {
    /// NaN, as an entry of a literal.
    package static var nan: TensorLiteral { .scalar(.nan) }
    /// Infinity, as an entry of a literal.
    package static var infinity: TensorLiteral { .scalar(.infinity) }

    /// Returns the entry with the sign of every number in it changed.
    package static prefix func - (entry: TensorLiteral) -> TensorLiteral {
        switch entry.content {
        case .scalar(let scalar): .scalar(-scalar)
        case .list(let entries): .list(entries.map { -$0 })
        }
    }
}

extension Tensor: ExpressibleByArrayLiteral {
    /// Creates a tensor from nested array literals. Stops if entries at the same depth differ in shape.
    public init(arrayLiteral entries: TensorLiteral<Scalar>...) {
        let literal = TensorLiteral.list(entries)
        let shape = literal.shape
        var scalars: [Scalar] = []
        literal.append(to: &scalars, expecting: shape.dimensions[...])
        self.init(scalars, shape: shape)
    }

    /// Creates a tensor from nested array literals of any depth: `Tensor<Float>([[[1], [2]], [[3], [4]]])`.
    @_disfavoredOverload
    public init(_ literal: Tensor) {
        self = literal
    }
}
