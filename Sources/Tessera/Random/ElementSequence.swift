/// A sequence of random numbers of any length that belongs to one element of a tensor, for distributions that need a
/// number of them that is not known in advance. It depends on seed, stream, distribution and index alone.
struct ElementSequence {
    /// The distributions, which use different words of the generator.
    enum Kind: UInt64 {
        case integers, gamma, beta, poisson, truncatedNormal, categorical, weightedChoice
    }

    private let generator: Philox
    /// The block of the generator that is used next. An element has 2¹⁶ of them, and a tensor fewer than 2⁴⁰ elements.
    private var next: UInt64
    private var words = SIMD4<UInt32>()
    private var isHalfUsed = false

    init(_ generator: Philox, _ kind: Kind, element: Int) {
        self.generator = generator
        next = StreamOffset.sequences | kind.rawValue << 56 | UInt64(element) << 16
    }

    /// Returns 64 random bits.
    mutating func word() -> UInt64 {
        isHalfUsed.toggle()
        if !isHalfUsed { return UInt64(words[3]) << 32 | UInt64(words[2]) }
        words = generator.block(next)
        next += 1
        return UInt64(words[1]) << 32 | UInt64(words[0])
    }

    /// Returns a uniform number between 0 and 1, neither of which occurs.
    mutating func uniform() -> Double { (Double(word() >> 12) + 0.5) * 0x1p-52 }

    /// Returns a standard normal number by the Box–Muller transform.
    mutating func normal() -> Double {
        let radius = (-2 * Double.log(uniform())).squareRoot()
        return radius * Double.cos(2 * Double.pi * uniform())
    }

    /// Returns an integer below `bound`, each with the same probability (Lemire, "Fast random integer generation in an
    /// interval", 2019).
    mutating func integer(below bound: UInt64) -> UInt64 {
        var product = word().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = word().multipliedFullWidth(by: bound) }
        }
        return product.high
    }
}

extension Tensor {
    /// Creates a tensor of random numbers; `sample` computes each from a sequence of its own.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    @specialized(where Scalar == Int32)
    init(
        sampled shape: Shape, _ kind: ElementSequence.Kind, _ seed: UInt64, _ stream: UInt64,
        _ sample: (inout ElementSequence, _ index: Int) -> Scalar
    ) {
        let generator = Philox(seed: seed, stream: stream)
        let storage = Self.checkedStorage(shape) { storage in
            ParallelParts.forEachChunk(storage.count) { first, count in
                for index in first..<first + count {
                    var sequence = ElementSequence(generator, kind, element: index)
                    storage.base[index] = sample(&sequence, index)
                }
            }
        }
        self.init(storage: storage, shape: shape)
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the elements of a parameter of a distribution, broadcast to the shape of the numbers that are drawn. Stops
    /// if the shapes do not fit, or an element is not valid.
    func parameters(
        _ distribution: String, for shape: Shape, _ requirement: String, _ isValid: (Double) -> Bool
    ) -> [Double] {
        let name = "Tensor(\(distribution): \(shape))"
        guard self.shape.broadcast(with: shape) == shape else {
            fatalError("\(name): a parameter of shape \(self.shape) does not fit")
        }
        let values = expanded(to: shape).scalars.map(\.scalarValue)
        if let wrong = values.first(where: { !isValid($0) }) { fatalError("\(name): \(requirement), not \(wrong)") }
        return values
    }
}
