import Tessera

@testable import TesseraRegression

/// A random table of a kind that is hard for penalised regressions, with its Kuhn–Tucker conditions in double-double.
struct HardTable {
    enum Kind: String, CaseIterable, Sendable {
        case plain, twoUnits, twins, nearTwins, copies, oneHot, wide, scales, times, clocks, constant
    }

    private(set) var x: [[Double]] = []
    private(set) var y: [Double] = []
    private(set) var weights: [Double]?
    let hasIntercept: Bool
    private var random: Counter

    /// Numbers that depend on the seed alone (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number
    /// generators", 2014).
    struct Counter: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }

        mutating func uniform() -> Double { Double.random(in: -1...1, using: &self) }
    }

    init(_ kind: Kind, seed: UInt64, isBinary: Bool = false) {
        random = Counter(state: seed &* 77 &+ UInt64(Kind.allCases.firstIndex(of: kind) ?? 0))
        let rows = kind == .wide ? 6 : Int.random(in: 9...24, using: &random)
        hasIntercept = kind == .times || Bool.random(using: &random)
        let width = kind == .wide ? 15 : Int.random(in: 2...5, using: &random)
        for row in 0..<rows {
            let base = (0..<width).map { _ in (random.uniform() * 1000).rounded() / 100 }
            x.append(Self.features(kind, base, row, &random))
        }
        let truth = x[0].indices.map { _ in random.uniform() }
        for row in 0..<rows {
            let size = zip(x[row], truth).reduce(0) { $0 + $1.0 * $1.1 / max(1, abs(x[0][0])) }
            let value = size + random.uniform() * 2
            y.append(isBinary ? (value > 0 ? 1 : 0) : (value * 1000).rounded() / 1000)
        }
        if seed % 4 == 1 { weights = (0..<rows).map { _ in random.uniform() + 1.25 } }
    }

    private static func features(_ kind: Kind, _ base: [Double], _ row: Int, _ random: inout Counter) -> [Double] {
        switch kind {
        case .plain, .wide: base
        case .twoUnits: base + [((base[0] * 1.8 + 32) * 100).rounded() / 100, base[1] * 2.2046226]
        case .twins: base + [base[0] + 1e-6 * random.uniform(), base[1] + 1e-5 * random.uniform()]
        case .nearTwins: base + [base[0] + 1e-10 * random.uniform()]
        case .copies: base + [base[0], -base[1], base[0]]
        case .oneHot: base + (0..<4).map { $0 == row % 4 ? 1 : 0 }
        case .scales: base.enumerated().map { $1 * [1e-8, 1e6, 1, 1e9, 1e-3][$0 % 5] }
        case .clocks:
            // Two clocks that are almost one, without an intercept even: alike to 15 digits.
            [1.7e9 + Double(row * 60), (1.7e9 + Double(row * 60)) * 1.8 + 32 + 1e-5 * random.uniform()]
                + base.dropFirst()
        case .times: [1.7e9 + Double(row * 60), 1.7e9 + Double(row * 60) + (base[0] * 3).rounded()] + base.dropFirst()
        case .constant: base + [3]
        }
    }

    /// 10 to a random power.
    func pick(power range: ClosedRange<Double>) -> Double {
        var random = random
        return Double.pow(10, Double.random(in: range, using: &random))
    }

    var isOneClass: Bool { y.allSatisfy { $0 == y[0] } }

    func design() throws -> RegressionDesign {
        try RegressionDesign(
            features: Tensor(x.flatMap { $0 }, shape: [x.count, x[0].count]), target: Tensor(y),
            weights: weights.map { Tensor($0) }, intercept: hasIntercept)
    }

    func rows() throws -> RowTable<Double> {
        try RowTable(
            features: Tensor(x.flatMap { $0 }, shape: [x.count, x[0].count]), targets: Tensor(y, shape: [y.count, 1]),
            weights: weights.map { Tensor($0) })
    }

    /// The l1 above which all coefficients are 0.
    var greatestPenalty: Double {
        let total = weights?.reduce(0, +) ?? Double(y.count)
        let mean = hasIntercept ? y.indices.reduce(0) { $0 + (weights?[$1] ?? 1) * y[$1] } / total : 0
        return x[0].indices.map { column in
            abs(2 * y.indices.reduce(0) { $0 + (weights?[$1] ?? 1) * x[$1][column] * (y[$1] - mean) })
        }.max() ?? 0
    }

    /// The violation of the conditions by coefficients of the linear regression, beyond their own rounding, relative to
    /// l1.
    func violation(_ all: [Double], l1: Double, l2: Double) -> Double {
        violation(all, l1: l1, penalty: 2 * l2, factor: 2) { row, sum in DoubleDouble(y[row]) - sum }
    }

    func logisticViolation(_ all: [Double], l1: Double, l2: Double) -> Double {
        violation(all, l1: l1, penalty: l2, factor: 1) { row, sum in
            let small = DoubleDouble.exp(sum.high < 0 ? sum : -sum)
            let one = sum.high < 0 ? small / (small + 1) : DoubleDouble(1) / (small + 1)
            return DoubleDouble(y[row]) - one
        }
    }

    private func violation(
        _ all: [Double], l1: Double, penalty: Double, factor: Double, _ miss: (Int, DoubleDouble) -> DoubleDouble
    ) -> Double {
        let (b, w) = hasIntercept ? (all[0], Array(all.dropFirst())) : (0, all)
        var pulls = [DoubleDouble](repeating: .zero, count: w.count + 1)
        var rounding = [Double](repeating: 0, count: w.count + 1)
        for row in x.indices {
            var (sum, terms) = (DoubleDouble(b), abs(b) + abs(y[row]))
            for (element, own) in zip(x[row], w) {
                sum = sum + DoubleDouble(product: element, own)
                terms += abs(element * own)
            }
            let count = weights?[row] ?? 1
            let own = miss(row, sum) * (factor * count)
            for (column, element) in (x[row] + [1]).enumerated() {
                pulls[column] = pulls[column] + own * element
                rounding[column] += factor * count * abs(element) * 4 * Double.ulpOfOne * terms
            }
        }
        var worst = hasIntercept ? max(0, abs(pulls[w.count].value) - rounding[w.count]) : 0
        for (column, own) in w.enumerated() {
            let pull = (pulls[column] - DoubleDouble(product: penalty, own)).value
            let excess = own == 0 ? abs(pull) - l1 : abs(pull - (own < 0 ? -l1 : l1))
            worst = max(worst, excess - rounding[column])
        }
        return worst / l1
    }
}
