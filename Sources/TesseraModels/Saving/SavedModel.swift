import Foundation
public import Tessera

/// A trained or fitted model as a value that can be saved in a JSON file and read back, ready to predict.
///
/// ```swift
/// let saved = try model.saved(features: ["area", "age"], target: "price")
/// try Data(saved.json()).write(to: file)
/// let read = try SavedModel(json: Array(Data(contentsOf: file)))
/// let predicted = read.makePredictor(Double.self).linearPredictor([[120, 10]])
/// ```
public struct SavedModel: Sendable, Equatable {
    /// The model by its kind; each kind has a format of its own.
    package enum Kind: Sendable, Equatable {
        case regression(SavedRegression)
        case network(SavedNetwork)
    }

    /// The model by its kind.
    package let kind: Kind

    package init(_ regression: SavedRegression) { kind = .regression(regression) }
    package init(_ network: SavedNetwork) { kind = .network(network) }

    /// Decodes a regression or a network from the JSON text that `json()` wrote.
    ///
    /// - Throws: `SavedModelError` if the text is not JSON or not a valid saved model.
    public init(json bytes: [UInt8]) throws(SavedModelError) {
        struct Format: Decodable { let format: String? }
        let (decoder, data) = (JSONDecoder(), Data(bytes))
        do {
            let found = try? decoder.decode(Format.self, from: data)
            kind =
                found?.format == SavedNetwork.format
                ? .network(try decoder.decode(SavedNetwork.self, from: data))
                : .regression(try decoder.decode(SavedRegression.self, from: data))
        } catch {
            throw SavedModelError(decoding: error)
        }
    }

    /// Returns the model as JSON text in UTF-8, with line breaks and the keys in alphabetical order. Numbers are written
    /// with enough digits to be read back exactly.
    public func json() -> [UInt8] { jsonText(of: content) }

    /// What the model predicts: a number, or the probability of class 1.
    public var task: RegressionTask { content.task }
    /// The names of the features, in the order of the columns that the model takes.
    public var features: [String] { content.features }
    /// The name of the target.
    public var target: String { content.target }
    /// The precision the model was trained in. The saved numbers are in double precision, which coefficients of columns
    /// far from 0 need.
    package var precision: SavedRegression.Precision { content.precision }

    /// Returns the model, ready to predict, in the given precision.
    public func makePredictor<Scalar: RealScalar>(_ type: Scalar.Type) -> any Predictor<Scalar> {
        content.makePredictor(type)
    }

    private var content: any SavedContent {
        switch kind {
        case .regression(let regression): regression
        case .network(let network): network
        }
    }
}

/// Returns a saved model as JSON text in UTF-8, with line breaks and the keys in alphabetical order.
package func jsonText(of model: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
        return try Array(encoder.encode(model)) + [UInt8(ascii: "\n")]
    } catch {
        // Encoding fails only for numbers that are not finite, and the initialisers of saved models reject these.
        fatalError("the model cannot be written as JSON: \(error)")
    }
}

/// What a saved model of any kind holds.
package protocol SavedContent: Encodable {
    var task: RegressionTask { get }
    var features: [String] { get }
    var target: String { get }
    var precision: SavedRegression.Precision { get }

    func makePredictor<Scalar: RealScalar>(_ type: Scalar.Type) -> any Predictor<Scalar>
}
