/// The reference implementation of a random sequence in plain Swift, which the vectorised generators are tested
/// against.
///
/// A block of four words gives four numbers of single precision or two of double precision.
struct RandomSequence<Scalar: RealScalar> {
    private let draw: RandomDraw
    private let generator: Philox

    init(_ draw: RandomDraw) {
        self.draw = draw
        generator = Philox(seed: draw.seed, stream: draw.stream)
    }

    private var perBlock: UInt64 { Scalar.self == Float.self ? 4 : 2 }

    /// Writes the elements of the draw.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func fill(_ out: UnsafeMutablePointer<Scalar>) {
        var index = draw.first
        let end = draw.first &+ UInt64(draw.count)
        var offset = 0
        while index < end {
            let block = index / perBlock
            let numbers = draw.distribution == .uniform ? uniforms(block) : normals(block)
            var lane = Int(index % perBlock)
            while lane < Int(perBlock), index < end {
                out[offset] = numbers[lane]
                lane += 1
                offset += 1
                index += 1
            }
        }
    }

    /// Returns the uniform numbers of a block: 24 random bits each in single precision, 53 in double precision.
    @inline(__always)
    private func uniforms(_ number: UInt64) -> SIMD4<Scalar> {
        let words = generator.block(number)
        if Scalar.self == Float.self {
            return SIMD4(
                Scalar(words[0] >> 8), Scalar(words[1] >> 8), Scalar(words[2] >> 8), Scalar(words[3] >> 8)) * 0x1p-24
        }
        let low = (UInt64(words[1]) << 32 | UInt64(words[0])) >> 11
        let high = (UInt64(words[3]) << 32 | UInt64(words[2])) >> 11
        return SIMD4(Scalar(low), Scalar(high), 0, 0) * 0x1p-53
    }

    /// Returns the normal numbers of a block. Half a unit is added to the radius, so that its logarithm is finite.
    @inline(__always)
    private func normals(_ number: UInt64) -> SIMD4<Scalar> {
        if Scalar.self == Float.self {
            let words = generator.block(number)
            let a = Self.pair((Scalar(words[0]) + 0.5) * 0x1p-32, Scalar(words[1]) * 0x1p-32)
            let b = Self.pair((Scalar(words[2]) + 0.5) * 0x1p-32, Scalar(words[3]) * 0x1p-32)
            return SIMD4(a.0, a.1, b.0, b.1)
        }
        let uniform = uniforms(number)
        let pair = Self.pair(uniform[0] + 0x1p-54, uniform[1])
        return SIMD4(pair.0, pair.1, 0, 0)
    }

    /// The Box–Muller transform of two uniform numbers into two independent normal ones.
    @inline(__always)
    private static func pair(_ radius: Scalar, _ fraction: Scalar) -> (Scalar, Scalar) {
        let r = (-2 * Scalar.log(radius)).squareRoot()
        let angle = 2 * Scalar.pi * fraction
        return (r * Scalar.cos(angle), r * Scalar.sin(angle))
    }
}
