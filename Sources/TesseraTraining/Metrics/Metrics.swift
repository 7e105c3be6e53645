public import Tessera

/// How good predictions are, computed in double precision whatever the precision of the tensors.
///
/// Both tensors of a function have the same number of elements, at least one.
public enum Metrics {
    /// R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)²: 1 is perfect, 0 as good as the mean of the expected values.
    ///
    /// Where all expected values are the same it is 0: there is nothing to explain.
    public static func rSquared<Scalar: RealScalar>(predicted: Tensor<Scalar>, expected: Tensor<Scalar>) -> Double {
        let residual = summedSquares(predicted, expected)
        // A mean that is rounded would leave something of equal values.
        var squares = CentredSquares()
        for target in expected.doubles { squares.add(target, weight: 1) }
        let total = squares.aboutMean.value
        return total == 0 ? 0 : 1 - residual / total
    }

    /// The square root of the mean of (y − ŷ)², in the unit of the targets.
    public static func rootMeanSquaredError<Scalar: RealScalar>(
        predicted: Tensor<Scalar>, expected: Tensor<Scalar>
    ) -> Double {
        (summedSquares(predicted, expected) / Double(expected.count)).squareRoot()
    }

    /// The share of predictions that equal the expected value.
    public static func accuracy<Scalar: RealScalar>(predicted: Tensor<Scalar>, expected: Tensor<Scalar>) -> Double {
        requireSameCount("accuracy", predicted, expected)
        let hits = zip(predicted.doubles, expected.doubles).count { $0 == $1 }
        return Double(hits) / Double(expected.count)
    }

    static func requireSameCount<Scalar: RealScalar>(
        _ name: String, _ predicted: Tensor<Scalar>, _ expected: Tensor<Scalar>
    ) {
        if predicted.count == expected.count { return }
        ShapeError(name, [predicted.shape, expected.shape], "needs one prediction for each row").stop()
    }

    private static func summedSquares<Scalar: RealScalar>(
        _ predicted: Tensor<Scalar>, _ expected: Tensor<Scalar>
    ) -> Double {
        requireSameCount("metric", predicted, expected)
        return zip(predicted.doubles, expected.doubles).reduce(0) { sum, pair in
            let difference = pair.0 - pair.1
            return sum + difference * difference
        }
    }
}

extension Tensor where Scalar: RealScalar {
    /// The elements as numbers of one concrete type, for which loops and sorting are fast.
    var doubles: [Double] { Tensor<Double>(self).scalars }
}
