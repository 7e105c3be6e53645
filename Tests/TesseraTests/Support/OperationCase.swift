import Tessera

/// One row of the table that every operation is tested by.
struct OperationCase<Scalar: RealScalar>: Sendable {
    let name: String
    /// The shapes of the operands, several sets of them.
    let shapes: [[[Int]]]
    let domains: [Domain]
    /// 0: no derivative; 1: the first; 2: the second too.
    let derivatives: Int
    /// Whether the operation is linear but for kinks, which a difference must not reach across.
    let kinks: Bool
    let compute: @Sendable ([Tensor<Scalar>]) -> Tensor<Scalar>
    let reference: @Sendable ([Naive]) -> Naive

    init(
        _ name: String, _ shapes: [[[Int]]], in domains: [Domain] = [.any], derivatives: Int = 2, kinks: Bool = false,
        _ compute: @escaping @Sendable ([Tensor<Scalar>]) -> Tensor<Scalar>,
        naive reference: @escaping @Sendable ([Naive]) -> Naive
    ) {
        self.name = name
        self.shapes = shapes
        self.domains = domains
        self.derivatives = derivatives
        self.kinks = kinks
        self.compute = compute
        self.reference = reference
    }

    /// Operands of a set of shapes; the same numbers for the same row and layout.
    func operands(_ shapes: [[Int]], _ layout: Layout) -> [Tensor<Scalar>] {
        var random = SplitMix64(UInt64(name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }.magnitude))
        return shapes.enumerated().map { index, shape in
            let domain = domains[min(index, domains.count - 1)]
            return layout.tensor(shape, random.values(shape.reduce(1, *), domain))
        }
    }
}

/// Shapes for an elementwise operation: odd sizes, empty, a single value, and more elements than a chunk.
let elementwiseShapes: [[[Int]]] = [[[3, 5]], [[2, 3, 5]], [[]], [[0, 4]], [[4, 3, 0]], [[33, 65]]]

/// Pairs that broadcast in every way.
let pairShapes: [[[Int]]] = [
    [[3, 5], [3, 5]], [[3, 5], [5]], [[3, 1], [1, 5]], [[], [2, 3]], [[2, 1, 3], [4, 1]], [[0, 4], [4]],
    [[3, 4, 0], [4, 0]], [[], []],
    [[33, 65], [65]], [[33, 65], [33, 1]],
]
