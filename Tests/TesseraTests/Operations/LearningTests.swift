import Testing

@testable import Tessera

/// What the table of operation cases does not show of activations, dropout, normalisation and losses.
@Suite struct LearningTests {
    @Test(arguments: backendNumbers)
    func activationsHaveFiniteDerivativesAtLargeArguments(_ backend: Int) {
        onBackend(backend) {
            let x = Tensor<Float>([-1000, -90, 0, 90, 1000])
            let functions: [@Sendable (Tensor<Float>) -> Tensor<Float>] = [
                { $0.elu() }, { $0.selu() }, { $0.gelu() }, { $0.gelu(.tanh) }, { $0.silu() }, { $0.mish() },
                { $0.leakyReLU() }, { $0.hardSwish() },
            ]
            for (index, function) in functions.enumerated() {
                let derivatives = gradient(at: x) { function($0).sum() }
                #expect(derivatives.isFinite().allTrue, "function \(index): \(derivatives)")
                #expect(abs(function(x).scalars[4] - (index == 1 ? 1050.7010 : 1000)) < 1e-3, "function \(index)")
            }
        }
    }

    @Test(arguments: backendNumbers)
    func dropoutKeepsTheExpectationAndDependsOnItsCounter(_ backend: Int) {
        onBackend(backend) {
            let x = Tensor<Double>(ones: [100, 100])
            let first = x.dropout(probability: 0.25, seed: 3, counter: 0)
            #expect(first == x.dropout(probability: 0.25, seed: 3, counter: 0))
            #expect(first != x.dropout(probability: 0.25, seed: 3, counter: 1))
            #expect(first != x.dropout(probability: 0.25, seed: 4, counter: 0))
            // 10,000 elements: the standard deviation of the mean is 0.0058.
            #expect(abs(first.mean().item - 1) < 0.03)
            #expect(first.scalars.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-15 })
            #expect(x.dropout(probability: 0, seed: 3, counter: 0) == x)
            let derivatives = gradient(at: x) { $0.dropout(probability: 0.25, seed: 3, counter: 0).sum() }
            #expect(derivatives == first)
        }
    }

    @Test(arguments: backendNumbers)
    func statisticsOfABatchNormaliseIt(_ backend: Int) {
        onBackend(backend) {
            let x = Tensor<Double>(normal: [40, 3, 5], mean: 7, standardDeviation: 3, seed: 1)
            let statistics = x.batchStatistics()
            #expect(statistics.mean.shape == [3])
            #expect(x.batchNormalized().isClose(to: x.batchNormalized(by: statistics)))
            let channelsLast = x.transposed([0, 2, 1])
            let normal = channelsLast.batchNormalized(channelAxis: -1)
            #expect(normal.isClose(to: x.batchNormalized().transposed([0, 2, 1])))
            let again = normal.batchStatistics(channelAxis: 2)
            #expect(again.mean.abs().max().item < 1e-12 && (again.variance - 1).abs().max().item < 1e-4)
            #expect(x.groupNormalized(groups: 3).isClose(to: x.layerNormalized()))
            #expect(Tensor<Double>(ones: [2, 4]).layerNormalized() == Tensor(zeros: [2, 4]))
        }
    }

    @Test(arguments: backendNumbers)
    func lossesAgreeWithThoseTheyGeneralise(_ backend: Int) {
        onBackend(backend) {
            let logits = Tensor<Double>(normal: [5, 4], seed: 2)
            let labels = Tensor<Int32>([3, 0, 1, 1, 2])
            let expected = softmaxCrossEntropy(logits: logits, labels: labels)
            #expect(softmaxCrossEntropy(logits: logits, labels: labels, reduction: .mean).isClose(to: expected))
            let logProbabilities = logits.logSoftmax(axis: 1)
            #expect(negativeLogLikelihood(logProbabilities: logProbabilities, labels: labels).isClose(to: expected))
            // Ignoring a row is leaving it out.
            let ignored = softmaxCrossEntropy(
                logits: logits, labels: [3, 0, -100, 1, 2], reduction: .mean, ignoredLabel: -100)
            let others = logits.gatheringRows([0, 1, 3, 4])
            #expect(ignored.isClose(to: softmaxCrossEntropy(logits: others, labels: [3, 0, 1, 2])))
            let losses = softmaxCrossEntropy(
                logits: logits, labels: [3, 0, -100, 1, 2], reduction: .none, ignoredLabel: -100)
            #expect(losses.shape == [5] && losses[2].item == 0)
            // A class that is impossible and not expected costs nothing.
            let divergence = kullbackLeiblerDivergence(
                logProbabilities: Tensor<Double>([[0, -.infinity]]), expected: [[1, 0]], reduction: .sum)
            #expect(divergence.item == 0)
            #expect(poissonLoss(means: Tensor<Double>([0, 2]), expected: [0, 0], reduction: .none) == [0, 2])
            #expect(Tensor<Double>([[0, 0]]).cosineSimilarity([[1, 2]]) == [0])
        }
    }

    @Test(arguments: backendNumbers)
    func residualsOfZeroHaveTheCurvatureOfASquare(_ backend: Int) {
        onBackend(backend) {
            let curvature = gradient(at: Tensor<Double>([0, 0.5, 2])) { x in
                gradient(at: x) { huberLoss(predicted: $0, expected: [0, 0, 0], reduction: .sum) }.sum()
            }
            #expect(curvature == [1, 1, 0])
        }
    }

    /// Losses in a plan, which computes tiles of rows and divides by the sum of the weights at last, and functions of
    /// which some are steps in C, some in Swift and one has no step.
    @Test(arguments: [30, 700], backendNumbers)
    func plansAgreeWithEagerTensors(_ rows: Int, _ backend: Int) throws {
        let losses = PlanCase<Double>("losses", parameters: [[5, 3]]) { parameters, batch in
            softmaxCrossEntropy(
                logits: batch.features.matmul(parameters[0]).layerNormalized(epsilon: 0.1).gelu(),
                labels: Tensor<Int32>(batch.targets.flattened()), reduction: .mean, classWeights: [1, 2, 3],
                ignoredLabel: 1, labelSmoothing: 0.1)
        }
        let functions = PlanCase<Double>("functions", parameters: [[5, 3]]) { parameters, batch in
            let x = batch.features.matmul(parameters[0])
            let sum = x.tan() + x.erf() + x.cbrt() + x.hypot(batch.targets) + (x * x + 1).lgamma() + x.elu()
            return (sum + (x * x + 1).digamma() + x.atan2(batch.targets + 1)).mean()
        }
        try onBackend(backend) {
            try losses.expectAgreement(rows: rows, tolerance: 1e-9)
            try functions.expectAgreement(rows: rows, tolerance: 1e-9)
        }
    }
}
