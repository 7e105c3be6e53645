import Testing

@testable import Tessera

/// A recurrence beside the loop that applies its body to one element after another.
struct RecurrenceCase<S: RealScalar>: Sendable, CustomTestStringConvertible {
    typealias Body = @Sendable (_ state: [Tensor<S>], _ element: Tensor<S>, _ weights: [Tensor<S>]) -> [Tensor<S>]

    let name: String
    let state: [Shape]
    let element: Shape
    let weights: [Shape]
    let body: Body

    var testDescription: String { name }

    /// The initial state, the sequence, and the weights.
    func values(steps: Int) -> [Tensor<S>] {
        let shapes = state + [Shape([steps] + element.dimensions)] + weights
        return shapes.enumerated().map { Tensor(uniform: $1, in: -0.9..<0.9, seed: 21, stream: UInt64($0)) }
    }

    /// Returns the last state and all states, by a scan or by a loop.
    func run(_ values: [Tensor<S>], byLoop: Bool) -> (last: [Tensor<S>], all: [Tensor<S>]) {
        let (initial, sequence) = (Array(values.prefix(state.count)), values[state.count])
        let weights = Array(values.dropFirst(state.count + 1))
        if !byLoop { return scan(initial, over: sequence) { body($0, $1, weights) } }
        var states = [initial]
        for step in 0..<sequence.shape[0] {
            let element = sequence.sliced(axis: 0, step..<step + 1).reshaped(to: element)
            states.append(body(states[step], element, weights))
        }
        let all = state.indices.map { index in Tensor(stacking: states.dropFirst().map { $0[index] }) }
        return (states[states.count - 1], all)
    }

    /// A number that depends on every state in another way.
    func loss(_ values: [Tensor<S>], byLoop: Bool) -> Tensor<S> {
        let (last, all) = run(values, byLoop: byLoop)
        let path = all.map { ($0 * $0).mean() + 0.25 * $0.sum() }.reduce(Tensor(0), +)
        return last.map { $0.sum() }.reduce(path, +)
    }
}

private func recurrences<S: RealScalar>(_ type: S.Type) -> [RecurrenceCase<S>] {
    [
        .init(name: "running sum", state: [[]], element: [], weights: []) { state, x, _ in [state[0] + x] },
        .init(name: "moving average", state: [[]], element: [], weights: [[]]) { state, x, w in
            [state[0] + w[0] * (x - state[0])]
        },
        .init(name: "recurrent network", state: [[6]], element: [3], weights: [[6, 6], [3, 6], [6]]) { h, x, w in
            [(h[0].matmul(w[0]) + x.matmul(w[1]) + w[2]).tanh()]
        },
        .init(name: "batch of recurrent networks", state: [[4, 6]], element: [4, 3], weights: [[6, 6], [3, 6]]) {
            h, x, w in [(h[0].matmul(w[0]) + x.matmul(w[1])).tanh()]
        },
        .init(name: "two states that change places", state: [[2], [2]], element: [2], weights: [[2]]) { s, x, w in
            [s[1] + x, s[0] * w[0]]
        },
        .init(name: "state that is kept", state: [[3], [5]], element: [3], weights: []) { s, x, _ in
            [s[0] * x, s[1]]
        },
        .init(name: "state that is forgotten", state: [[3]], element: [3], weights: [[3]]) { _, x, w in [x * w[0]] },
        .init(name: "layouts and choices", state: [[2, 3]], element: [3, 2], weights: [[2, 3]]) { s, x, w in
            [maximum(s[0], x.transposed()) * w[0].relu() + s[0].reshaped(to: [3, 2]).transposed()]
        },
        .init(name: "numbers from outside", state: [[3]], element: [3], weights: [[3]]) { s, x, w in
            [0.5 * s[0] + Tensor(Array(repeating: 0.25, count: 3)) * x * (w[0] * w[0]).exp()]
        },
    ]
}

@Suite struct ScanTests {
    private static let steps = [0, 1, 2, 7, 50]

