import Tessera
import TesseraTraining

/// A loop of one's own through a session, on one batch with the cross-entropy of logits.
func ownLoop(_ widths: [Int], batch: Int, steps: Int) -> Workload {
    let data = SharedNumbers.table(rows: batch, features: widths[0], binary: true)
    let start = SharedNumbers.network(widths)
    var parameter = start.parameters[0]
    return Workload(
        repetition: {
            do {
                let session = try TrainingSession(start, rows: data.rowShape, optimizer: SGD(learningRate: 0.01)) {
                    binaryCrossEntropy(logits: $0($1.features), expected: $1.targets)
                }
                let time = try milliseconds(units: steps) {
                    for _ in 0..<steps { try session.step(data) }
                }
                parameter = session.model.parameters[0]
                return time
            } catch {
                fatalError("\(error)")
            }
        }, check: { squareSum(parameter) })
}

/// The loss and its gradient with respect to the four rates of a Lotka–Volterra system, through 200 Runge–Kutta steps
/// (the classical method of order 4), unrolled in a plan.
func rungeKutta(trajectories: Int) -> Workload {
    let rates: [Tensor<Float>] = [[1.1], [0.4], [0.4], [0.1]]
    let prey = SharedNumbers.tensor([trajectories, 1]) * 0.5 + 1.5
    let predators = SharedNumbers.tensor([trajectories, 1], from: 1_000_000) * 0.5 + 1
    let data = SharedNumbers.rows(Tensor(concatenating: [prey, predators], axis: 1), prey)
    let plan = makePlan(for: rates, rows: data.rowShape) { rates, batch in
        let (x, y) = lotkaVolterra(rates, from: batch.features, steps: 200, length: 0.05)
        return ((x - 1).squared() + (y - 1).squared()).mean()
    }
    var gradients: [Tensor<Float>] = []
    return Workload(
        repetition: {
            milliseconds {
                guard let result = try? plan.valueAndGradient(at: rates, over: data) else { fatalError("no gradient") }
                gradients = result.gradient
            }
        }, check: { gradients.map { squareSum($0) }.reduce(0, +) })
}

/// x' = a·x − b·x·y, y' = d·x·y − c·y.
private func lotkaVolterra(
    _ rates: [Tensor<Float>], from start: Tensor<Float>, steps: Int, length h: Float
) -> (Tensor<Float>, Tensor<Float>) {
    func slope(_ x: Tensor<Float>, _ y: Tensor<Float>) -> (Tensor<Float>, Tensor<Float>) {
        let met = x * y
        return (rates[0] * x - rates[1] * met, rates[3] * met - rates[2] * y)
    }
    var (x, y) = (start[.full, 0..<1], start[.full, 1..<2])
    for _ in 0..<steps {
        let k1 = slope(x, y)
        let k2 = slope(x + k1.0 * (h / 2), y + k1.1 * (h / 2))
        let k3 = slope(x + k2.0 * (h / 2), y + k2.1 * (h / 2))
        let k4 = slope(x + k3.0 * h, y + k3.1 * h)
        x = x + (k1.0 + (k2.0 + k3.0) * 2 + k4.0) * (h / 6)
        y = y + (k1.1 + (k2.1 + k3.1) * 2 + k4.1) * (h / 6)
    }
    return (x, y)
}

/// A recurrence of 60 numbers over 10,000 steps, and the gradient of the mean square of its states.
func recurrence() -> Workload {
    let inputs = SharedNumbers.tensor([10_000, 60])
    let w = SharedNumbers.tensor([60], from: 1_000_000)
    let b = SharedNumbers.tensor([60], from: 2_000_000)
    var gradients = (w, b)
    return Workload(
        repetition: {
            milliseconds {
                gradients = gradient(at: w, b) { w, b in
                    scan(Tensor<Float>(zeros: [60]), over: inputs) { (w * $0 + $1 + b).tanh() }.all.squared().mean()
                }
            }
        }, check: { squareSum(gradients.0) + squareSum(gradients.1) })
}

private func makePlan<Model: Parameterized>(
    for model: Model, rows: RowShape,
    loss: @escaping @Sendable (Model, RowBatch<Model.Scalar>) -> Tensor<Model.Scalar>
) -> Plan<Model> {
    do {
        return try Plan(for: model, rows: rows, loss: loss)
    } catch {
        fatalError("\(error)")
    }
}

/// Matrix factorisation: a rating is the product of a user's and an item's vector.
private struct Recommender: Layer {
    var users = SharedNumbers.tensor([5000, 32]) * 0.1
    var items = SharedNumbers.tensor([2000, 32], from: 1_000_000) * 0.1

    /// Takes rows of a user and an item.
    func callAsFunction(_ x: Tensor<Float>) -> Tensor<Float> {
        let user = users.gatheringRows(Tensor<Int32>(x[.full, 0]))
        let item = items.gatheringRows(Tensor<Int32>(x[.full, 1]))
        return (user * item).sum(axis: 1, keepingDimensions: true)
    }

    mutating func forEachParameter<Failure: Error>(
        _ body: (String, inout Tensor<Float>) throws(Failure) -> Void
    ) throws(Failure) {
        try body("users", &users)
        try body("items", &items)
    }
}

/// An epoch over 400k ratings of 5000 users and 2000 items, rank 32; processor time of all threads.
func recommender() -> Workload {
    func ids(below count: Int, from first: Int) -> Tensor<Float> {
        let unit = (SharedNumbers.tensor([400_000, 1], from: first) + 1) * (Float(count) / 2)
        return minimum(Tensor<Float>(Tensor<Int32>(unit)), Float(count - 1))
    }
    let pairs = Tensor(
        concatenating: [ids(below: 5000, from: 10_000_000), ids(below: 2000, from: 20_000_000)], axis: 1)
    let data = SharedNumbers.rows(pairs, SharedNumbers.tensor([400_000, 1], from: 30_000_000))
    let epochs = 3
    var model = Recommender()
    return Workload(
        repetition: {
            model = Recommender()
            return processorMilliseconds(units: epochs) {
                do {
                    try model.fit(
                        data, loss: .meanSquaredError, optimizer: SGD(learningRate: 100),
                        options: TrainingOptions(epochs: epochs))
                } catch {
                    fatalError("\(error)")
                }
            }
        }, check: { squareSum(model.users) })
}
