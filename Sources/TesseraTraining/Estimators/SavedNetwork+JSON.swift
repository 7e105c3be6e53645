import Foundation

extension SavedNetwork: Codable {
    static let format = "tessera.network"
    private static let version = 1

    private enum CodingKeys: String, CodingKey {
        case format, version, task, features, target, activation, layers, precision, training
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let version = try values.decode(Int.self, forKey: .version)
        guard version == Self.version else { throw SavedRegressionError.otherVersion(version) }
        task = try values.decode(RegressionTask.self, forKey: .task)
        features = try values.decode([String].self, forKey: .features)
        target = try values.decode(String.self, forKey: .target)
        activation = try values.decode(String.self, forKey: .activation)
        layers = try values.decode([Layer].self, forKey: .layers)
        precision = try values.decode(SavedRegression.Precision.self, forKey: .precision)
        training = try values.decodeIfPresent(SavedRegression.Training.self, forKey: .training)
        try check()
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(Self.format, forKey: .format)
        try values.encode(Self.version, forKey: .version)
        try values.encode(task, forKey: .task)
        try values.encode(features, forKey: .features)
        try values.encode(target, forKey: .target)
        try values.encode(activation, forKey: .activation)
        try values.encode(layers, forKey: .layers)
        try values.encode(precision, forKey: .precision)
        try values.encodeIfPresent(training, forKey: .training)
    }
}
