/// The parameters of a training that has ended, and what its optimizer remembers of each: what steps have changed.
///
/// It keeps the memory itself, not a copy: training writes to it no more.
package struct ParameterSnapshot: Sendable {
    let blocks: [Block]
    let places: [Place]
    let scalarType: ScalarType

    /// Some consecutive elements.
    struct Place {
        let offset: Int
        let count: Int
    }

    /// How many numbers the optimizer remembers for each parameter.
    package var memoryCount: Int { blocks.count - 1 }

    /// The parameters, then each memory.
    package var numbers: [[Double]] {
        scalarType == .float ? numbers(Float.self) : numbers(Double.self)
    }

    private func numbers<S: RealScalar>(_ type: S.Type) -> [[Double]] {
        blocks.map { block in
            let base = block.base.assumingMemoryBound(to: S.self)
            return places.flatMap { place in (0..<place.count).map { base[place.offset + $0].scalarValue } }
        }
    }
}

extension ParameterSnapshot: Equatable {
    package static func == (a: ParameterSnapshot, b: ParameterSnapshot) -> Bool { a.numbers == b.numbers }
}

extension ParameterSnapshot: Codable {
    /// The parameters, then each memory, as many numbers of each.
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
