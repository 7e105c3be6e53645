import Tessera

/// Operations that select elements by indices, masks or their order. The standard's indices are of 64 bits, the
/// library's of 32: the conversion is a call of those who have them from elsewhere.
let selectingRows: [String: Row] = [
    "Where": { c in
        func row<Scalar: TensorScalar>(_ type: Scalar.Type) throws -> [Said] {
            said(1, select(try c.tensor(0), try c.tensor(1, as: type), otherwise: try c.tensor(2)))
        }
        return try row(try c.elementType(1))
    },
    "Gather": { c in said(2, try c.float(0).gathering(try c.indices(1), axis: c.integer("axis") ?? 0)) },
    "ai.onnx.ml:ArrayFeatureExtractor": { c in
        // The indices have an axis of extent 1 before theirs, which an operand of one axis keeps.
        said(3, try c.float(0).gathering(try c.indices(1).flattened(), axis: -1))
    },
    "GatherElements": { c in
        said(2, try c.float(0).gatheringElements(try c.indices(1), axis: c.integer("axis") ?? 0))
    },
    "GatherND": { c in
        func row<Scalar: TensorScalar>(_ type: Scalar.Type) throws -> [Said] {
            said(2, try c.tensor(0, as: type).gatheringParts(try c.indices(1), batchAxes: c.integer("batch_dims") ?? 0))
        }
        return try row(try c.elementType(0))
    },
    "Scatter": { c in try scatterElements(c) },
    "ScatterElements": { c in try scatterElements(c) },
    "ScatterND": { c in
        let result = try c.float(0).scatteringParts(
            try c.float(2), at: try c.indices(1), combining: try c.combination())
        return said(2, result)
    },
    "Compress": { c in
        let (x, mask): (Tensor<Float>, Tensor<Bool>) = (try c.float(0), try c.tensor(1))
        if let axis = c.integer("axis") { return said(3, x.gathering(mask.nonzero().flattened(), axis: axis)) }
        return said(3, x.flattened()[0..<mask.count][mask] as Tensor)
    },
    "NonZero": { c in said(2, try c.tensor(0, as: Bool.self).nonzero().transposed()) },
    "OneHot": { c in
        func labels<Label: TensorScalar>(_ type: Label.Type) throws -> Tensor<Int32> {
            Tensor<Int32>(try c.tensor(0, as: type))
        }
        func row<Scalar: TensorScalar>(_ type: Scalar.Type) throws -> [Said] {
            let values: Tensor<Scalar> = try c.tensor(2)
            let mask = try labels(try c.elementType(0)).oneHot(
                classes: try c.numbers(1)?.first ?? 0, axis: c.integer("axis") ?? -1)
            return said(3, select(mask, values.scalars[1], otherwise: values.scalars[0]))
        }
        return try row(try c.elementType(2))
    },
    "TopK": { c in
        let top = try c.float(0).topK(
            try c.numbers(1)?.first ?? 0, axis: c.integer("axis") ?? -1, smallest: !c.isSet("largest", byDefault: true))
        return [Said(1, top.values), Said(0, top.indices)]
    },
    "Unique": { c in
        if !c.isSet("sorted", byDefault: true) { throw Unsaid("values in order of appearance need another sorting") }
        let x = try c.float(0)
        let unique = c.integer("axis").map { x.unique(axis: $0) } ?? x.unique()
        let results = [unique.firstPositions, unique.inverse, unique.counts].map { Said(0, $0) }
        return [Said(1, unique.values)] + results
    },
]

extension Case {
    /// What a scatter makes of the old and the new elements.
    fileprivate func combination() throws -> ScatterCombination<Float> {
        switch text("reduction") ?? "none" {
        case "none": .replacement
        case "add": .sum
        case "max": .maximum
        case "min": .minimum
        case let other: throw Unsaid("there is no scatter that combines by \(other)")
        }
    }
}

private func scatterElements(_ c: Case) throws -> [Said] {
    let result = try c.float(0).scatteringElements(
        try c.float(2), at: try c.indices(1), axis: c.integer("axis") ?? 0, combining: try c.combination())
    return said(2, result)
}
