extension Tensor {
    /// Creates a scalar: a tensor of rank 0.
    public init(_ scalar: Scalar) {
        self.init(repeating: scalar, shape: [])
    }

    /// Creates a vector of the given elements.
    public init(_ scalars: [Scalar]) {
        self.init(scalars, shape: [scalars.count])
    }

    /// Creates a matrix of the given rows. Stops if their lengths differ.
    @_disfavoredOverload
    public init(_ rows: [[Scalar]]) {
        let width = rows.first?.count ?? 0
        if let odd = rows.firstIndex(where: { $0.count != width }) {
            fatalError("Tensor of rows: row \(odd) has \(rows[odd].count) elements, row 0 has \(width)")
        }
        self.init(Array(rows.joined()), shape: [rows.count, width])
    }

    /// Creates a tensor of the given elements, in row-major order. Stops if their number does not match the shape.
    public init(_ scalars: [Scalar], shape: Shape) {
        let storage = scalars.withUnsafeBufferPointer { buffer in
            Self.checkedStorage(shape, providing: buffer.count) { storage in
                if let start = buffer.baseAddress { storage.base.initialize(from: start, count: buffer.count) }
            }
        }
        self.init(storage: storage, shape: shape)
    }

    /// Creates a tensor from a copy of a buffer's elements, in row-major order. Stops if their number does not match
    /// the shape.
    package init(_ buffer: UnsafeBufferPointer<Scalar>, shape: Shape) {
        let storage = Self.checkedStorage(shape, providing: buffer.count) { storage in
            if let start = buffer.baseAddress { storage.base.initialize(from: start, count: buffer.count) }
        }
        self.init(storage: storage, shape: shape)
    }

    /// Creates a tensor from a copy of a span's elements, in row-major order. Stops if their number does not match the
    /// shape.
    public init(_ span: borrowing Span<Scalar>, shape: Shape) {
        self = span.withUnsafeBufferPointer { Tensor($0, shape: shape) }
    }

    /// Creates a tensor whose elements `body` appends, in row-major order, to the memory of the tensor: nothing is
    /// copied. Stops if it does not append as many as the shape has.
    ///
    /// ```swift
    /// let squares = Tensor<Double>(shape: [2, 3]) { output in
    ///     for index in 0..<6 { output.append(Double(index * index)) }
    /// }
    /// ```
    ///
    /// - Throws: what `body` throws.
    public init<Failure: Error>(
        shape: Shape, initializingWith body: (inout OutputSpan<Scalar>) throws(Failure) -> Void
    ) throws(Failure) {
        let storage = Self.checkedStorage(shape) { _ in }
        let memory = UnsafeMutableBufferPointer(start: storage.base, count: storage.count)
        var output = OutputSpan(buffer: memory, initializedCount: 0)
        try body(&output)
        let appended = output.finalize(for: memory)
        guard appended == storage.count else {
            fatalError("Tensor of shape \(shape): needs \(storage.count) elements, \(appended) were appended")
        }
        self.init(storage: storage, shape: shape)
    }

    /// Creates a tensor whose elements all have the same value.
    public init(repeating value: Scalar, shape: Shape) {
        if Tracing.sparesMemory(for: shape) {
            self.init(repeatingOnce: value, shape: shape)
            return
        }
        let storage = Self.checkedStorage(shape) { $0.base.initialize(repeating: value, count: $0.count) }
        self.init(storage: storage, shape: shape)
    }

    /// Creates a tensor of zeros (`false` for `Bool`).
    public init(zeros shape: Shape) {
        self.init(repeating: .zeroScalar, shape: shape)
    }

    /// Creates a tensor of ones (`true` for `Bool`).
    public init(ones shape: Shape) {
        self.init(repeating: .oneScalar, shape: shape)
    }

