import Tessera

/// Losses whose rows are sorted, or select by indices.
func selectionPlanCases<S: RealScalar>() -> [PlanCase<S>] {
    [
        PlanCase("sorted rows", parameters: [[5], [5, 1]]) { model, batch in
            let sorted = (batch.features * (model[0] + 1)).sorted(axis: 1, descending: true)
            return meanSquaredError(predicted: sorted.matmul(model[1]), expected: batch.targets)
        },
        PlanCase("the largest and the median of each row", parameters: [[5], [2, 1]]) { model, batch in
            let x = batch.features * (model[0] + 1)
            let predicted = x.topK(2, axis: 1).values.matmul(model[1]) + x.median(axis: 1, keepingDimensions: true)
            return meanSquaredError(predicted: predicted, expected: batch.targets)
        },
        PlanCase("running products of each row", parameters: [[5], [5, 1]]) { model, batch in
            let x = (batch.features * (model[0] + 1)).cumulativeProduct(axis: 1, exclusive: true)
            return meanSquaredError(predicted: x.matmul(model[1]), expected: batch.targets)
        },
        PlanCase("columns gathered by their number", parameters: [[3, 4], [3, 1]]) { model, batch in
            let indices = Tensor<Int32>((batch.features.sliced(axis: 1, 0..<1) * 1.9)).flattened()
            let picked = model[0].gathering(indices, axis: 1).transposed()
            return meanSquaredError(predicted: picked.matmul(model[1]), expected: batch.targets)
        },
        PlanCase("elements gathered from each row", parameters: [[5], [2, 1]]) { model, batch in
            let indices = Tensor<Int32>((batch.features.sliced(axis: 1, 0..<2) + 1) * 1.9)
            let x = (batch.features * model[0]).gatheringElements(indices, axis: 1)
            return meanSquaredError(predicted: x.matmul(model[1]), expected: batch.targets)
        },
        PlanCase("elements where a mask is true set to a number", parameters: [[5, 1]]) { model, batch in
            var x = batch.features.matmul(model[0])
            x[x .> 0] = 0
            return meanSquaredError(predicted: x, expected: batch.targets)
        },
        PlanCase("the median of the rows", parameters: [[5, 1]], isTiled: false) { model, batch in
            let x = batch.features.matmul(model[0])
            return (x.median() - x.mean()).squared()
        },
    ]
}
