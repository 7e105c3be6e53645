@testable import Tessera

/// The range of the elements of an operand.
enum Domain: Sendable {
    /// −2 … 2.
    case any
    /// ½ … 2½ with either sign: away from kinks and poles at 0.
    case awayFromZero
    /// ½ … 2½.
    case positive
    /// 0.1 … 0.9.
    case probability
    /// −½ … ½: away from poles at ±1.
    case insideOne
    /// 1½ … 3½.
    case aboveOne

    func value(_ random: Double) -> Double {
        switch self {
        case .any: 4 * random - 2
        case .awayFromZero: random < 0.5 ? -0.5 - 4 * random : 0.5 + 4 * (random - 0.5)
        case .positive: 0.5 + 2 * random
        case .probability: 0.1 + 0.8 * random
        case .insideOne: random - 0.5
        case .aboveOne: 1.5 + 2 * random
        }
    }
}

/// The layout of an operand in memory.
enum Layout: String, CaseIterable, Sendable {
    case contiguous, transposed, sliced, reversed, broadcast

    /// A tensor of this layout with the given elements; broadcasting repeats the first position of the first axis.
    func tensor<Scalar: RealScalar>(_ shape: [Int], _ values: [Double]) -> Tensor<Scalar> {
        arranged(Tensor(values.map { Scalar($0) }, shape: Shape(shape)))
    }

    /// The tensor with its elements in this layout; broadcasting repeats the first position of the first axis.
    func arranged<Scalar: TensorScalar>(_ plain: Tensor<Scalar>) -> Tensor<Scalar> {
        if plain.shape.isEmpty { return plain }
        switch self {
        case .contiguous: return plain
        case .transposed:
            let order = Array(plain.shape.indices.reversed())
            return plain.transposed(order).copied().transposed(order)
        case .sliced:
            // Every second position of a larger tensor, starting after the first.
            let larger = plain.shape.map { AxisSlice(start: 1, step: 2, count: $0) }
            let target = Shape(plain.shape.map { 2 * $0 + 1 })
            let embedded = apply(Pad<Scalar>(larger, in: target, filling: .scalar(integer: 99)), to: [plain.erased])
            return apply(Slice<Scalar>(larger), to: [embedded.erased])
        case .reversed:
            let flip = plain.shape.map { AxisSlice(start: max(0, $0 - 1), step: -1, count: $0) }
            return apply(
                Slice<Scalar>(flip), to: [apply(Slice<Scalar>(flip), to: [plain.erased]).copied().erased])
        case .broadcast:
            return plain.shape[0] == 0 ? plain : plain.sliced(axis: 0, 0..<1).copied().expanded(to: plain.shape)
        }
    }
}

/// Numbers between 0 and 1 that are the same in every run.
struct SplitMix64 {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }

    mutating func values(_ count: Int, _ domain: Domain = .any) -> [Double] {
        (0..<count).map { _ in domain.value(next()) }
    }
}

extension Tensor where Scalar: RealScalar {
    /// The elements for the naive reference.
    var naive: Naive { Naive(shape.dimensions, scalars.map(Double.init)) }
}