    @Test(arguments: recurrences(Double.self), steps)
    func agreesWithALoop(_ example: RecurrenceCase<Double>, _ steps: Int) {
        for backend in Backend.available { backend.run { expectAgreement(example, steps, tolerance: 1e-13) } }
    }

    @Test(arguments: recurrences(Float.self), steps)
    func agreesWithALoopInSinglePrecision(_ example: RecurrenceCase<Float>, _ steps: Int) {
        for backend in Backend.available { backend.run { expectAgreement(example, steps, tolerance: 1e-5) } }
    }

    /// The states have the bits of the loop. A gradient is added up in another order where a weight is used in several
    /// places of the body.
    private func expectAgreement<S: RealScalar>(_ example: RecurrenceCase<S>, _ steps: Int, tolerance: S) {
        let values = example.values(steps: steps)
        let comment = "\(example.name), \(steps) steps, \(Backend.current.name)"
        if steps > 0 {
            let (ours, right) = (example.run(values, byLoop: false), example.run(values, byLoop: true))
            #expect(ours.last == right.last && ours.all == right.all, "\(comment)")
        }
        if steps == 0 {
            let ours = example.run(values, byLoop: false)
            #expect(ours.last == Array(values.prefix(example.state.count)), "\(comment)")
            #expect(ours.all.map(\.shape) == example.state.map { Shape([0] + $0.dimensions) }, "\(comment)")
            let sums = gradient(at: values) { values in
                example.run(values, byLoop: false).last.map { $0.sum() }.reduce(Tensor(0), +)
            }
            for (index, sum) in sums.enumerated() {
                let expected: S = index < example.state.count ? 1 : 0
                #expect(sum.scalars.allSatisfy { $0 == expected }, "\(comment), gradient \(index)")
            }
            return
        }
        let ours = gradient(at: values) { example.loss($0, byLoop: false) }
        let right = gradient(at: values) { example.loss($0, byLoop: true) }
        for (index, (a, b)) in zip(ours, right).enumerated() {
            #expect(
                a.isClose(to: b, relativeTolerance: tolerance, absoluteTolerance: tolerance),
                "\(comment), gradient \(index): \(a) against \(b)")
        }
    }

    /// The gradient of a sequence of constants is not computed; that of the others is the same without it.
    @Test(arguments: recurrences(Double.self))
    func gradientsWithoutThatOfTheSequence(_ example: RecurrenceCase<Double>) {
        let values = example.values(steps: 9)
        let index = example.state.count
        let all = gradient(at: values) { example.loss($0, byLoop: false) }
        var others = values
        let sequence = others.remove(at: index)
        let found = gradient(at: others) { others in
            var values = others
            values.insert(sequence, at: index)
            return example.loss(values, byLoop: false)
        }
        var expected = all
        expected.remove(at: index)
        #expect(found == expected)
    }

    @Test(arguments: recurrences(Double.self))
    func derivativesAreThoseOfDifferences(_ example: RecurrenceCase<Double>) {
        // A maximum has no derivative where its operands are equal; elsewhere differences of this step find it.
        let check = GradientCheck({ example.loss($0, byLoop: false) }, at: example.values(steps: 3), step: 3e-4)
        check.expectFirst(example.name)
        check.expectSecond(example.name)
    }
}

/// Recurrences in plans.
extension ScanTests {
    /// A plan has the bits of the eager path.
    @Test(arguments: recurrences(Double.self))
    func aPlanAgreesWithTheEagerPath(_ example: RecurrenceCase<Double>) throws {
        let values = example.values(steps: 20)
        for backend in Backend.available {
            try backend.run {
                let table = try RowTable(features: Tensor<Double>(ones: [3, 1]), targets: Tensor(zeros: [3, 1]))
                let plan = try Plan(for: values, rows: table.rowShape) { values, batch in
                    example.loss(values, byLoop: false) * batch.features.mean()
                }
                let expected = valueAndGradient(at: values) { example.loss($0, byLoop: false) }
                for _ in 0..<2 {
                    let found = try plan.valueAndGradient(at: values, over: table)
                    #expect(found.value == expected.value.item)
                    #expect(found.gradient == expected.gradient)
                }
            }
        }
    }

