extension Tensor {
    /// Returns the different elements in ascending order, with how often each occurs, the position in `values` of each
    /// element of this tensor, and the position in this tensor, flattened, of the first of each. 0 and −0 are equal;
    /// every NaN is a value of its own, at the end.
    ///
    /// ```swift
    /// let unique = Tensor<Float>([3, 1, 3]).unique()
    /// unique.values           // [1, 3]
    /// unique.counts           // [1, 2]
    /// unique.inverse          // [1, 0, 1]
    /// unique.firstPositions   // [1, 0]
    /// ```
    ///
    /// `values.gathering(inverse)` is this tensor again. The gradient of a value goes to its first element. Stops while
    /// a plan is traced if the plan computes the elements, as the number of values is not known then.
    public func unique() -> (
        values: Tensor, counts: Tensor<Int32>, inverse: Tensor<Int32>, firstPositions: Tensor<Int32>
    ) {
        requireKnownElements("unique", "compute the values before")
        let flat = reshaped(to: [count])
        let groups = Groups(of: flat)
        return (
            flat.gathering(groups.firstPositions), groups.counts, groups.inverse.reshaped(to: shape),
            groups.firstPositions
        )
    }

    /// Returns the different parts along an axis in lexicographic order, with how often each occurs, the position in
    /// `values` of each part of this tensor, and the position of the first of each; see ``unique()``. Parts with a NaN
    /// are never equal.
    ///
    /// - Parameter axis: a negative one counts from the end. The program stops if there is no such axis.
    public func unique(axis: Int) -> (
        values: Tensor, counts: Tensor<Int32>, inverse: Tensor<Int32>, firstPositions: Tensor<Int32>
    ) {
        requireKnownElements("unique", "compute the values before")
        let axis = Axes(operation: "unique", requested: [axis]).checked(in: shape)[0]
        let order = [axis] + shape.indices.filter { $0 != axis }
        let width = shape.removingAxes([axis], keepingDimensions: false).elementCount
        let rows = recorded(by: nil).permuted(order).reshaped(to: [shape[axis], width])
        // Stable sorts by one column after another, the most significant one last.
        let positions = (0..<width).reversed().reduce(Tensor<Int32>(numbering: [shape[axis]])) { positions, column in
            positions.gathering(rows[.full, column].gathering(positions).argsorted())
        }
        let sorted = rows.gathering(positions).scalars
        let groups = Groups(positions.scalars) { row in
            (0..<width).contains { sorted[row * width + $0] != sorted[(row - 1) * width + $0] }
        }
        return (
            gathering(groups.firstPositions, axis: axis), groups.counts, groups.inverse, groups.firstPositions
        )
    }
}

/// Equal elements, which are neighbours in sorted order.
private struct Groups {
    let firstPositions: Tensor<Int32>
    let counts: Tensor<Int32>
    /// The group of each element.
    let inverse: Tensor<Int32>

    /// The groups of equal elements of a vector. Stops if `Int32` cannot number its elements.
    init<Scalar: TensorScalar>(of vector: Tensor<Scalar>) {
        if vector.count > Int(Int32.max) { vector.stop("unique", "at most \(Int32.max) elements can be numbered") }
        let x = vector.contiguous()
        switch MemoryLayout<Scalar>.size {
        case 1: self.init(x, UInt8.self, PackedKey.self)
        case 2: self.init(x, UInt16.self, PackedKey.self)
        case 4: self.init(x, UInt32.self, PackedKey.self)
        default: self.init(x, UInt64.self, WideKey.self)
        }
        withExtendedLifetime(x.storage) {}
    }

    /// Sorts keys with the indices of their elements, so that equal elements are neighbours.
    private init<Scalar: TensorScalar, Bits, Item: IndexedItem>(
        _ x: Tensor<Scalar>, _ bits: Bits.Type, _ item: Item.Type
    ) where Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable {
        let inverse = Storage<Int32>(count: x.count)
        let line = UnsafeRawPointer(x.base).assumingMemoryBound(to: Bits.self)
        var starts: [(element: Int32, rank: Int32)] = []
        withSortingMemory(of: Item.self, capacity: 2 * x.count) { items in
            sortKeys(line, x.count, ElementOrder<Bits>(Scalar.self, descending: false), items)
            // Every NaN is a group of its own; integers may have the key too.
            let isAlone = Scalar.scalarType.isReal ? UInt64(truncatingIfNeeded: Bits.max) : nil
            starts = findGroups(items, x.count, isAlone, inverse: inverse.base)
        }
        self.init(starts, Tensor(storage: inverse, shape: [x.count]))
    }

