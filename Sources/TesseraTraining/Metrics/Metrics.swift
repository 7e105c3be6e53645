public import Tessera

/// Metrics of the quality of predictions, computed in double precision whatever the precision of the tensors.
///
/// Both tensors of a function must have the same number of elements, at least one; a different number stops the
/// program.
public enum Metrics {
    /// Returns the coefficient of determination R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)²: 1 is perfect, 0 is as good as the mean
    /// of the expected values.
    ///
    /// It is 0 if all expected values are equal: there is no variance to explain.
    public static func rSquared<Scalar: RealScalar>(predicted: Tensor<Scalar>, expected: Tensor<Scalar>) -> Double {
        let residual = summedSquares(predicted, expected)
        // With a rounded mean, equal values would have a sum of squares above 0.
        var squares = CentredSquares()
        for target in expected.doubles { squares.add(target, weight: 1) }
        let total = squares.aboutMean.value
        return total == 0 ? 0 : 1 - residual / total
    }

    /// Returns the root mean squared error (RMSE), √(mean of (y − ŷ)²), in the unit of the targets.
    public static func rootMeanSquaredError<Scalar: RealScalar>(
        predicted: Tensor<Scalar>, expected: Tensor<Scalar>
    ) -> Double {
        (summedSquares(predicted, expected) / Double(expected.count)).squareRoot()
    }

    /// Returns the accuracy: the fraction of predictions that equal the expected value.
    public static func accuracy<Scalar: RealScalar>(predicted: Tensor<Scalar>, expected: Tensor<Scalar>) -> Double {
        requireSameCount("accuracy", predicted, expected)
        let correct = zip(predicted.doubles, expected.doubles).count { $0 == $1 }
        return Double(correct) / Double(expected.count)
    }

    /// Stops the program with a `ShapeError` if the numbers of elements differ.
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
    /// The elements as `Double`, a concrete type for which loops and sorting are fast.
    var doubles: [Double] { Tensor<Double>(self).scalars }
}
