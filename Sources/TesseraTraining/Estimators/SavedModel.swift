import Foundation
public import Tessera

/// A trained or fitted model as a value that can be saved in a JSON file.
public protocol SavedModel: Sendable, Encodable {
    /// The task: to predict a number, or the probability of class 1.
    var task: RegressionTask { get }
    /// The names of the features, in the order of the weights.
    var features: [String] { get }
    /// The name of the target.
    var target: String { get }
    /// The precision the model was trained in. The saved numbers are in double precision, which coefficients of columns
    /// far from 0 need.
    var precision: SavedRegression.Precision { get }

    /// Returns the model, ready to predict, in the given precision.
    func makePredictor<Scalar: RealScalar>(_ type: Scalar.Type) -> any Predictor<Scalar>
}

extension SavedModel {
    /// Returns the model as JSON text in UTF-8, with line breaks and the keys in alphabetical order.
    public func json() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return try Array(encoder.encode(self)) + [UInt8(ascii: "\n")]
        } catch {
            // Encoding fails only for numbers that are not finite, and the initialisers of saved models reject these.
            fatalError("the model cannot be written as JSON: \(error)")
        }
    }
}

/// Decodes a regression or a network from the JSON text that `SavedModel.json()` wrote.
///
/// - Throws: `SavedRegressionError` if the text is not JSON or not a valid saved model.
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