    /// The rows of a batch are the elements of the sequence: the plan runs on one tile.
    @Test(arguments: [1, 2, 300])
    func rowsAreASequence(_ rows: Int) throws {
        let table = try RowTable(
            features: Tensor<Double>(uniform: [rows, 3], in: -1..<1, seed: 1),
            targets: Tensor(uniform: [rows, 1], seed: 2))
        let weights = [[6, 6], [3, 6], [6, 1]].enumerated().map {
            Tensor<Double>(uniform: Shape($1), in: -0.4..<0.4, seed: 3, stream: UInt64($0))
        }
        @Sendable func loss(_ w: [Tensor<Double>], _ x: Tensor<Double>, _ y: Tensor<Double>) -> Tensor<Double> {
            let hidden = scan(Tensor(zeros: [6]), over: x) { h, x in (h.matmul(w[0]) + x.matmul(w[1])).tanh() }.all
            return meanSquaredError(predicted: hidden.matmul(w[2]), expected: y)
        }
        let plan = try Plan(for: weights, rows: table.rowShape) { loss($0, $1.features, $1.targets) }
        let found = try plan.valueAndGradient(at: weights, over: table)
        let expected = valueAndGradient(at: weights) { loss($0, table.features, table.targets) }
        #expect(abs(found.value - expected.value.item) < 1e-14)
        for (a, b) in zip(found.gradient, expected.gradient) {
            #expect(a.isClose(to: b, relativeTolerance: 1e-12, absoluteTolerance: 1e-14))
        }
        #expect(plan.explanation.contains("scan"))
    }

    /// A recurrence without a sequence: an oscillator, whose energy stays what it was.
    @Test func aRecurrenceOfSoManySteps() {
        let h = 0.01
        let start = [Tensor<Double>(1), Tensor<Double>(0)]
        let (last, all) = scan(start, steps: 1000) { state in
            let velocity = state[1] - h * state[0]
            return [state[0] + h * velocity, velocity]
        }
        let energy = (all[0] * all[0] + all[1] * all[1] - h * (all[0] * all[1])).scalars
        #expect(energy.count == 1000 && energy.allSatisfy { abs($0 - 1) < 1e-12 })
        #expect(last[0].item == all[0].scalars[999] && last[1].item == all[1].scalars[999])
    }

    /// A scan in the body of another one sees the state of the outer one as a tensor from outside.
    @Test func aScanWithinAScan() {
        let x = Tensor<Double>(uniform: [4, 3], in: -1..<1, seed: 8)
        func nested(_ w: Tensor<Double>, byLoop: Bool) -> Tensor<Double> {
            func inner(_ state: Tensor<Double>, _ row: Tensor<Double>) -> Tensor<Double> {
                if !byLoop { return scan(state, over: row) { $0 * w + $1 * state }.last }
                var value = state
                for index in 0..<3 {
                    value = value * w + row.sliced(axis: 0, index..<index + 1).reshaped(to: []) * state
                }
                return value
            }
            if !byLoop { return scan(Tensor(0.5), over: x) { inner($0, $1) }.last }
            var value = Tensor<Double>(0.5)
            for index in 0..<4 { value = inner(value, x.sliced(axis: 0, index..<index + 1).reshaped(to: [3])) }
            return value
        }
        let (ours, right) = [false, true].map { byLoop in
            valueAndGradient(at: Tensor<Double>(0.7)) { nested($0, byLoop: byLoop) }
        }.pair
        #expect(ours.value.item == right.value.item)
        #expect(abs(ours.gradient.item - right.gradient.item) < 1e-13)
    }
}

extension Array {
    fileprivate var pair: (Element, Element) { (self[0], self[1]) }
}