    /// Converts the elements to another type.
    ///
    /// Numbers become integers by rounding towards zero; one out of range becomes the nearest integer in range, and NaN
    /// becomes 0. Integers become real numbers by rounding to nearest, once. Any value but zero becomes `true`, which
    /// becomes 1. No integer passes through a floating-point number on its way to another integer. See
    /// `init(exactly:)` to check that every value is kept, and `init(truncatingIfNeeded:)` to keep the lower bits. To
    /// numbers of 16 bits, numbers are rounded to nearest, once; one that is too large becomes infinite. A conversion
    /// between `Float` and `Double` is recorded as an operation and has a gradient; no other conversion has one.
    ///
    /// ```swift
    /// Tensor<UInt8>(Tensor<Double>([-3, 2.9, 300]))      // [0, 2, 255]
    /// ```
    public init<Source: TensorScalar>(_ source: Tensor<Source>) {
        self = apply(Cast<Source, Scalar>(), to: [source.erased])
    }

    /// Returns memory for `shape`, filled by `fill`. Stops if the shape has a negative extent, needs more elements than
    /// can be addressed, or does not match the number of elements provided.
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
    /// Creates the vector `start, start + step, …` up to but not including `end`. Stops if a bound or the step is not
    /// finite, or the step is 0.
    public init(rangeFrom start: Scalar, to end: Scalar, by step: Scalar = 1) {
        let name = "Tensor(rangeFrom: \(start), to: \(end), by: \(step))"
        guard start.isFinite, end.isFinite, step.isFinite, step != 0 else {
            fatalError("\(name): needs finite bounds and a step that is not 0")
        }
        // The difference of the bounds may overflow to infinity; that of their halves cannot.
        let isWide = !(end - start).isFinite
        let halfStep: Scalar = step / 2
        let halfStart: Scalar = start / 2
        var quotient: Scalar = (end - start) / step
        if isWide { quotient = (end / 2 - halfStart) / halfStep }
        let count: Double = quotient > 0 ? quotient.rounded(.up).scalarValue : 0
        guard count < 0x1p62, let length = Shape([Int(count)]).addressableCount else {
            fatalError("\(name): \(count) elements are more than can be addressed")
        }
        func element(_ index: Int) -> Scalar {
            let number = Scalar(index)
            if !isWide { return start + number * step }
            let half: Scalar = halfStart + number * halfStep
            return 2 * half
        }
        // Rounding of the quotient may give one element too many, which would be the end itself.
        let isOver = length > 0 && (step > 0 ? element(length - 1) >= end : element(length - 1) <= end)
        self.init(count: isOver ? length - 1 : length, element)
    }

    /// Creates a vector of `count` values evenly spaced from `start` to `end`, both included. The values are finite and
    /// in order for any finite bounds.
    public init(linearFrom start: Scalar, to end: Scalar, count: Int) {
        guard count >= 0, Shape([count]).addressableCount != nil else {
            fatalError("Tensor(linearFrom:to:count: \(count)): the count must be at least 0 and addressable")
        }
        let (steps, distance) = (Scalar(Swift.max(1, count - 1)), end - start)
        let step = distance / steps
        self.init(count: count) { index in
            if index == count - 1, count > 1 { return end }
            let number = Scalar(index)
            // The difference of bounds of opposite sign may overflow.
            if distance.isInfinite { return start * ((steps - number) / steps) + end * (number / steps) }
            // A subnormal step has lost digits, and the multiplication would magnify its rounding error.
            return step.isNormal ? start + number * step : start + number * distance / steps
        }
    }

    /// Creates a vector of `count` elements, each computed from its index.
    private init(count: Int, _ element: (Int) -> Scalar) {
        let storage = Self.checkedStorage([count]) { storage in
            for index in 0..<count { storage.base[index] = element(index) }
        }
        self.init(storage: storage, shape: [count])
    }

    /// Creates a matrix with ones on the diagonal and zeros elsewhere; square if `columns` is nil.
    public init(identity rows: Int, columns: Int? = nil) {
        let columns = columns ?? rows
        self.init(zeros: [rows, columns])
        withMutableSpan { span in
            for index in 0..<Swift.min(rows, columns) { span[index * columns + index] = 1 }
        }
    }
}

extension Tensor<Int32> {
    /// Creates the vector of the integers of a range, such as row indices.
    package init(_ range: Range<Int32>) {
        self.init(Array(range))
    }
}
