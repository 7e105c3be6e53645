import Tessera

extension LinearSummary {
    /// Fits the minimum-norm least-squares solution of columns scaled to unit norm, by the singular value
    /// decomposition.
    init(singularValues design: RegressionDesign, l2: Double, confidence: Double) throws(RegressionError) {
        let table = design.table
        let ones = Tensor<Double>(ones: [design.rows, 1])
        let rootWeights = (table.weights ?? Tensor(ones: [design.rows])).sqrt().expandingDimensions(at: 1)
        let columns =
            (design.hasIntercept ? Tensor(concatenating: [table.features, ones], axis: 1) : table.features)
            * rootWeights
        let columnNorms = columns.squared().sum(axis: 0).sqrt()
        let scales = select(columnNorms .> 0, columnNorms, otherwise: Tensor(1))
        let features = table.features.shape[1]
        var (left, right) = (columns / scales, table.targets * rootWeights)
        if l2 > 0 {
            let penalty = Tensor<Double>(identity: features, columns: columns.shape[1]) * Tensor(l2.squareRoot())
            left = Tensor(concatenating: [left, penalty / scales])
            right = Tensor(concatenating: [right, Tensor(zeros: [features, 1])])
        }
        let (system, rightSide) = (left, right)
        let (x, rank) = try design.locating { () throws(LinearAlgebraError) in
            try system.leastSquares(rightSide, method: .svd)
        }
        let singularValues = try design.locating { () throws(LinearAlgebraError) in try system.singularValues() }
        let weights = (x.flattened() / scales).scalars
        try self.init(
            table, coefficients: design.hasIntercept ? weights : weights + [0], names: CoefficientNames(design),
            solver: .svd, confidence: confidence,
            isExact: l2 == 0 && Int(rank.item) == design.names.count, rank: Int(rank.item))
        let smallest = singularValues.count < design.names.count ? 0 : singularValues[singularValues.count - 1].item
        conditionNumber = smallest > 0 ? singularValues[0].item / smallest : .infinity
        guard residualStandardError != nil else { return }
        let inverse = try design.locating { () throws(LinearAlgebraError) in try system.pseudoInverse() }
        let unscaledVariances = (inverse.squared().sum(axis: 1) / scales.squared()).scalars
        let last = unscaledVariances.count - 1
        rateCoefficients(
            design.hasIntercept ? [unscaledVariances[last]] + unscaledVariances.dropLast() : unscaledVariances)
    }
}
