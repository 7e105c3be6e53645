extension Tensor {
    /// A tensor of no axes: a single value.
    public init(_ scalar: Scalar) {
        self.init(repeating: scalar, shape: [])
    }

    /// A vector of the given elements.
    public init(_ scalars: [Scalar]) {
        self.init(scalars, shape: [scalars.count])
    }

    /// A matrix of the given rows, which must be of equal length.
    @_disfavoredOverload
    public init(_ rows: [[Scalar]]) {
        let width = rows.first?.count ?? 0
        if let odd = rows.firstIndex(where: { $0.count != width }) {
            fatalError("Tensor of rows: row \(odd) has \(rows[odd].count) elements, row 0 has \(width)")
        }
        self.init(Array(rows.joined()), shape: [rows.count, width])
    }

    /// The given elements, in row-major order, in the given shape.
    public init(_ scalars: [Scalar], shape: Shape) {
        let storage = scalars.withUnsafeBufferPointer { buffer in
            Self.checkedStorage(shape, providing: buffer.count) { storage in
                if let start = buffer.baseAddress { storage.base.initialize(from: start, count: buffer.count) }
            }
        }
        self.init(storage: storage, shape: shape)
    }

    /// A copy of a buffer's elements, in row-major order, in the given shape.
    public init(_ buffer: UnsafeBufferPointer<Scalar>, shape: Shape) {
        let storage = Self.checkedStorage(shape, providing: buffer.count) { storage in
            if let start = buffer.baseAddress { storage.base.initialize(from: start, count: buffer.count) }
        }
        self.init(storage: storage, shape: shape)
    }

    /// A copy of a span's elements, in row-major order, in the given shape.
    public init(_ span: borrowing Span<Scalar>, shape: Shape) {
        self = span.withUnsafeBufferPointer { Tensor($0, shape: shape) }
    }

    public init(repeating value: Scalar, shape: Shape) {
        if Tracing.sparesMemory(for: shape) {
            self.init(repeatingOnce: value, shape: shape)
            return
        }
        let storage = Self.checkedStorage(shape) { $0.base.initialize(repeating: value, count: $0.count) }
        self.init(storage: storage, shape: shape)
    }

    public init(zeros shape: Shape) {
        self.init(repeating: .zeroScalar, shape: shape)
    }

    public init(ones shape: Shape) {
        self.init(repeating: .oneScalar, shape: shape)
    }

    /// The elements converted to another type. Real numbers become integers by rounding towards zero; anything but
    /// zero is true. Between `Float` and `Double` the conversion is recorded like any operation.
    public init<Source: TensorScalar>(_ source: Tensor<Source>) {
        self = apply(Cast<Source, Scalar>(), to: [source.erased])
    }

    /// Memory for `shape`, filled by `fill`; stops where the shape has a negative extent, needs more elements than
    /// can be addressed, or does not match the elements that are provided.
    static func checkedStorage(
        _ shape: Shape, providing provided: Int? = nil, fill: (Storage<Scalar>) -> Void
    ) -> Storage<Scalar> {
        guard let needed = shape.addressableCount else {
            fatalError("Tensor of shape \(shape): extents must be at least 0 and their product addressable")
        }
        if let provided, provided != needed {
            fatalError("Tensor of shape \(shape): needs \(needed) elements, \(provided) were given")
        }
        let storage = Storage<Scalar>(count: needed)
        fill(storage)
        return storage
    }
}

extension Tensor where Scalar: RealScalar {
    /// `start, start + step, …` up to but not including `end`.
    public init(rangeFrom start: Scalar, to end: Scalar, by step: Scalar = 1) {
        let name = "Tensor(rangeFrom: \(start), to: \(end), by: \(step))"
        guard start.isFinite, end.isFinite, step.isFinite, step != 0 else {
            fatalError("\(name): needs finite bounds and a step that is not 0")
        }
        // Distances may be larger than the largest number; their halves are not.
        let isWide = !(end - start).isFinite
        let quotient = isWide ? (end / 2 - start / 2) / (step / 2) : (end - start) / step
        let count = Swift.max(0, quotient.rounded(.up)).scalarValue
        guard count < 0x1p62, let length = Shape([Int(count)]).addressableCount else {
            fatalError("\(name): \(count) elements are more than can be addressed")
        }
        func element(_ index: Int) -> Scalar {
            let number = Scalar(index)
            return isWide ? 2 * (start / 2 + number * (step / 2)) : start + number * step
        }
        // The quotient may be rounded up to one more, which would be the end itself.
        let isOver = length > 0 && (step > 0 ? element(length - 1) >= end : element(length - 1) <= end)
        self.init(count: isOver ? length - 1 : length, element)
    }

    /// `count` values evenly spaced from `start` to `end`, both included; finite and in order for any finite bounds.
    public init(linearFrom start: Scalar, to end: Scalar, count: Int) {
        guard count >= 0, Shape([count]).addressableCount != nil else {
            fatalError("Tensor(linearFrom:to:count: \(count)): the count must be at least 0 and addressable")
        }
        let (steps, distance) = (Scalar(Swift.max(1, count - 1)), end - start)
        let step = distance / steps
        self.init(count: count) { index in
            if index == count - 1, count > 1 { return end }
            let number = Scalar(index)
            // Bounds of opposite sign may be further apart than the largest number.
            if distance.isInfinite { return start * ((steps - number) / steps) + end * (number / steps) }
            // A step without all of its digits would be multiplied with its error.
            return step.isNormal ? start + number * step : start + number * distance / steps
        }
    }

    /// A vector of so many elements, each made from its position.
    private init(count: Int, _ element: (Int) -> Scalar) {
        let storage = Self.checkedStorage([count]) { storage in
            for index in 0..<count { storage.base[index] = element(index) }
        }
        self.init(storage: storage, shape: [count])
    }

    /// The matrix with ones where row and column agree, zeros elsewhere.
    public init(identity rows: Int, columns: Int? = nil) {
        let columns = columns ?? rows
        self.init(zeros: [rows, columns])
        withMutableSpan { span in
            for index in 0..<Swift.min(rows, columns) { span[index * columns + index] = 1 }
        }
    }
}

extension Tensor<Int32> {
    /// The integers of a range, as for the indices of rows.
    public init(_ range: Range<Int32>) {
        self.init(Array(range))
    }
}
