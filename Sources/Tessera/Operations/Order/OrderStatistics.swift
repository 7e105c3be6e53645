/// The elements at some positions of each line along an axis as if it were sorted. Lines are long and not sorted whole.
/// Applied to tensors that are not recorded; others are sorted.
struct OrderStatistics<Scalar: RealScalar>: AxisOperation {
    var axis: Int
    /// The positions, in ascending order.
    let positions: [Int]

    /// The length of a line from which selecting is faster than sorting.
    static var shortest: Int { RadixSort<UInt32>.manyItems }

    var name: String { "orderStatistics" }

    var rowsReason: String { "selecting from the rows needs all of them" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let axis = try resolvedAxis(in: inputs[0])
        guard positions.allSatisfy({ (0..<inputs[0][axis]).contains($0) }) else {
            throw ShapeError(name, inputs, "there are no positions \(positions) along axis \(axis)")
        }
        return inputs[0].resized(axis, to: positions.count)
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        let lines = Lines(x, axis: checkedAxis(in: x.shape))
        if MemoryLayout<Scalar>.size == 4 {
            select(lines, into: result, UInt32.self)
        } else {
            select(lines, into: result, UInt64.self)
        }
    }

    private func select<Bits: FixedWidthInteger & UnsignedInteger & RadixItem>(
        _ lines: Lines<Scalar>, into result: borrowing Destination<Scalar>, _ bits: Bits.Type
    ) {
        let (positions, length) = (positions, lines.length)
        lines.forEach(into: result) { line, out in
            let line = UnsafeRawPointer(line).assumingMemoryBound(to: Bits.self)
            let out = UnsafeMutableRawPointer(out).assumingMemoryBound(to: Bits.self)
            withSortingMemory(of: Bits.self, capacity: 2 * length) { keys in
                selectElements(
                    line, length, ElementOrder(Scalar.self, descending: false), positions, keys,
                    scratch: keys + length, to: out)
            }
        }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? { nil }
}

@specialized(where Bits == UInt32)
@specialized(where Bits == UInt64)
private func selectElements<Bits: FixedWidthInteger & UnsignedInteger & RadixItem>(
    _ line: UnsafePointer<Bits>, _ length: Int, _ order: ElementOrder<Bits>, _ positions: [Int],
    _ keys: UnsafeMutablePointer<Bits>, scratch: UnsafeMutablePointer<Bits>, to out: UnsafeMutablePointer<Bits>
) {
    forEachLongPart(length) { range in
        for index in range { keys[index] = order.key(line[index]) }
    }
    RadixSort.select(keys, length, at: positions, scratch: scratch, to: out)
    for (index, position) in positions.enumerated() {
        let bits = order.bits(out[index])
        out[index] = bits == 0 ? zero(at: position, line, length, order) : bits
    }
}

/// Returns the zero at a position of a sorted line: zeros of either sign are equal and keep their order.
@inline(__always)
private func zero<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    at position: Int, _ line: UnsafePointer<Bits>, _ length: Int, _ order: ElementOrder<Bits>
) -> Bits {
    let key = order.key(0)
    var number = position
    for index in 0..<length where order.key(line[index]) < key { number -= 1 }
    for index in 0..<length where order.key(line[index]) == key {
        if number == 0 { return line[index] }
        number -= 1
    }
    return 0
}
