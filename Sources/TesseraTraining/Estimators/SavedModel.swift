import Foundation
public import Tessera

/// A trained model as a value to keep in a JSON file.
public protocol SavedModel: Sendable, Encodable {
    var task: RegressionTask { get }
    /// The names of the features, in the order of the weights.
    var features: [String] { get }
    /// The name of what is predicted.
    var target: String { get }
    /// The precision the model was trained in. It predicts in double precision, as coefficients of columns far from 0 need.
    var precision: SavedRegression.Precision { get }

    /// The model, ready to predict.
    func makeEstimator<Scalar: RealScalar>(_ type: Scalar.Type) -> any Estimator<Scalar>
}

extension SavedModel {
    /// The model as JSON text in UTF-8, with line breaks and the keys in alphabetical order.
    public func json() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return try Array(encoder.encode(self)) + [UInt8(ascii: "\n")]
        } catch {
            // Only numbers that are not finite could fail, and a model with such numbers cannot be made.
            fatalError("the model cannot be written as JSON: \(error)")
        }
    }
}

/// Reads what `SavedModel.json()` made of a regression or of a network.
public func savedModel(json bytes: [UInt8]) throws(SavedRegressionError) -> any SavedModel {
    struct Format: Decodable { let format: String? }
    if let found = try? JSONDecoder().decode(Format.self, from: Data(bytes)), found.format == SavedNetwork.format {
        do {
            return try JSONDecoder().decode(SavedNetwork.self, from: Data(bytes))
        } catch let error as SavedRegressionError {
            throw error
        } catch {
            throw SavedRegressionError(error)
        }
    }
    return try SavedRegression(json: bytes)
}
