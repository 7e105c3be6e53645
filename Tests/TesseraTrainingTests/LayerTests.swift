import Tessera
import TesseraTraining
import Testing

@Suite struct LayerTests {
    @Test func aModelNamesItsParametersInOrder() {
        var model = Sequential<Float>(widths: [3, 4, 2], activation: .tanh, seed: 1)
        var found: [String: Shape] = [:]
        model.forEachParameter { name, parameter in found[name] = parameter.shape }
        #expect(found == ["0.weight": [3, 4], "0.bias": [4], "2.weight": [4, 2], "2.bias": [2]])
        #expect(model.parameters.map(\.shape) == [[3, 4], [4], [4, 2], [2]])
    }

    @Test func layersOfOneSeedDiffer() {
        let model = Sequential<Float>(widths: [3, 3, 3], seed: 1)
        #expect(model.parameters[0] != model.parameters[2])
        #expect(model.parameters == Sequential<Float>(widths: [3, 3, 3], seed: 1).parameters)
    }

    @Test func aSequenceComputesWhatItsLayersDo() {
        let layer = Linear<Double>(weight: [[1, -1], [2, 0]], bias: [0.5, 1])
        let model = Sequential(layer, Activation(.relu))
        #expect(layer([[1, 1]]) == [[3.5, 0]])
        #expect(model([[-1, 0]]) == [[0, 2]])
        #expect(Linear<Double>(weight: [[2]], bias: nil)([[3]]) == [[6]])
    }

    @Test func aVisitThatThrowsLeavesTheLayerWhole() {
        var layer = Linear<Double>(weight: [[2]], bias: [1])
        #expect(throws: CancellationError.self) {
            try layer.forEachParameter { name, _ in if name == "bias" { throw CancellationError() } }
        }
        #expect(layer.bias == [1])
    }

    @Test func gradientsHaveTheTypeOfTheModel() {
        let model = Linear<Double>(weight: [[1], [2]], bias: [0])
        let derivative: Linear<Double> = gradient(at: model) { model in model([[3, 5]]).sum() }
        #expect(derivative.weight == [[3], [5]])
        #expect(derivative.bias == [1])
    }

    /// A network of one hidden layer learns what no linear model can.
    @Test func aNetworkLearnsExclusiveOr() throws {
        let data = try RowTable<Double>(features: [[0, 0], [0, 1], [1, 0], [1, 1]], targets: [0, 1, 1, 0])
        var model = Sequential<Double>(widths: [2, 8, 1], activation: .tanh, seed: 3)
        var options = TrainingOptions()
        options.epochs = 400
        let history = try model.fit(
            data, loss: .binaryCrossEntropy, optimizer: Adam(learningRate: 0.05), options: options)
        #expect(history.losses.count == 400)
        #expect(history.losses[399] < 0.02)
        let probabilities = model(data.features).sigmoid().scalars
        #expect(probabilities.map { $0 > 0.5 } == [false, true, true, false])
    }

    /// Layers made without a seed one after another have weights of their own, whatever layers with seeds there are.
    @Test func layersWithoutASeedDiffer() {
        let seeded = (0..<3).map { Linear<Float>(inputs: 3, outputs: 3, seed: 0, stream: $0).weight }
        let single = (0..<4).map { _ in Linear<Float>(inputs: 3, outputs: 3).weight }
        let networks = (0..<2).flatMap { _ in
            let parameters = Sequential<Float>(widths: [3, 3, 3]).parameters
            return [parameters[0], parameters[2]]
        }
        let all = (seeded + single + networks).map(\.scalars)
        #expect(Set(all).count == all.count)
    }

    /// Weights of a seed are those of before, in any order.
    @Test func layersOfASeedRepeatThemselves() {
        let first = Linear<Double>(inputs: 2, outputs: 3, seed: 7)
        _ = Linear<Double>(inputs: 2, outputs: 3)
        #expect(Linear<Double>(inputs: 2, outputs: 3, seed: 7).weight == first.weight)
        #expect(Linear<Double>(inputs: 2, outputs: 3, seed: 7, stream: 0).weight == first.weight)
        #expect(Linear<Double>(inputs: 2, outputs: 3, seed: 7, stream: 1).weight != first.weight)
        #expect(
            Linear<Double>(inputs: 2, outputs: 3, stream: 1).weight
                == Linear<Double>(inputs: 2, outputs: 3, seed: 0, stream: 1).weight)
    }

    /// A layer that does not say how many outputs it has.
    private struct Doubling: Layer {
        typealias Scalar = Float

        func callAsFunction(_ x: Tensor<Float>) -> Tensor<Float> { x + x }
        mutating func forEachParameter<Failure: Error>(
            _ body: (String, inout Tensor<Float>) throws(Failure) -> Void
        ) throws(Failure) {}
    }

    @Test(arguments: [1, 2, 4, 5])
    func rowsOfAnotherWidthAreRefused(_ width: Int) throws {
        let rows = try RowTable<Float>(
            features: Tensor(ones: [4, width]), targets: Tensor(ones: [4, 2]), weights: Tensor(ones: [4]))
        let plain = "a linear layer takes rows of 3 features; it is given \(width)"
        refuses(Linear<Float>(inputs: 3, outputs: 2), rows, plain)
        refuses(Sequential(Linear<Float>(inputs: 3, outputs: 4), Activation(.tanh)), rows, plain)
        refuses(Sequential(Activation(.relu), Linear<Float>(inputs: 3, outputs: 2)), rows, plain)
        refuses(Sequential(Sequential(Linear<Float>(inputs: 3, outputs: 2))), rows, plain)
        refuses(
            Sequential(Linear<Float>(inputs: width, outputs: 6), Linear<Float>(inputs: 5, outputs: 2)), rows,
            "a linear layer takes rows of 5 features; it is given 6")
        refuses(
            Linear<Float>(inputs: width, outputs: 3), rows,
            "the model has 3 outputs, the rows have 2 targets; the squared error needs as many")
        var unknown = Sequential<Float>(Doubling(), Linear(inputs: width, outputs: 2))
        #expect(try unknown.fit(rows, loss: .meanSquaredError, options: TrainingOptions(epochs: 1)).losses.count == 1)
    }

    private func refuses(_ model: some Layer<Float>, _ rows: RowTable<Float>, _ message: String) {
        var model = model
        #expect(throws: TrainingError(.mismatched(message))) { try model.fit(rows, loss: .meanSquaredError) }
    }
}
