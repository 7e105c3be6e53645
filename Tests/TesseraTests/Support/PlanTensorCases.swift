@testable import Tessera

/// Losses made of contractions, windows and convolutions of each row.
func tensorCases<S: RealScalar>() -> [PlanCase<S>] {
    [
        PlanCase("einsum of each row", parameters: [[5, 3, 5], [3]]) { model, batch in
            let forms = einsum("ri,ijk,rk->rj", batch.features, model[0], batch.features)
            return meanSquaredError(predicted: einsum("rj,j->r", forms, model[1]), expected: batch.targets.flattened())
        },
        PlanCase("einsum over the rows", parameters: [[5, 5]]) { model, batch in
            (einsum("ri,rj->ij", batch.features, batch.features) / S(batch.features.shape[0]) - model[0]).squared()
                .sum()
        },
        PlanCase("windows of each row", parameters: [[3]]) { model, batch in
            let sums = batch.features.slidingWindows([3], axes: [1], strides: [2]).matmul(model[0])
            return meanSquaredError(predicted: sums.tanh().sum(axis: 1), expected: batch.targets.flattened())
        },
        PlanCase("convolution of each row", features: 12, parameters: [[2, 1, 2, 2], [2]]) { model, batch in
            let images = batch.features.reshaped(to: [-1, 1, 3, 4])
            let maps = images.convolved(with: model[0], padding: 1).tanh().maxPooled([2, 2])
            return meanSquaredError(
                predicted: maps.mean(axes: [2, 3]).matmul(model[1]), expected: batch.targets.flattened())
        },
        PlanCase("features of 16 bits", parameters: [[5, 1]]) { model, batch in
            let features = Tensor<S>(Tensor<BFloat16>(batch.features))
            let targets = Tensor<S>(select(batch.targets .> 0.5, 1, otherwise: Tensor<Float16>(batch.targets)))
            return meanSquaredError(predicted: features.matmul(model[0]), expected: targets)
        },
        PlanCase("norms and deviations of each row", parameters: [[5]]) { model, batch in
            let x = batch.features * model[0]
            let value =
                x.norm(axis: 1) + x.standardDeviation(axis: 1)
                + x.flipped(axis: 1).padded([(0, 0), (1, 1)], mode: .reflect).sum(axis: 1)
            return meanSquaredError(predicted: value, expected: batch.targets.flattened())
        },
    ]
}
