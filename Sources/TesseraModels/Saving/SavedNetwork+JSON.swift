extension SavedNetwork: Codable {
    static let format = "tessera.network"
    private static let version = 1

    private enum CodingKeys: String, CodingKey {
        case format, version, task, features, target, activation, layers, precision, training
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let version: Int = try values.field(.version)
        guard version == Self.version else { throw SavedModelError(.otherVersion(version)) }
        task = try values.field(.task)
        features = try values.field(.features)
        target = try values.field(.target)
        activation = try values.field(.activation)
        layers = try values.field(.layers)
        precision = try values.field(.precision)
        training = try values.optionalField(.training)
        try check()
    }

    package func encode(to encoder: any Encoder) throws {
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

extension SavedNetwork.Layer {
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(weights: try values.field(.weights), bias: try values.field(.bias))
    }
}
