import Testing

@testable import Tessera

/// A loss that a plan is made of, and the parameters it starts from.
struct PlanCase<S: RealScalar>: Sendable, CustomTestStringConvertible {
    let name: String
    let rowShape: RowShape
    let parameters: [Shape]
    /// Whether it can be cut into tiles.
    let isTiled: Bool
    let loss: @Sendable ([Tensor<S>], RowBatch<S>) -> Tensor<S>

    init(
        _ name: String, features: Int = 5, targets: Int = 1, weights: Bool = false, parameters: [Shape],
        isTiled: Bool = true, _ loss: @escaping @Sendable ([Tensor<S>], RowBatch<S>) -> Tensor<S>
    ) {
        self.name = name
        rowShape = RowShape(features: features, targets: targets, hasWeights: weights)
        self.parameters = parameters
        self.isTiled = isTiled
        self.loss = loss
    }

    var testDescription: String { name }

    var model: [Tensor<S>] {
        parameters.enumerated().map { index, shape in
            Tensor(uniform: shape, in: -0.5..<0.5, seed: 11, stream: UInt64(index))
        }
    }

    func table(rows: Int) throws -> RowTable<S> {
        try RowTable(
            features: Tensor(uniform: [rows, rowShape.features], in: -1..<1, seed: 3),
            targets: Tensor<S>(Tensor<S>(uniform: [rows, rowShape.targets], seed: 4) .> 0.5),
            weights: rowShape.hasWeights ? Tensor(uniform: [rows], in: 0.5..<2, seed: 5) : nil)
    }

    func expectAgreement(rows: Int, tolerance: S) throws {
        try expectAgreement(of: Plan(for: model, rows: rowShape, loss: loss), rows: rows, tolerance: tolerance)
    }

    func expectAgreement(of plan: Plan<[Tensor<S>]>, rows: Int, tolerance: S) throws {
        let (model, table) = (model, try table(rows: rows))
        let batch = RowBatch(features: table.features, targets: table.targets, weights: table.weights)
        let expected = valueAndGradient(at: model) { loss($0, batch) }
        let (value, gradient) = try plan.valueAndGradient(at: model, over: table, on: SingleThread())
        let comment = "\(name), \(rows) rows, \(Backend.current.name)"
        #expect(abs(value - expected.value.item) <= tolerance * max(1, abs(value)), "\(comment)")
        for (derivative, right) in zip(gradient, expected.gradient) {
            #expect(
                derivative.isClose(to: right, relativeTolerance: tolerance, absoluteTolerance: tolerance), "\(comment)")
        }
    }
}

func planCases<S: RealScalar>(_ type: S.Type) -> [PlanCase<S>] {
    regressionCases() + networkCases() + otherCases() + rowCountCases() + tensorCases()
        + selectionPlanCases()
}

private func regressionCases<S: RealScalar>() -> [PlanCase<S>] {
    [
        PlanCase("linear", parameters: [[5, 1], [1]]) { model, batch in
            meanSquaredError(predicted: batch.features.matmul(model[0]) + model[1], expected: batch.targets)
        },
        PlanCase("linear without bias", features: 1, parameters: [[1, 1]]) { model, batch in
            meanSquaredError(predicted: batch.features.matmul(model[0]), expected: batch.targets)
        },
        PlanCase("logistic", parameters: [[5, 1], [1]]) { model, batch in
            binaryCrossEntropy(logits: batch.features.matmul(model[0]) + model[1], expected: batch.targets)
        },
        PlanCase("logistic by probabilities", parameters: [[5, 1], [1]]) { model, batch in
            let p = (batch.features.matmul(model[0]) + model[1]).sigmoid()
            return binaryCrossEntropy(probabilities: p, expected: batch.targets)
        },
        PlanCase("weighted logistic", weights: true, parameters: [[5, 1], [1]]) { model, batch in
            binaryCrossEntropy(
                logits: batch.features.matmul(model[0]) + model[1], expected: batch.targets, weights: batch.weights)
        },
        PlanCase("penalised linear", parameters: [[5, 1], [1]]) { model, batch in
            let loss = meanSquaredError(predicted: batch.features.matmul(model[0]) + model[1], expected: batch.targets)
            return loss + 0.3 * model[0].squared().sum()
        },
        PlanCase("a vector of weights", parameters: [[5], []]) { model, batch in
            meanSquaredError(
                predicted: batch.features.matmul(model[0]) + model[1], expected: batch.targets.flattened())
        },
        PlanCase("several targets", targets: 3, parameters: [[5, 3], [3]]) { model, batch in
            meanSquaredError(predicted: batch.features.matmul(model[0]) + model[1], expected: batch.targets)
        },
        PlanCase("a sum, not a mean", parameters: [[5, 1]]) { model, batch in
            (batch.features.matmul(model[0]) - batch.targets).abs().sum()
        },
    ]
}

