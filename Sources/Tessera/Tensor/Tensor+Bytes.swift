extension Tensor {
    /// The bytes of the elements in row-major order, each element in the order of the processor, which is
    /// little-endian wherever the library runs. A `Bool` is one byte, 0 or 1.
    ///
    /// ```swift
    /// let data = Data(x.bytes)
    /// let same = try Tensor<Float>(bytes: data, shape: x.shape)
    /// ```
    public var bytes: [UInt8] {
        requireElements()
        let source = contiguous()
        return withExtendedLifetime(source) {
            Array(UnsafeRawBufferPointer(start: source.base, count: source.count * MemoryLayout<Scalar>.stride))
        }
    }

    /// Creates a tensor from the bytes of its elements in row-major order, such as those of a `Data`; see `bytes`. Any
    /// byte but 0 is `true`.
    ///
    /// - Throws: `ShapeError` if the number of bytes is not that of the shape.
    public init(bytes: some Collection<UInt8>, shape: Shape) throws(ShapeError) {
        let stride = MemoryLayout<Scalar>.stride
        guard let count = shape.addressableCount, count.multipliedReportingOverflow(by: stride) == (bytes.count, false)
        else {
            throw ShapeError(
                "Tensor(bytes:shape:)", [shape], "\(bytes.count) bytes are not \(Scalar.self) of that shape")
        }
        if Scalar.scalarType == .bool {
            // A byte other than 0 and 1 is no valid Bool in memory.
            self.init(Tensor<UInt8>(Array(bytes), shape: shape))
            return
        }
        let storage = Storage<Scalar>(count: count)
        UnsafeMutableRawBufferPointer(start: storage.base, count: count * stride).copyBytes(from: bytes)
        self.init(storage: storage, shape: shape)
    }
}
