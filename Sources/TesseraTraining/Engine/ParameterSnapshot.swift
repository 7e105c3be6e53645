import Tessera

/// The state that training steps change: the parameters and the state of the optimizer.
///
/// It retains the memory of the training, not a copy: it is valid until the next step, or for good once training has
/// ended. `copied()` makes it independent.
struct ParameterSnapshot: Sendable {
    /// The parameters, then each state of the optimizer; all of the same layout.
    let blocks: [Block]
    let slices: [ParameterSlice]
    let scalarType: ScalarType

    /// The number of state values that the optimizer keeps per parameter: 0, 1 (velocity) or 2 (moments).
    var stateCount: Int { blocks.count - 1 }

    /// The elements of the parameters, then those of each optimizer state, without padding.
    var numbers: [[Double]] {
        scalarType == .float ? numbers(Float.self) : numbers(Double.self)
    }

    /// Returns a copy in separate memory, which later steps do not change.
    func copied() -> ParameterSnapshot {
        let copies = blocks.map { block in
            let copy = Block(byteCount: block.byteCount)
            copy.base.copyMemory(from: block.base, byteCount: block.byteCount)
            return copy
        }
        return ParameterSnapshot(blocks: copies, slices: slices, scalarType: scalarType)
    }

    private func numbers<S: RealScalar>(_ type: S.Type) -> [[Double]] {
        blocks.map { block in
            let base = block.base.assumingMemoryBound(to: S.self)
            return slices.flatMap { slice in (0..<slice.count).map { base[slice.offset + $0].scalarValue } }
        }
    }
}

extension ParameterSnapshot: Equatable {
    static func == (a: ParameterSnapshot, b: ParameterSnapshot) -> Bool { a.numbers == b.numbers }
}

extension ParameterSnapshot: Codable {
    /// - Parameter numbers: The elements of the parameters, then those of each optimizer state: lists of equal length.
    init(numbers: [[Double]]) {
        blocks = numbers.map { numbers in
            let block = Block(byteCount: numbers.count * MemoryLayout<Double>.stride)
            block.base.assumingMemoryBound(to: Double.self).update(from: numbers, count: numbers.count)
            return block
        }
        slices = [ParameterSlice(offset: 0, count: numbers.first?.count ?? 0)]
        scalarType = .double
    }

    init(from decoder: any Decoder) throws {
        let numbers = try [[Double]](from: decoder)
        self.init(numbers: numbers)
        guard numbers.allSatisfy({ $0.count == numbers[0].count }) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "the lists of numbers differ in length"))
        }
    }

    func encode(to encoder: any Encoder) throws {
        try numbers.encode(to: encoder)
    }
}
