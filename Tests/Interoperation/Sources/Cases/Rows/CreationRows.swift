import Tessera

/// Tensors of given values, ranges and triangles.
let creationRows: [String: Row] = [
    "Constant": { c in
        guard case .tensor(let stored) = c.attributes["value"] else { throw Unsaid("not a tensor") }
        return said(1, try stored.tensor(as: Float.self))
    },
    "ConstantOfShape": { c in
        guard case .tensor(let stored) = c.attributes["value"], let type = stored.elementType else {
            throw Unsaid("not a tensor")
        }
        func row<Scalar: TensorScalar>(_ type: Scalar.Type) throws -> [Said] {
            let value: Tensor<Scalar> = try stored.tensor()
            return said(1, Tensor(repeating: value.scalars[0], shape: Shape(try c.numbers(0) ?? [])))
        }
        return try row(type)
    },
    "Range": { c in
        func reals<Scalar: RealScalar>(_ type: Scalar.Type) throws -> [Said] {
            let bounds = try (0..<3).map { try c.tensor($0, as: type).item }
            return said(1, Tensor(rangeFrom: bounds[0], to: bounds[1], by: bounds[2]))
        }
        func integers<Scalar: IntegerScalar>(_ type: Scalar.Type) throws -> [Said] {
            let bounds = try (0..<3).map { try c.tensor($0, as: type).item }
            return said(1, Tensor(rangeFrom: bounds[0], to: bounds[1], by: bounds[2]))
        }
        if let type = try c.elementType(0) as? any IntegerScalar.Type { return try integers(type) }
        return try reals(try c.realType(0))
    },
    "EyeLike": { c in
        let shape = Shape(try c.stored(0).shape)
        let offset = c.integer("k") ?? 0
        func row<Scalar: TensorScalar>(_ type: Scalar.Type) -> [Said] {
            said(3, Tensor<Scalar>(ones: shape).upperTriangle(offset).lowerTriangle(offset))
        }
        switch try c.text("dtype") ?? c.stored(0).declared {
        case "float": return row(Float.self)
        case "double": return row(Double.self)
        case "int32": return row(Int32.self)
        case let other: throw Unsaid("there are no tensors of \(other)")
        }
    },
    "Trilu": { c in
        func row<Scalar: TensorScalar>(_ type: Scalar.Type) throws -> [Said] {
            let (x, offset) = (try c.tensor(0, as: type), try c.numbers(1)?.first ?? 0)
            return said(1, c.isSet("upper", byDefault: true) ? x.upperTriangle(offset) : x.lowerTriangle(offset))
        }
        return try row(try c.elementType(0))
    },
]
