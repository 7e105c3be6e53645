import Tessera
import TesseraTraining
import Testing

/// An optimizer and its formula in plain numbers: one row for each rule and each of its modes.
struct OptimizerCase: CustomTestStringConvertible, Sendable {
    /// The update of one parameter p in step t by its gradient g; `state` holds two numbers, initially 0.
    typealias Formula = @Sendable (_ p: inout Double, _ g: Double, _ state: inout [Double], _ t: Double) -> Void

    let testDescription: String
    private let float: any Optimizer<Float>
    private let double: any Optimizer<Double>
    private let formula: Formula

    init(
        _ name: String, _ float: any Optimizer<Float>, _ double: any Optimizer<Double>, _ formula: @escaping Formula
    ) {
        (testDescription, self.float, self.double, self.formula) = (name, float, double, formula)
    }

    static let all: [OptimizerCase] = [
        OptimizerCase("sgd", SGD(learningRate: 0.05), SGD(learningRate: 0.05)) { p, g, _, _ in p -= 0.05 * g },
        OptimizerCase(
            "sgd, decay", SGD(learningRate: 0.05, weightDecay: 0.1), SGD(learningRate: 0.05, weightDecay: 0.1)
        ) { p, g, _, _ in p -= 0.05 * (g + 0.1 * p) },
        OptimizerCase(
            "sgd, momentum", SGD(learningRate: 0.05, momentum: 0.9), SGD(learningRate: 0.05, momentum: 0.9)
        ) { p, g, state, _ in
            state[0] = 0.9 * state[0] + g
            p -= 0.05 * state[0]
        },
        OptimizerCase(
            "sgd, Nesterov, decay", SGD(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.1),
            SGD(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.1)
        ) { p, g, state, _ in
            let decayed = g + 0.1 * p
            state[0] = 0.9 * state[0] + decayed
            p -= 0.05 * (decayed + 0.9 * state[0])
        },
        OptimizerCase("adam", Adam(learningRate: 0.05), Adam(learningRate: 0.05)) { p, g, state, t in
            p -= 0.05 * adam(g, 0.999, &state, t)
        },
        OptimizerCase(
            "adam, decay", Adam(learningRate: 0.05, betas: (0.9, 0.99), weightDecay: 0.1),
            Adam(learningRate: 0.05, betas: (0.9, 0.99), weightDecay: 0.1)
        ) { p, g, state, t in p -= 0.05 * adam(g + 0.1 * p, 0.99, &state, t) },
        OptimizerCase(
            "adamw", AdamW(learningRate: 0.05, weightDecay: 0.1), AdamW(learningRate: 0.05, weightDecay: 0.1)
        ) { p, g, state, t in
            p -= 0.05 * 0.1 * p
            p -= 0.05 * adam(g, 0.999, &state, t)
        },
        OptimizerCase("rmsprop", RMSProp(learningRate: 0.01), RMSProp(learningRate: 0.01)) { p, g, state, _ in
            state[0] = 0.99 * state[0] + 0.01 * g * g
            p -= 0.01 * g / (state[0].squareRoot() + 1e-8)
        },
        OptimizerCase(
            "rmsprop, momentum, decay", RMSProp(learningRate: 0.01, alpha: 0.9, weightDecay: 0.1, momentum: 0.5),
            RMSProp(learningRate: 0.01, alpha: 0.9, weightDecay: 0.1, momentum: 0.5)
        ) { p, g, state, _ in
            let decayed = g + 0.1 * p
            state[0] = 0.9 * state[0] + 0.1 * decayed * decayed
            state[1] = 0.5 * state[1] + decayed / (state[0].squareRoot() + 1e-8)
            p -= 0.01 * state[1]
        },
        OptimizerCase("adagrad", Adagrad(learningRate: 0.1), Adagrad(learningRate: 0.1)) { p, g, state, _ in
            state[0] += g * g
            p -= 0.1 * g / (state[0].squareRoot() + 1e-10)
        },
        OptimizerCase(
            "adagrad, decays", Adagrad(learningRate: 0.1, learningRateDecay: 0.2, weightDecay: 0.1),
            Adagrad(learningRate: 0.1, learningRateDecay: 0.2, weightDecay: 0.1)
        ) { p, g, state, t in
            let decayed = g + 0.1 * p
            state[0] += decayed * decayed
            p -= 0.1 / (1 + (t - 1) * 0.2) * decayed / (state[0].squareRoot() + 1e-10)
        },
    ]

    /// Returns the quotient of the corrected moments of Adam.
    private static func adam(_ g: Double, _ beta2: Double, _ state: inout [Double], _ t: Double) -> Double {
        state[0] = 0.9 * state[0] + (1 - 0.9) * g
        state[1] = beta2 * state[1] + (1 - beta2) * g * g
        let (first, second) = (1 - Double.pow(0.9, t), 1 - Double.pow(beta2, t))
        return state[0] / first / ((state[1] / second).squareRoot() + 1e-8)
    }

    /// Returns the optimizer, without state.
    func make<S: RealScalar>(_ type: S.Type) -> any Optimizer<S> {
        if let optimizer = float as? any Optimizer<S> { return optimizer }
        guard let optimizer = double as? any Optimizer<S> else { fatalError("an optimizer of \(S.self)") }
        return optimizer
    }

    /// The gradient of seven parameters in step `step`.
    static func gradient(_ step: Int) -> [Double] { (0..<7).map { 0.5 * Double(step) - 0.4 * Double($0) + 0.03 } }

    /// The reference: the parameters and the state that the formula keeps.
    struct Reference {
        var parameters: [Double] = [1, -2, 3, 0.25, -0.125, 8, -1]
        private var states = [[Double]](repeating: [0, 0], count: 7)
        fileprivate let formula: Formula

        fileprivate init(_ formula: @escaping Formula) { self.formula = formula }

        mutating func take(_ step: Int, _ gradient: [Double]) {
            for index in parameters.indices {
                formula(&parameters[index], gradient[index], &states[index], Double(step))
            }
        }
    }

    func start() -> Reference { Reference(formula) }
}
