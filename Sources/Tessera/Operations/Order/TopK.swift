/// The positions of the first k elements of each line along an axis in sorted order. No gradient flows.
struct TopK<Input: TensorScalar>: AxisOperation {
    typealias Scalar = Int32
    let count: Int
    var axis: Int
    let isDescending: Bool

    var name: String { "topK" }

    var rowsReason: String { "the first of the rows are found among all of them" }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let axis = try resolvedAxis(in: inputs[0])
        let extent = inputs[0][axis]
        guard extent <= Int(Int32.max), (0...extent).contains(count) else {
            throw ShapeError(name, inputs, "there are no \(count) elements among \(extent) along axis \(axis)")
        }
        return inputs[0].resized(axis, to: count)
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Int32>) {
        let x: Tensor<Input> = inputs[0]
        let lines = Lines(x, axis: checkedAxis(in: x.shape))
        switch MemoryLayout<Input>.size {
        case 1: select(lines, into: result, UInt8.self, PackedKey.self)
        case 2: select(lines, into: result, UInt16.self, PackedKey.self)
        case 4: select(lines, into: result, UInt32.self, PackedKey.self)
        default: select(lines, into: result, UInt64.self, WideKey.self)
        }
    }

    private func select<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Item: IndexedItem>(
        _ lines: Lines<Input>, into result: borrowing Destination<Int32>, _ bits: Bits.Type, _ item: Item.Type
    ) {
        let order = ElementOrder<Bits>(Input.self, descending: isDescending)
        let (length, count) = (lines.length, count)
        lines.forEach(into: result) { line, out in
            let line = UnsafeRawPointer(line).assumingMemoryBound(to: Bits.self)
            selectLine(Selection<Bits, Item>(line: line, length: length, order: order), count, to: out)
        }
    }

    func gradient(_ upstream: Tensor<Int32>, at input: Int, inputs: Inputs, result: Tensor<Int32>) -> AnyTensor? { nil }
}

/// A line from which the first elements in sorted order are selected, as Floyd and Rivest do ("Expected time bounds for
/// selection", 1975): a sample tells a bound that hardly more than the first k elements are below, and only these are
/// sorted.
private struct Selection<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Item: IndexedItem> {
    let line: UnsafePointer<Bits>
    let length: Int
    let order: ElementOrder<Bits>

    /// The number of elements of a part of a long line, which a worker goes over.
    static var part: Int { ParallelParts.length }
    static var sampleCount: Int { 8192 }

    @inline(__always)
    func item(_ index: Int) -> Item { Item(key: UInt64(truncatingIfNeeded: order.key(line[index])), index: index) }

    /// The keys of a sample of the line in ascending order.
    @inline(__always)
    func sample() -> [UInt64] {
        let step = length / Self.sampleCount
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * Self.sampleCount) { memory in
            guard let keys = memory.baseAddress else { return [] }
            for index in 0..<Self.sampleCount {
                keys[index] = UInt64(truncatingIfNeeded: order.key(line[index * step]))
            }
            RadixSort.sort(keys, Self.sampleCount, scratch: keys + Self.sampleCount)
            return Array(UnsafeBufferPointer(start: keys, count: Self.sampleCount))
        }
    }

    /// Counts the keys of each part up to a bound and returns the numbers before each part, and of all.
    @inline(__always)
    func starts(upTo bound: Bits) -> [Int] {
        let parts = (length + Self.part - 1) / Self.part
        let counts = [Int](unsafeUninitializedCapacity: parts) { counts, initialized in
            guard let counts = counts.baseAddress else { return }
            forEachPart { range in
                var count = 0
                for index in range { count &+= order.key(line[index]) <= bound ? 1 : 0 }
                (counts + range.lowerBound / Self.part).initialize(to: count)
            }
            initialized = parts
        }
        return counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    }

    /// Stores the items up to a bound in the order of the line.
    @inline(__always)
    func collect(upTo bound: Bits, _ starts: [Int], in items: UnsafeMutablePointer<Item>) {
        forEachPart { range in
            var next = items + starts[range.lowerBound / Self.part]
            for index in range where order.key(line[index]) <= bound {
                next.initialize(to: item(index))
                next += 1
            }
        }
    }

    @inline(__always)
    private func forEachPart(_ body: (Range<Int>) -> Void) {
        CurrentExecutor.value.forEachRange(length, length: Self.part) { range, _ in body(range) }
    }
}

@specialized(where Bits == UInt8, Item == PackedKey)
@specialized(where Bits == UInt16, Item == PackedKey)
@specialized(where Bits == UInt32, Item == PackedKey)
@specialized(where Bits == UInt64, Item == WideKey)
private func selectLine<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Item: IndexedItem>(
    _ selection: Selection<Bits, Item>, _ count: Int, to out: UnsafeMutablePointer<Int32>
) {
    let (length, sampleCount) = (selection.length, Selection<Bits, Item>.sampleCount)
    var (bound, starts) = (Bits.max, [0, length])
    if length >= 2 * sampleCount, count <= length / 2 {
        let sample = selection.sample()
        let expected = Double(count) / Double(length) * Double(sampleCount)
        // Four standard deviations more than expected, and a few for small numbers.
        var rank = Int(expected + 4 * expected.squareRoot()) + 8
        repeat {
            bound = rank < sampleCount ? Bits(truncatingIfNeeded: sample[rank]) : .max
            starts = selection.starts(upTo: bound)
            rank *= 4
        } while starts[starts.count - 1] < count
    }
    let total = starts[starts.count - 1]
    withSortingMemory(of: Item.self, capacity: 2 * total) { items in
        if bound == .max {
            forEachLongPart(length) { range in for index in range { items[index] = selection.item(index) } }
        } else {
            selection.collect(upTo: bound, starts, in: items)
        }
        RadixSort.sort(items, total, scratch: items + total)
        for index in 0..<count { out[index] = items[index].index }
    }
}

extension Tensor {
    /// Returns the largest elements along an axis, in descending order, with their positions. Of equal elements the
    /// first come first, and NaN comes last, as in ``sorted(axis:descending:)``.
    ///
    /// ```swift
    /// let (values, indices) = Tensor<Float>([3, 1, 4, 1, 5]).topK(2)     // [5, 4], [4, 2]
    /// ```
    ///
    /// - Parameters:
    ///   - k: how many. The program stops if the axis has fewer elements.
    ///   - axis: a negative one counts from the end. The program stops if there is no such axis.
    ///   - smallest: whether the smallest elements are returned, in ascending order.
    /// - Returns: two tensors of this shape with extent `k` along the axis. The gradient of the values goes to the
    ///   elements at these positions.
    public func topK(_ k: Int, axis: Int = -1, smallest: Bool = false) -> (values: Tensor, indices: Tensor<Int32>) {
        let indices = apply(TopK<Scalar>(count: k, axis: axis, isDescending: !smallest), to: [erased])
        return (gatheringElements(indices, axis: axis), indices)
    }
}
