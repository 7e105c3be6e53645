public import Tessera

extension Predictor {
    /// Checks that the model can predict for these features: that it has been fitted, and that they have shape
    /// [rows, `featureCount`]. Predictions and scores of other features stop the program.
    ///
    /// ```swift
    /// try model.check(features)                       // features of a request
    /// return model.predict(features)
    /// ```
    ///
    /// - Throws: `ShapeError` if the model is not fitted or the features have another shape.
    public func check(_ features: Tensor<Scalar>) throws(ShapeError) {
        try checkFeatures(features.shape, count: featureCount)
    }
}

/// Checks the shape of features for a model that takes so many; nil for one that has not been fitted.
package func checkFeatures(_ shape: Shape, count: Int?) throws(ShapeError) {
    guard let count else { throw ShapeError("prediction", [shape], "the model has not been fitted") }
    guard shape.rank == 2, shape[1] == count else {
        throw ShapeError("prediction", [shape], "needs features of shape \(Shape([shape.first ?? 1, count]))")
    }
}

/// Stops the program where `checkFeatures` throws.
package func requireFeatures(_ shape: Shape, count: Int?) {
    do {
        try checkFeatures(shape, count: count)
    } catch {
        error.stop()
    }
}
