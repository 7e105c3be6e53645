/// Sorts along one axis: the elements of lines in order. `Argsort` has the gradient: a recorded tensor is gathered by
/// the positions that it returns.
struct Sort<Scalar: TensorScalar>: AxisOperation {
    var axis: Int
    let isDescending: Bool

    var name: String { "sorted" }

    var rowsReason: String { "sorting the rows needs all of them" }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Scalar> = inputs[0]
        let lines = Lines(x, axis: checkedAxis(in: x.shape))
        switch MemoryLayout<Scalar>.size {
        case 1: sort(lines, into: result, UInt8.self, UInt32.self)
        case 2: sort(lines, into: result, UInt16.self, UInt32.self)
        case 4: sort(lines, into: result, UInt32.self, UInt32.self)
        default: sort(lines, into: result, UInt64.self, UInt64.self)
        }
    }

    private func sort<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Item: RadixItem & FixedWidthInteger>(
        _ lines: Lines<Scalar>, into result: borrowing Destination<Scalar>, _ bits: Bits.Type, _ item: Item.Type
    ) {
        let order = ElementOrder<Bits>(Scalar.self, descending: isDescending)
        let length = lines.length
        lines.forEach(into: result) { line, out in
            let line = UnsafeRawPointer(line).assumingMemoryBound(to: Bits.self)
            let out = UnsafeMutableRawPointer(out).assumingMemoryBound(to: Bits.self)
            // Keys as wide as elements are sorted in the memory of the result.
            let isWide = MemoryLayout<Item>.size > MemoryLayout<Bits>.size
            withSortingMemory(of: Item.self, capacity: isWide ? 2 * length : length) { scratch in
                let own = UnsafeMutableRawPointer(out).assumingMemoryBound(to: Item.self)
                sortLine(line, length, order, isWide ? scratch + length : own, scratch: scratch, to: out)
            }
        }
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? { nil }
}

@specialized(where Bits == UInt8, Item == UInt32)
@specialized(where Bits == UInt16, Item == UInt32)
@specialized(where Bits == UInt32, Item == UInt32)
@specialized(where Bits == UInt64, Item == UInt64)
private func sortLine<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Item: RadixItem & FixedWidthInteger>(
    _ line: UnsafePointer<Bits>, _ length: Int, _ order: ElementOrder<Bits>, _ items: UnsafeMutablePointer<Item>,
    scratch: UnsafeMutablePointer<Item>, to out: UnsafeMutablePointer<Bits>
) {
    forEachLongPart(length) { range in
        for index in range { items[index] = Item(truncatingIfNeeded: order.key(line[index])) }
    }
    RadixSort.sort(items, length, scratch: scratch)
    forEachLongPart(length) { range in
        for index in range { out[index] = order.bits(Bits(truncatingIfNeeded: items[index])) }
    }
    if let negativeZero = order.negativeZero { restoreZeros(line, length, negativeZero, in: out) }
}

/// Gives the zeros among sorted elements the signs that they have in the line, in its order: a key has no sign of 0.
@inline(__always)
private func restoreZeros<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ line: UnsafePointer<Bits>, _ length: Int, _ negativeZero: Bits, in out: UnsafeMutablePointer<Bits>
) {
    var hasNegative = false
    for index in 0..<length { hasNegative = hasNegative || line[index] == negativeZero }
    guard hasNegative, var next = (0..<length).first(where: { out[$0] == 0 }) else { return }
    for index in 0..<length where line[index] & ~negativeZero == 0 {
        out[next] = line[index]
        next += 1
    }
}

/// The positions of the elements of each line along an axis in sorted order; equal elements stay in their order. No
/// gradient flows.
struct Argsort<Input: TensorScalar>: AxisOperation {
    typealias Scalar = Int32
    var axis: Int
    let isDescending: Bool

    var name: String { "argsorted" }

    var rowsReason: String { "sorting the rows needs all of them" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try shapeOfPositions(in: inputs[0]) }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Int32>) {
        let x: Tensor<Input> = inputs[0]
        let lines = Lines(x, axis: checkedAxis(in: x.shape))
        switch MemoryLayout<Input>.size {
        case 1: sort(lines, into: result, UInt8.self, PackedKey.self)
        case 2: sort(lines, into: result, UInt16.self, PackedKey.self)
        case 4: sort(lines, into: result, UInt32.self, PackedKey.self)
        default: sort(lines, into: result, UInt64.self, WideKey.self)
        }
    }

    private func sort<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Item: IndexedItem>(
        _ lines: Lines<Input>, into result: borrowing Destination<Int32>, _ bits: Bits.Type, _ item: Item.Type
    ) {
        let order = ElementOrder<Bits>(Input.self, descending: isDescending)
        let length = lines.length
        lines.forEach(into: result) { line, out in
            let line = UnsafeRawPointer(line).assumingMemoryBound(to: Bits.self)
            withSortingMemory(of: Item.self, capacity: 2 * length) { items in
                argsortLine(line, length, order, items, scratch: items + length, to: out)
            }
        }
    }

    func gradient(_ upstream: Tensor<Int32>, at input: Int, inputs: Inputs, result: Tensor<Int32>) -> AnyTensor? { nil }
}

@specialized(where Bits == UInt8, Item == PackedKey)
@specialized(where Bits == UInt16, Item == PackedKey)
@specialized(where Bits == UInt32, Item == PackedKey)
@specialized(where Bits == UInt64, Item == WideKey)
private func argsortLine<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Item: IndexedItem>(
    _ line: UnsafePointer<Bits>, _ length: Int, _ order: ElementOrder<Bits>, _ items: UnsafeMutablePointer<Item>,
    scratch: UnsafeMutablePointer<Item>, to out: UnsafeMutablePointer<Int32>
) {
    forEachLongPart(length) { range in
        for index in range {
            items[index] = Item(key: UInt64(truncatingIfNeeded: order.key(line[index])), index: index)
        }
    }
    RadixSort.sort(items, length, scratch: scratch)
    forEachLongPart(length) { range in
        for index in range { out[index] = items[index].index }
    }
}

extension Tensor {
    /// Returns the elements along an axis in ascending or descending order. NaN comes last either way; equal elements
    /// stay in their order.
    ///
    /// ```swift
    /// Tensor<Float>([[3, 1, 2], [4, 6, 5]]).sorted(axis: 1)     // [[1, 2, 3], [4, 5, 6]]
    /// ```
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - descending: whether the largest comes first.
    public func sorted(axis: Int = -1, descending: Bool = false) -> Tensor {
        if node != nil {
            return gatheringElements(argsorted(axis: axis, descending: descending), axis: axis)
        }
        return apply(Sort<Scalar>(axis: axis, isDescending: descending), to: [erased])
    }

    /// Returns the positions along an axis of the elements in ascending or descending order, for
    /// ``gatheringElements(_:axis:)``. NaN comes last either way; equal elements stay in their order. No gradient
    /// flows.
    ///
    /// - Parameters:
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - descending: whether the position of the largest comes first.
    public func argsorted(axis: Int = -1, descending: Bool = false) -> Tensor<Int32> {
        apply(Argsort<Scalar>(axis: axis, isDescending: descending), to: [erased])
    }
}
