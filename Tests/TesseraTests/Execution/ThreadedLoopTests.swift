import Testing

@testable import Tessera

#if OpenBLAS
    import CKernels
#endif

/// Loops of training in threaded code have the bits of interpreted steps.
@Suite struct ThreadedLoopTests {
    private static let rowCounts = [1, 3, 4, 5, 16, 33, 256]

    @Test(arguments: planCases(Float.self), rowCounts)
    func singlePrecision(_ example: PlanCase<Float>, _ rows: Int) throws {
        try compare(example, rows)
    }

    @Test(arguments: planCases(Double.self), rowCounts)
    func doublePrecision(_ example: PlanCase<Double>, _ rows: Int) throws {
        try compare(example, rows)
    }

    /// Plans of random shapes and operations.
    @Test(arguments: 0..<100)
    func randomPlans(_ seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        let rows = random.next(in: 1...40)
        try compare(randomCase(&random, Float.self), rows)
        try compare(randomCase(&random, Double.self), rows)
    }

    #if OpenBLAS
        @Test func smallPlansRunAsThreadedCode() throws {
            guard Backend.current.name == "openblas", tessera_threaded_levels() > 1 else { return }
            let names = ["linear", "linear without bias", "logistic"]
            for example in planCases(Float.self) where names.contains(example.name) {
                let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
                let loop = try Loop(plan, example, rows: 4)
                _ = try loop.run(.momentum, iterations: 9)
                #expect(loop.run.hasThreadedCode, "\(example)")
            }
        }
    #endif

    private func compare<S: RealScalar>(_ example: PlanCase<S>, _ rows: Int) throws {
        let plan = try Plan(for: example.model, rows: example.rowShape, loss: example.loss)
        for rule in [Rule.plain, .momentum, .decaying] {
            let interpreted = try ThreadedInstructions.$current.withValue(.none) {
                try Loop(plan, example, rows: rows).run(rule, iterations: 9)
            }
            for instructions in ThreadedInstructions.allCases where instructions != .none {
                try ThreadedInstructions.$current.withValue(instructions) {
                    let threaded = try Loop(plan, example, rows: rows).run(rule, iterations: 9)
                    #expect(threaded == interpreted, "\(example) \(rows) rows \(rule) \(instructions)")
                }
            }
        }
    }
}

/// An update rule of the C library.
private enum Rule: CaseIterable {
    case plain, momentum
    /// The learning rate is another in each iteration.
    case decaying

    func coefficients(_ iterations: Int) -> [SIMD8<Double>] {
        switch self {
        case .plain: [SIMD8(0.05, 0, 0.01, 0, 0, 0, 0, 0)]
        case .momentum: [SIMD8(0.05, 0.9, 0, 1, 0, 0, 0, 0)]
        case .decaying: (1...iterations).map { SIMD8(0.1 / Double($0), 0, 0, 0, 0, 0, 0, 0) }
        }
    }
}

/// A loop over a table, in memory of its own.
private struct Loop<S: RealScalar> {
    let run: PlanRun<S>
    private let parameters: FlatParameters<S>
    private let velocity: Block
    private let kernel = UpdateKernel("sgd", float: { _ in }, double: { _ in })
    private let table: RowTable<S>

    init(_ plan: Plan<[Tensor<S>]>, _ example: PlanCase<S>, rows: Int) throws {
        table = try example.table(rows: rows)
        parameters = try plan.flatParameters(of: example.model)
        velocity = Block(byteCount: parameters.block.byteCount)
        run = try plan.run(over: table, parameters, on: SingleThread())
    }

    /// What a loop leaves: bits, so that NaN is equal to itself.
    struct Result: Equatable {
        let losses: [UInt64]
        let parameters: [UInt64]
        let gradients: [UInt64]
    }

    func run(_ rule: Rule, iterations: Int) throws -> Result {
        let coefficients = rule.coefficients(iterations)
        let step = UpdateStep(
            count: parameters.count, parameter: parameters.base, gradient: UnsafePointer(run.gradients),
            first: rule == .momentum ? velocity.base.assumingMemoryBound(to: S.self) : nil,
            coefficients: coefficients[0])
        var losses = [Double](repeating: 0, count: iterations)
        // Two calls, as the second one continues from what the first one has left.
        try losses.withUnsafeMutableBufferPointer { losses in
            let first = UnsafeMutableBufferPointer(rebasing: losses[..<4])
            let second = UnsafeMutableBufferPointer(rebasing: losses[4...])
            try run.descend(kernel, step, coefficients.count == 1 ? coefficients : Array(coefficients[..<4]), first)
            try run.descend(kernel, step, coefficients.count == 1 ? coefficients : Array(coefficients[4...]), second)
        }
        return Result(
            losses: losses.map(\.canonicalBits), parameters: parameters.numbers(parameters.base).map(\.canonicalBits),
            gradients: parameters.numbers(run.gradients).map(\.canonicalBits))
    }
}

extension Double {
    /// The bits, with one pattern for all NaN.
    fileprivate var canonicalBits: UInt64 { isNaN ? Double.nan.bitPattern : bitPattern }
}

private struct SplitMix {
    var state: UInt64

    mutating func next(in range: ClosedRange<Int>) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return range.lowerBound + Int((z ^ (z >> 31)) % UInt64(range.count))
    }
}

/// A network of random widths with random activations, loss and penalty.
private func randomCase<S: RealScalar>(_ random: inout SplitMix, _ type: S.Type) -> PlanCase<S> {
    let layers = random.next(in: 1...3)
    let targets = random.next(in: 1...3)
    let widths = (0..<layers).map { _ in random.next(in: 1...18) } + [targets]
    let activations = (0..<layers).map { _ in random.next(in: 0...8) }
    let (loss, penalty) = (random.next(in: 0...3), random.next(in: 0...2))
    let shapes = (0..<layers).flatMap { layer -> [Shape] in
        [[widths[layer], widths[layer + 1]], [widths[layer + 1]]]
    }
    return PlanCase<S>(
        "widths \(widths), activations \(activations), loss \(loss), penalty \(penalty)", features: widths[0],
        targets: targets, weights: random.next(in: 0...2) == 0, parameters: shapes
    ) { model, batch in
        var x = batch.features
        for layer in 0..<layers {
            x = x.matmul(model[2 * layer]) + model[2 * layer + 1]
            if layer + 1 < layers { x = activate(x, activations[layer]) }
        }
        var value = value(x, batch, loss)
        if penalty == 1 { value = value + 0.01 * model[0].squared().sum() }
        if penalty == 2 { value = value + 0.01 * model[0].abs().mean() }
        return value
    }
}

private func activate<S: RealScalar>(_ x: Tensor<S>, _ kind: Int) -> Tensor<S> {
    switch kind {
    case 0: x.relu()
    case 1: x.tanh()
    case 2: x.sigmoid()
    case 3: x.softplus()
    case 4: x.sin()
    case 5: maximum(x, 0.1 * x)
    case 6: x * x.sigmoid()
    case 7: x / (1 + x.abs())
    default: select(x .> 0, x, otherwise: x.exp() - 1)
    }
}

private func value<S: RealScalar>(_ x: Tensor<S>, _ batch: RowBatch<S>, _ kind: Int) -> Tensor<S> {
    switch kind {
    case 0: meanSquaredError(predicted: x, expected: batch.targets, weights: batch.weights)
    case 1: binaryCrossEntropy(logits: x, expected: batch.targets, weights: batch.weights)
    case 2: (x - batch.targets).abs().mean()
    default: (x - batch.targets).squared().sum(axis: 1).mean()
    }
}
