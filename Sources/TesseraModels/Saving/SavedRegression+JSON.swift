extension SavedRegression: Codable {
    private static let format = "tessera.regression"
    private static let version = 1

    private enum CodingKeys: String, CodingKey {
        case format, version, task, features, degree, target, weights, bias, precision, training
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        guard let format = try? values.field(.format, as: String.self), format == Self.format else {
            throw SavedModelError(.otherFormat)
        }
        let version: Int = try values.field(.version)
        guard version == Self.version else { throw SavedModelError(.otherVersion(version)) }
        try self.init(
            task: values.field(.task),
            features: values.field(.features),
            target: values.field(.target),
            weights: values.field(.weights),
            bias: values.field(.bias),
            precision: values.field(.precision),
            degree: values.optionalField(.degree) ?? 1,
            training: values.optionalField(.training))
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(Self.format, forKey: .format)
        try values.encode(Self.version, forKey: .version)
        try values.encode(task, forKey: .task)
        try values.encode(features, forKey: .features)
        if degree > 1 { try values.encode(degree, forKey: .degree) }
        try values.encode(target, forKey: .target)
        try values.encode(weights, forKey: .weights)
        try values.encode(bias, forKey: .bias)
        try values.encode(precision, forKey: .precision)
        try values.encodeIfPresent(training, forKey: .training)
    }
}

extension SavedRegression.Training {
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            rows: try values.field(.rows), epochs: try values.field(.epochs), loss: try values.field(.loss),
            seed: try values.field(.seed), backend: try values.field(.backend))
    }
}
