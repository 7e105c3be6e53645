import Tessera
import Testing

@testable import TesseraTraining

/// Minimisers end where nothing is left to gain, say why, and take few evaluations, in single and in double precision.
@Suite struct MinimizerEndingTests {
    static let methods: [MinimizationMethod] = [.lbfgs(), .lbfgs(memory: 3), .newton]

    private func minimise<Scalar: RealScalar>(
        _ start: Tensor<Scalar>, _ method: MinimizationMethod, tolerance: Double = 1e-6, iterations: Int = 1000,
        _ loss: @escaping @Sendable (Tensor<Scalar>) -> Tensor<Scalar>
    ) throws -> (Tensor<Scalar>, Minimum) {
        let rows = try RowTable(features: Tensor<Scalar>(ones: [1, 1]), targets: Tensor<Scalar>(ones: [1, 1]))
        var point = start
        let minimum = try point.minimize(
            over: rows, method: method, gradientTolerance: tolerance, maximumIterations: iterations
        ) { x, batch in loss(x) + 0 * batch.features.mean() }
        return (point, minimum)
    }

    /// Quadratics of any condition, with a value at the minimum that rounds their differences away.
    @Test(arguments: methods, [1.0, 1e2, 1e4, 1e6])
    func quadratics(_ method: MinimizationMethod, _ condition: Double) throws {
        try quadratic(Float.self, method, condition)
        try quadratic(Double.self, method, condition)
    }

    private func quadratic<S: RealScalar>(
        _ type: S.Type, _ method: MinimizationMethod, _ condition: Double
    ) throws {
        for (seed, least) in zip(UInt64(1)..., [0, 1, 1e6]) {
            let q = try Tensor<Double>(normal: [6, 6], seed: seed).qr().q
            let values = Tensor<Double>((0..<6).map { Double.pow(condition, -Double($0) / 5) })
            let root = Tensor<S>(q * values.sqrt())
            let best = Tensor<S>(normal: [6], seed: seed + 10)
            let (found, minimum) = try minimise(Tensor<S>(zeros: [6]), method) { x in
                (x - best).matmul(root).squared().sum() / 2 + S(least)
            }
            #expect(minimum.ending != .iterations && minimum.ending != .unbounded)
            // Three stored steps hardly determine six curvatures.
            #expect(minimum.evaluations < (method == .lbfgs(memory: 3) ? 1000 : 200), "\(minimum)")
            // The bound is the rounding of the value, or the tolerance of the gradient.
            let way = (Tensor<Double>(found) - Tensor<Double>(best)).matmul(Tensor<Double>(root))
            let left = way.squared().sum().item / 2
            #expect(left <= 64 * S.ulpOfOne.scalarValue * max(1, least) + 1e-12 * condition, "\(minimum)")
        }
    }

    /// The intercept that makes a quantile loss small is a quantile of the targets.
    @Test(arguments: methods, [0.1, 0.5, 0.9])
    func quantilesOfOneColumn(_ method: MinimizationMethod, _ level: Double) throws {
        try quantile(Float.self, method, level)
        try quantile(Double.self, method, level)
    }

    private func quantile<S: RealScalar>(_ type: S.Type, _ method: MinimizationMethod, _ level: Double) throws {
        for seed in UInt64(1)...4 {
            let y = Tensor<S>(normal: [25], mean: 3, seed: seed)
            @Sendable func loss(_ x: Tensor<S>) -> Tensor<S> {
                let miss = y - x
                return maximum(miss * S(level), miss * S(level - 1)).mean()
            }
            let (_, minimum) = try minimise(Tensor<S>(zeros: [1]), method) { loss($0) }
            let best = y.scalars.map { loss(Tensor([$0])).item.scalarValue }.min() ?? 0
            #expect(minimum.value <= best * (1 + 1e-4), "\(level) \(minimum), best \(best)")
            #expect(minimum.evaluations < 200, "\(minimum)")
            #expect(minimum.ending != .iterations, "\(minimum)")
        }
    }

    /// A line through a cloud: the best one of a quantile loss goes through two of the points.
    @Test(arguments: [0.25, 0.5, 0.8])
    func quantileLines(_ level: Double) throws {
        try quantileLine(Float.self, level)
        try quantileLine(Double.self, level)
    }