    /// - Parameter starts: the first element of each group, and its index in sorted order.
    private init(_ starts: [(element: Int32, rank: Int32)], _ inverse: Tensor<Int32>) {
        let ends = starts.dropFirst().map(\.rank) + [Int32(truncatingIfNeeded: inverse.count)]
        firstPositions = Tensor(starts.map(\.element))
        counts = Tensor(zip(starts, ends).map { $1 - $0.rank })
        self.inverse = inverse
    }

    /// - Parameters:
    ///   - positions: the elements in sorted order.
    ///   - isNew: whether the element at an index of this order differs from the one before.
    @inline(__always)
    init(_ positions: [Int32], _ isNew: (Int) -> Bool) {
        var (first, starts): ([Int32], [Int]) = ([], [])
        var inverse = [Int32](repeating: 0, count: positions.count)
        for index in positions.indices {
            let position = positions[index]
            if index == 0 || isNew(index) {
                first.append(position)
                starts.append(index)
            }
            inverse[Int(position)] = Int32(truncatingIfNeeded: starts.count - 1)
        }
        starts.append(positions.count)
        let counts = first.indices.map { Int32(truncatingIfNeeded: starts[$0 + 1] - starts[$0]) }
        (firstPositions, self.counts, self.inverse) = (Tensor(first), Tensor(counts), Tensor(inverse))
    }
}

@specialized(where Bits == UInt8, Item == PackedKey)
@specialized(where Bits == UInt16, Item == PackedKey)
@specialized(where Bits == UInt32, Item == PackedKey)
@specialized(where Bits == UInt64, Item == WideKey)
private func sortKeys<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Item: IndexedItem>(
    _ line: UnsafePointer<Bits>, _ count: Int, _ order: ElementOrder<Bits>, _ items: UnsafeMutablePointer<Item>
) {
    forEachLongPart(count) { range in
        for index in range {
            items[index] = Item(key: UInt64(truncatingIfNeeded: order.key(line[index])), index: index)
        }
    }
    RadixSort.sort(items, count, scratch: items + count)
}

/// Finds the groups of equal keys among sorted items, and stores the group of each element. The workers go over parts of
/// the items twice: the groups of a part are numbered when those of the parts before it are counted.
///
/// - Parameter isAlone: a key that is a group of its own each time; nil if there is none.
@specialized(where Item == PackedKey)
@specialized(where Item == WideKey)
private func findGroups<Item: IndexedItem>(
    _ items: UnsafeMutablePointer<Item>, _ count: Int, _ isAlone: UInt64?, inverse: UnsafeMutablePointer<Int32>
) -> [(element: Int32, rank: Int32)] {
    let shift = UInt64(Item.ignoredBits)
    @inline(__always)
    func isNew(_ index: Int) -> Bool {
        let key = items[index].radixKey &>> shift
        return index == 0 || key != items[index - 1].radixKey &>> shift || key == isAlone
    }
    let length = ParallelParts.length
    var numbers = [Int](repeating: 0, count: count / length + 1)
    numbers.withUnsafeMutableBufferPointer { numbers in
        let numbers = numbers
        CurrentExecutor.value.forEachRange(count, length: length) { range, _ in
            var number = 0
            for index in range where isNew(index) { number += 1 }
            numbers[range.lowerBound / length] = number
        }
    }
    var total = 0
    for part in numbers.indices { (numbers[part], total) = (total, total + numbers[part]) }
    return [(element: Int32, rank: Int32)](unsafeUninitializedCapacity: total) { groups, initialized in
        let groups = groups
        CurrentExecutor.value.forEachRange(count, length: length) { range, _ in
            var group = numbers[range.lowerBound / length] - 1
            for index in range {
                let element = items[index].index
                if isNew(index) {
                    group += 1
                    groups[group] = (element, Int32(truncatingIfNeeded: index))
                }
                inverse[Int(element)] = Int32(truncatingIfNeeded: group)
            }
        }
        initialized = total
    }
}
