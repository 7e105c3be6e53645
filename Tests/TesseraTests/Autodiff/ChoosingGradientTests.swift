import Testing

@testable import Tessera

/// Operations that choose between operands or elements, with what is infinite or not a number where they do not choose.
@Suite struct ChoosingGradientTests {
    /// A function of x that is constant, or another function, where `inner` has no finite derivative; the gradients are
    /// those of the branch that is taken.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let x: [Double]
        let first: [Double]
        let second: [Double]
        let single: @Sendable (Tensor<Float>) -> Tensor<Float>
        let double: @Sendable (Tensor<Double>) -> Tensor<Double>

        var testDescription: String { name }
    }

    private static func row(
        _ name: String, _ x: [Double], _ first: [Double], _ second: [Double],
        _ single: @escaping @Sendable (Tensor<Float>) -> Tensor<Float>,
        _ double: @escaping @Sendable (Tensor<Double>) -> Tensor<Double>
    ) -> Case {
        Case(name: name, x: x, first: first, second: second, single: single, double: double)
    }

    static let cases: [Case] = [
        row(
            "root behind limits", [-1, 0.25, 4], [0, 1, 0], [0, -2, 0], { $0.clamped(to: 0...1).sqrt() },
            { $0.clamped(to: 0...1).sqrt() }),
        row(
            "root behind a maximum", [-1, 0.25, 4], [0, 1, 0.25], [0, -2, -0.03125], { maximum($0, 0).sqrt() },
            { maximum($0, 0).sqrt() }),
        row(
            "root behind a minimum", [-1, 0.25, 4], [0, 1, 0.25], [0, -2, -0.03125], { (-minimum(-$0, 0)).sqrt() },
            { (-minimum(-$0, 0)).sqrt() }),
        row(
            "root behind relu", [-1, 0.25, 4], [0, 1, 0.25], [0, -2, -0.03125], { $0.relu().sqrt() },
            { $0.relu().sqrt() }),
        row(
            "logarithm before a maximum", [0, 1, 2], [0, 1, 0.5], [0, -1, -0.25], { maximum($0.log(), -1) },
            { maximum($0.log(), -1) }),
        row(
            "reciprocal before a minimum", [0, 1, 2], [0, -1, -0.25], [0, 2, 0.25], { minimum($0.reciprocal(), 5) },
            { minimum($0.reciprocal(), 5) }),
        row(
            "quotient before a clamp", [0, 1, 2], [0, -1, -0.25], [0, 2, 0.25], { (1 / $0).clamped(to: -9...9) },
            { (1 / $0).clamped(to: -9...9) }),
        row(
            "logarithm before relu", [0, 2, 4], [0, 0.5, 0.25], [0, -0.25, -0.0625], { $0.log().relu() },
            { $0.log().relu() }),
        row(
            "root in a branch", [-1, 0, 4], [0, 0, 0.25], [0, 0, -0.03125],
            { select($0 .> 0, $0.sqrt(), otherwise: 0) }, { select($0 .> 0, $0.sqrt(), otherwise: 0) }),
        row(
            "product with an infinite factor in a branch", [0, 1, 2], [0, 1, 1], [0, 0, 0],
            { select($0 .> 0, $0 * ($0 * $0.reciprocal()), otherwise: 0) },
            { select($0 .> 0, $0 * ($0 * $0.reciprocal()), otherwise: 0) }),
        row(
            "power in a branch", [0, 1, 4], [0, 0.5, 0.25], [0, -0.25, -0.03125],
            { select($0 .> 0, $0.pow(0.5), otherwise: 1) }, { select($0 .> 0, $0.pow(0.5), otherwise: 1) }),
        row(
            "reshaped logarithm in a branch", [0, 1, 2], [0, 1, 0.5], [0, -1, -0.25],
            { x in select(x .> 0, x.expandingDimensions(at: 0).log().reshaped(to: [3]), otherwise: 0) },
            { x in select(x .> 0, x.expandingDimensions(at: 0).log().reshaped(to: [3]), otherwise: 0) }),
        row(
            "NaN in a branch", [.nan, 1, -.infinity], [0, 2, 0], [0, 2, 0],
            { select($0.abs() .< .infinity, $0.squared(), otherwise: 3) },
            { select($0.abs() .< .infinity, $0.squared(), otherwise: 3) }),
        row(
            "difference and sum before a maximum", [0, 1, 2], [0, 2, 1], [0, -2, -0.5],
            { maximum(2 * $0.log() + 3 - 1, -5) }, { maximum(2 * $0.log() + 3 - 1, -5) }),
        row(
            "root of a magnitude below a bound", [0, 1, 4], [0, 0.5, 0.25], [0, -0.25, -0.03125],
            { maximum($0.abs().sqrt(), 0.1) }, { maximum($0.abs().sqrt(), 0.1) }),
    ]

    @Test(arguments: cases, backendNumbers)
    func branchesThatAreNotTakenHaveNoSay(_ row: Case, _ backend: Int) {
        onBackend(backend) {
            expect(row, row.single)
            expect(row, row.double)
        }
    }

    private func expect<S: RealScalar>(_ row: Case, _ function: @escaping (Tensor<S>) -> Tensor<S>) {
        let x = Tensor<S>(row.x.map { S($0) })
        let first = { (x: Tensor<S>) in gradient(at: x) { function($0).sum() } }
        #expect(first(x).isClose(to: Tensor(row.first.map { S($0) })), "\(row.name): \(first(x))")
        let second = gradient(at: x) { first($0).sum() }
        #expect(second.isClose(to: Tensor(row.second.map { S($0) })), "\(row.name), second: \(second)")
        // The same behind a sum, with a variable that is watched by hand.
        let watched = x.watched()
        let derivative = function(watched).sum().gradients(of: [watched], recording: false)[0]
        #expect(derivative.isClose(to: first(x)) && !derivative.isRecorded)
    }

    /// An operand that is not chosen has the gradient 0, one that is chosen the whole upstream gradient, whatever that
    /// is.
    @Test(arguments: backendNumbers)
    func choosesWhateverFlowsBack(_ backend: Int) {
        var random = SplitMix64(5)
        onBackend(backend) {
            for upstream in [Double.infinity, -.infinity, .nan, 3] {
                let (x, y) = (Tensor<Double>(random.values(12)), Tensor<Double>(random.values(12)))
                // The derivative of the product along its first factor is `upstream`, element by element.
                let weights = Tensor<Double>(repeating: upstream, shape: [12])
                func check(_ name: String, _ taken: Tensor<Bool>, _ function: (Tensor<Double>) -> Tensor<Double>) {
                    let derivative = gradient(at: x) { (function($0) * weights).sum() }
                    for (derivative, isTaken) in zip(derivative.scalars, taken.scalars) {
                        let flows = derivative == upstream || (derivative.isNaN && upstream.isNaN)
                        #expect(isTaken ? flows : derivative == 0, "\(name): \(derivative)")
                    }
                }
                check("maximum", x .> y) { maximum($0, y) }
                check("minimum", x .< y) { minimum($0, y) }
                check("clamped", (x .> -1) && (x .< 1)) { $0.clamped(to: -1...1) }
                check("relu", x .> 0) { $0.relu() }
                check("select", x .> y) { select(x .> y, $0, otherwise: y) }
            }
        }
    }

    /// Ties divide the upstream gradient, also where it is infinite; the gradient of a magnitude at 0 is 0.
    @Test(arguments: backendNumbers)
    func tiesKeepTheirRule(_ backend: Int) {
        onBackend(backend) {
            for upstream in [Double.infinity, 3] {
                let x = Tensor<Double>([2, 2, 1])
                #expect(gradient(at: x) { $0.max() * upstream }.scalars == [upstream / 2, upstream / 2, 0])
                #expect(gradient(at: -x) { $0.min() * upstream }.scalars == [upstream / 2, upstream / 2, 0])
                let y = Tensor<Double>([2, 1, 2])
                let gradients = gradient(at: [x, y]) { (maximum($0[0], $0[1]) * Tensor(upstream)).sum() }
                #expect(gradients[0].scalars == [upstream / 2, upstream, 0])
                #expect(gradients[1].scalars == [upstream / 2, 0, upstream])
                #expect(
                    gradient(at: Tensor<Double>([0, 1, -1])) { ($0.abs() * Tensor(upstream)).sum() }.scalars
                        == [0, upstream, -upstream])
            }
            #expect(gradient(at: Tensor<Double>([0.0, -1])) { $0.max().sqrt() } == [.infinity, 0])
            let derivative = gradient(at: Tensor<Float>([[1, .nan, 3], [1, 2, 0]])) { $0.max(axis: 1).sum() }
            #expect(derivative == [[0, 1, 0], [0, 1, 0]])
        }
    }

    /// A plan chooses as the eager path does.
    @Test(arguments: backendNumbers)
    func plansChooseToo(_ backend: Int) throws {
        try onBackend(backend) {
            let rows = try RowTable<Double>(
                features: Tensor([[0, 1], [4, 0], [2, 3], [0, 0], [1, 1]]), targets: Tensor(zeros: [5, 1]), weights: nil
            )
            let start = Tensor<Double>([2, 1])
            @Sendable func loss(_ w: Tensor<Double>, _ x: Tensor<Double>) -> Tensor<Double> {
                let scaled = w * x
                let logarithms = select(x .> 0, scaled.log(), otherwise: 0)
                return (logarithms + minimum(scaled.reciprocal(), 5) + maximum(scaled, 0).sqrt().clamped(to: 0.5...9))
                    .sum()
            }
            let plan = try Plan(for: start, rows: rows.rowShape) { w, batch in loss(w, batch.features) }
            let found = try plan.valueAndGradient(at: start, over: rows, on: SingleThread())
            let derivative = gradient(at: start) { loss($0, rows.features) }
            #expect(derivative.scalars.allSatisfy { $0.isFinite })
            #expect(
                found.gradient.isClose(to: derivative, relativeTolerance: 1e-12), "\(found.gradient), \(derivative)")
        }
    }
}