    private func quantileLine<S: RealScalar>(_ type: S.Type, _ level: Double) throws {
        let t = Tensor<S>(uniform: [24], in: -1..<1, seed: 7)
        let y = 2 * t + Tensor<S>(normal: [24], seed: 8)
        @Sendable func loss(_ line: Tensor<S>) -> Tensor<S> {
            let miss = y - (line[0] + line[1] * t)
            return maximum(miss * S(level), miss * S(level - 1)).mean()
        }
        let (xs, ys) = (t.scalars, y.scalars)
        var best = Double.infinity
        for i in 0..<24 {
            for j in 0..<i {
                let slope = (ys[i] - ys[j]) / (xs[i] - xs[j])
                best = min(best, loss(Tensor([ys[i] - slope * xs[i], slope])).item.scalarValue)
            }
        }
        let (_, minimum) = try minimise(Tensor<S>(zeros: [2]), .lbfgs()) { loss($0) }
        #expect(minimum.value <= best * 1.001, "\(minimum), best \(best)")
        #expect(minimum.evaluations < 400 && minimum.ending != .iterations, "\(minimum)")
    }

    /// Smooth losses over rows: single precision ends near where double precision does.
    @Test(arguments: methods, ["logistic", "huber", "squares"])
    func lossesOverRows(_ method: MinimizationMethod, _ name: String) throws {
        let (precise, first) = try fitted(Double.self, method, name)
        let (rounded, second) = try fitted(Float.self, method, name)
        #expect(first.ending == .gradient, "\(first)")
        #expect(first.evaluations < 60 && second.evaluations < 60, "\(first) \(second)")
        for (a, b) in zip(precise, rounded) { #expect(abs(a - b) < 2e-3, "\(a) \(b)") }
    }

    private func fitted<S: RealScalar>(
        _ type: S.Type, _ method: MinimizationMethod, _ name: String
    ) throws -> ([Double], Minimum) {
        let x = Tensor<Double>(normal: [300, 3], seed: 1)
        let margins = x.matmul(Tensor([[1], [-2], [3]])) * 0.5 + Tensor<Double>(normal: [300, 1], seed: 2)
        let y = name == "logistic" ? Tensor<Double>(margins .> 0) : margins
        let rows = try RowTable(features: Tensor<S>(x), targets: Tensor<S>(y))
        var model = Linear<S>(zeroInputs: 3)
        let ending = try model.minimize(over: rows, method: method) { model, batch in
            let outputs = model(batch.features)
            switch name {
            case "logistic":
                return binaryCrossEntropy(logits: outputs, expected: batch.targets)
            case "huber":
                let miss = (outputs - batch.targets).abs()
                let near = Tessera.minimum(miss, Tensor(1))
                return (near * (miss - near / 2)).mean()
            default: return meanSquaredError(predicted: outputs, expected: batch.targets)
            }
        }
        return (model.parameters.flatMap { $0.scalars.map(\.scalarValue) }, ending)
    }

    @Test(arguments: methods)
    func saysWhichConditionEndedIt(_ method: MinimizationMethod) throws {
        let start = Tensor<Float>([1, 2])
        #expect(try minimise(start, method) { _ in Tensor(3) }.1.evaluations == 1)
        #expect(try minimise(start, method) { _ in Tensor(3) }.1.ending == .gradient)
        let falling = try minimise(start, method) { -$0.sum() }.1
        #expect(falling.ending == .unbounded && falling.evaluations < 100)
        let few = try minimise(start, method, tolerance: 0, iterations: 0) { $0.squared().sum() }.1
        #expect(few.ending == .iterations && few.iterations == 0)
        // The kink is between two numbers: every step leads up.
        let kink = try minimise(Tensor<Double>([0.1]), method) { ($0 - 0.1).abs().sum() + ($0 * 0.5).sum() }
        #expect([.unchanged, .noFurtherDecrease].contains(kink.1.ending) && kink.1.evaluations < 100)
        #expect(abs(kink.0.item - 0.1) < 1e-12)
        let reached = try minimise(start, method) { $0.squared().sum() }.1
        #expect(reached.ending == .gradient && reached.hasConverged && reached.evaluations <= 12)
    }
}