private func networkCases<S: RealScalar>() -> [PlanCase<S>] {
    @Sendable func network(_ model: [Tensor<S>], _ x: Tensor<S>, _ activation: (Tensor<S>) -> Tensor<S>) -> Tensor<S> {
        activation(x.matmul(model[0]) + model[1]).matmul(model[2]) + model[3]
    }
    let shapes: [Shape] = [[5, 7], [7], [7, 1], [1]]
    return [
        PlanCase("network of tanh", parameters: shapes) { model, batch in
            meanSquaredError(predicted: network(model, batch.features) { $0.tanh() }, expected: batch.targets)
        },
        PlanCase("network of relu", parameters: shapes) { model, batch in
            binaryCrossEntropy(logits: network(model, batch.features) { $0.relu() }, expected: batch.targets)
        },
        PlanCase("network of sigmoids", parameters: shapes) { model, batch in
            binaryCrossEntropy(logits: network(model, batch.features) { $0.sigmoid() }, expected: batch.targets)
        },
        // Wide enough for products to start from the bias.
        PlanCase("wide network", parameters: [[5, 24], [24], [24, 18], [18], [18, 1], [1]]) { model, batch in
            let hidden = network(model, batch.features) { $0.relu() }
            let out = (hidden.relu() * hidden).matmul(model[4]) + model[5]
            return meanSquaredError(predicted: out, expected: batch.targets)
        },
        PlanCase("softmax", parameters: [[5, 4], [4]]) { model, batch in
            let logits = batch.features.matmul(model[0]) + model[1]
            return softmaxCrossEntropy(logits: logits, labels: Tensor<Int32>(batch.targets.flattened()))
        },
        PlanCase("weighted softmax", weights: true, parameters: [[5, 4], [4]]) { model, batch in
            let logits = batch.features.matmul(model[0]) + model[1]
            return softmaxCrossEntropy(
                logits: logits, labels: Tensor<Int32>(batch.targets.flattened()), weights: batch.weights)
        },
    ]
}

private func otherCases<S: RealScalar>() -> [PlanCase<S>] {
    [
        // Two passes: the mean over all rows is needed on every row.
        PlanCase("centred on the batch", parameters: [[5, 2], [2, 1]]) { model, batch in
            let hidden = batch.features.matmul(model[0])
            let centred = hidden - hidden.mean(axis: 0)
            return meanSquaredError(predicted: centred.tanh().matmul(model[1]), expected: batch.targets)
        },
        // Three passes: mean, variance, loss.
        PlanCase("normalised by the batch", parameters: [[5, 2], [2, 1]]) { model, batch in
            let hidden = batch.features.matmul(model[0])
            let normal = (hidden - hidden.mean(axis: 0)) / (hidden.variance(axis: 0) + 0.01).sqrt()
            return meanSquaredError(predicted: normal.matmul(model[1]), expected: batch.targets)
        },
        PlanCase("the largest of the rows", parameters: [[5, 1]], isTiled: false) { model, batch in
            batch.features.matmul(model[0]).max() - batch.features.matmul(model[0]).mean()
        },
        PlanCase("a running sum over the rows", parameters: [[5, 1]], isTiled: false) { model, batch in
            meanSquaredError(
                predicted: batch.features.matmul(model[0]).cumulativeSum(axis: 0), expected: batch.targets)
        },
        PlanCase("divided by shape[0]", parameters: [[5, 1]]) { model, batch in
            (batch.features.matmul(model[0]) - batch.targets).squared().sum() / S(batch.features.shape[0])
        },
        PlanCase("rows in pairs", parameters: [[5, 1]], isTiled: false) { model, batch in
            let x = batch.features.matmul(model[0])
            return (x - x.transposed()).squared().mean()
        },
        PlanCase("slices and joins of columns", parameters: [[5, 1], [6, 1]]) { model, batch in
            let left = batch.features.sliced(axis: 1, 0..<2)
            let all = Tensor(concatenating: [left, batch.features.tanh(), batch.targets], axis: 1).sliced(
                axis: 1, 1..<7)
            return meanSquaredError(
                predicted: all.matmul(model[1]) + batch.features.matmul(model[0]), expected: batch.targets)
        },
        PlanCase("a parameter that does not matter", parameters: [[5, 1], [3]]) { model, batch in
            meanSquaredError(predicted: batch.features.matmul(model[0]), expected: batch.targets)
        },
        PlanCase("transposed batches", parameters: [[1, 5]]) { model, batch in
            let predicted = model[0].matmul(batch.features.transposed())
            return meanSquaredError(predicted: predicted.transposed(), expected: batch.targets)
        },
        PlanCase("embeddings", parameters: [[4, 3], [3, 1]]) { model, batch in
            let indices = Tensor<Int32>((batch.features.sliced(axis: 1, 0..<2) + 1) * 1.9)
            let predicted = model[0].gatheringRows(indices).sum(axis: 1).matmul(model[1])
            return meanSquaredError(predicted: predicted, expected: batch.targets)
        },
        PlanCase("products of each row", parameters: [[5, 1]]) { model, batch in
            let factors = batch.features.product(axis: 1, keepingDimensions: true) + batch.features.matmul(model[0])
            return (factors - batch.targets).squared().mean()
        },
    ]
}
