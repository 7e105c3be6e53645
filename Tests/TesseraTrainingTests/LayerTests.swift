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
        let slope: Linear<Double> = gradient(at: model) { model in model([[3, 5]]).sum() }
        #expect(slope.weight == [[3], [5]])
        #expect(slope.bias == [1])
    }

    /// A network of one hidden layer learns what no linear model can.
    @Test func aNetworkLearnsExclusiveOr() throws {
        let data = try Dataset<Double>(features: [[0, 0], [0, 1], [1, 0], [1, 1]], targets: [0, 1, 1, 0])
        var model = Sequential<Double>(widths: [2, 8, 1], activation: .tanh, seed: 3)
        var options = TrainingOptions()
        options.epochs = 400
        options.method = .adam
        options.learningRate = 0.05
        let history = try model.fit(data, loss: .binaryCrossEntropy, options: options)
        #expect(history.losses.count == 400)
        #expect(history.losses[399] < 0.02)
        let probabilities = model(data.features).sigmoid().scalars
        #expect(probabilities.map { $0 > 0.5 } == [false, true, true, false])
    }
}
