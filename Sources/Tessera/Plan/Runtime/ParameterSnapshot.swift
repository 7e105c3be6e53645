/// The state that training steps change: the parameters and the state of the optimizer.
///
/// It retains the memory of the training, not a copy: it is valid until the next step, or for good once training has
/// ended. `copied()` makes it independent.
package struct ParameterSnapshot: Sendable {
    /// The parameters, then each state of the optimizer; all of the same layout.
    let blocks: [Block]
    let places: [Place]
    let scalarType: ScalarType

    /// A slice of a block: the elements of one parameter.
    struct Place {
        let offset: Int
        let count: Int
    }

    /// The number of state values that the optimizer keeps per parameter: 0, 1 (velocity) or 2 (moments).
    package var memoryCount: Int { blocks.count - 1 }

    /// The elements of the parameters, then those of each optimizer state, without padding.
    package var numbers: [[Double]] {
        scalarType == .float ? numbers(Float.self) : numbers(Double.self)
    }

    private func numbers<S: RealScalar>(_ type: S.Type) -> [[Double]] {
        blocks.map { block in
            let base = block.base.assumingMemoryBound(to: S.self)
            return places.flatMap { slice in (0..<slice.count).map { base[slice.offset + $0].scalarValue } }
        }
    }
}

extension ParameterSnapshot: Equatable {
    package static func == (a: ParameterSnapshot, b: ParameterSnapshot) -> Bool { a.numbers == b.numbers }
}

extension ParameterSnapshot: Codable {
    /// - Parameter numbers: The elements of the parameters, then those of each optimizer state: lists of equal length.
    package init(numbers: [[Double]]) {
        blocks = numbers.map { numbers in
            let block = Block(byteCount: numbers.count * MemoryLayout<Double>.stride)
            block.base.assumingMemoryBound(to: Double.self).update(from: numbers, count: numbers.count)
            return block
        }
        places = [Place(offset: 0, count: numbers.first?.count ?? 0)]
        scalarType = .double
    }

    package init(from decoder: any Decoder) throws {
        let numbers = try [[Double]](from: decoder)
        self.init(numbers: numbers)
        guard numbers.allSatisfy({ $0.count == numbers[0].count }) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "the lists of numbers differ in length"))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        try numbers.encode(to: encoder)
    }
}
