import Tessera

/// Functions of one element or of a pair of elements.
let elementwiseRows: [String: Row] = {
    var rows: [String: Row] = [
        "Not": { said(1, !(try $0.tensor(0, as: Bool.self))) },
        "And": { said(1, try $0.tensor(0, as: Bool.self) && $0.tensor(1)) },
        "Or": { said(1, try $0.tensor(0, as: Bool.self) || $0.tensor(1)) },
        "Xor": { said(1, try $0.tensor(0, as: Bool.self) ^ $0.tensor(1)) },
        "Greater": { said(1, try $0.float(0) .> $0.float(1)) },
        "GreaterOrEqual": { said(1, try $0.float(0) .>= $0.float(1)) },
        "Less": { said(1, try $0.float(0) .< $0.float(1)) },
        "LessOrEqual": { said(1, try $0.float(0) .<= $0.float(1)) },
        "Equal": { try equal($0) },
        "IsNaN": { said(1, try $0.float(0).isNaN()) },
        "IsInf": { try isInfinite($0) },
        "Pow": { try power($0) },
        "Mod": { try remainder($0) },
        "Clip": { try clip($0) },
        "Mean": { try mean($0) },
        "Sum": { c in try folded(Float.self, c) { $0 + $1 } },
        "ai.onnx.ml:Binarizer": { said(2, Tensor<Float>(try $0.float(0) .> ($0.real("threshold") ?? 0))) },
    ]
    for (name, function) in unaryFunctions { rows[name] = { said(1, function(try $0.float(0))) } }
    for name in ["Add", "Sub", "Mul", "Div"] { rows[name] = { try arithmetic($0) } }
    for name in ["Max", "Min"] { rows[name] = { try extremes($0) } }
    for name in ["BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseNot", "BitShift"] { rows[name] = { try bits($0) } }
    return rows
}()

private let unaryFunctions: [String: @Sendable (Tensor<Float>) -> Tensor<Float>] = [
    "Abs": { $0.abs() }, "Neg": { -$0 }, "Sign": { $0.sign() }, "Sqrt": { $0.sqrt() },
    "Reciprocal": { $0.reciprocal() }, "Exp": { $0.exp() }, "Log": { $0.log() },
    "Floor": { $0.floor() }, "Ceil": { $0.ceil() }, "Round": { $0.rounded() },
    "Sin": { $0.sin() }, "Cos": { $0.cos() }, "Tan": { $0.tan() },
    "Asin": { $0.asin() }, "Acos": { $0.acos() }, "Atan": { $0.atan() },
    "Sinh": { $0.sinh() }, "Cosh": { $0.cosh() }, "Tanh": { $0.tanh() },
    "Asinh": { $0.asinh() }, "Acosh": { $0.acosh() }, "Atanh": { $0.atanh() },
    "Erf": { $0.erf() },
]

private func arithmetic(_ c: Case) throws -> [Said] {
    func row<Scalar: NumericScalar>(_ type: Scalar.Type) throws -> [Said] {
        let (x, y): (Tensor<Scalar>, Tensor<Scalar>) = (try c.tensor(0), try c.tensor(1))
        switch c.operation {
        case "Add": return said(1, x + y)
        case "Sub": return said(1, x - y)
        case "Mul": return said(1, x * y)
        default: return said(1, x / y)
        }
    }
    guard let type = try c.elementType(0) as? any NumericScalar.Type else { throw Unsaid("only for numbers") }
    return try row(type)
}

/// Combines all inputs: one call less than there are inputs; a single one is itself the result.
private func folded<Scalar: TensorScalar>(
    _ type: Scalar.Type, _ c: Case, _ combine: (Tensor<Scalar>, Tensor<Scalar>) -> Tensor<Scalar>
) throws -> [Said] {
    let operands: [Tensor<Scalar>] = try c.inputs.indices.map { try c.tensor($0) }
    return said(max(1, operands.count - 1), operands.dropFirst().reduce(operands[0], combine))
}

private func extremes(_ c: Case) throws -> [Said] {
    func reals<Scalar: RealScalar>(_ type: Scalar.Type) throws -> [Said] {
        try folded(type, c) { c.operation == "Max" ? maximum($0, $1) : minimum($0, $1) }
    }
    func integers<Scalar: IntegerScalar>(_ type: Scalar.Type) throws -> [Said] {
        try folded(type, c) { c.operation == "Max" ? maximum($0, $1) : minimum($0, $1) }
    }
    if let type = try c.elementType(0) as? any IntegerScalar.Type { return try integers(type) }
    return try reals(try c.realType(0))
}

private func mean(_ c: Case) throws -> [Said] {
    let operands = try c.inputs.indices.map { try c.float($0) }
    return said(2, Tensor(stacking: operands).mean(axis: 0))
}

private func equal(_ c: Case) throws -> [Said] {
    func row<Scalar: NumericScalar>(_ type: Scalar.Type) throws -> [Said] {
        said(1, try c.tensor(0, as: type) .== c.tensor(1))
    }
    if let type = try c.elementType(0) as? any NumericScalar.Type { return try row(type) }
    return said(1, try c.tensor(0, as: Bool.self) .== c.tensor(1))
}

private func isInfinite(_ c: Case) throws -> [Said] {
    let x = try c.float(0)
    switch (c.isSet("detect_positive", byDefault: true), c.isSet("detect_negative", byDefault: true)) {
    case (true, true): return said(1, x.isInfinite())
    case (true, false): return said(1, x .== Float.infinity)
    case (false, true): return said(1, x .== -Float.infinity)
    case (false, false): return said(1, Tensor<Bool>(zeros: x.shape))
    }
}

private func power(_ c: Case) throws -> [Said] {
    func ofIntegers<Base: IntegerScalar>(_ base: Base.Type) throws -> [Said] {
        let x: Tensor<Base> = try c.tensor(0)
        if try c.elementType(1) == base { return said(1, x.pow(try c.tensor(1, as: base))) }
        return said(3, Tensor<Base>(Tensor<Float>(x).pow(try c.float(1))))
    }
    func ofReals<Exponent: IntegerScalar>(_ type: Exponent.Type) throws -> [Said] {
        said(2, try c.float(0).pow(Tensor<Float>(try c.tensor(1, as: type))))
    }
    if let base = try c.elementType(0) as? any IntegerScalar.Type { return try ofIntegers(base) }
    if let exponent = try c.elementType(1) as? any IntegerScalar.Type { return try ofReals(exponent) }
    return said(1, try c.float(0).pow(try c.float(1)))
}

private func remainder(_ c: Case) throws -> [Said] {
    func reals<Scalar: RealScalar>(_ type: Scalar.Type) throws -> [Said] {
        said(1, try c.tensor(0, as: type).truncatingRemainder(dividingBy: try c.tensor(1)))
    }
    func integers<Scalar: IntegerScalar>(_ type: Scalar.Type) throws -> [Said] {
        let (x, y): (Tensor<Scalar>, Tensor<Scalar>) = (try c.tensor(0), try c.tensor(1))
        return said(1, c.isSet("fmod") ? x % y : x.modulo(y))
    }
    if let type = try c.elementType(0) as? any IntegerScalar.Type { return try integers(type) }
    return try reals(try c.realType(0))
}

private func clip(_ c: Case) throws -> [Said] {
    func reals<Scalar: RealScalar>(_ x: Tensor<Scalar>) throws -> [Said] {
        let lower = c.has(1) ? try c.tensor(1, as: Scalar.self).item : nil
        let upper = c.has(2) ? try c.tensor(2, as: Scalar.self).item : nil
        switch (lower, upper) {
        case (let lower?, let upper?) where lower <= upper: return said(1, x.clamped(to: lower...upper))
        case (let lower?, let upper?): return said(2, minimum(maximum(x, lower), upper))
        case (let lower?, nil): return said(1, maximum(x, lower))
        case (nil, let upper?): return said(1, minimum(x, upper))
        case (nil, nil): return said(1, x)
        }
    }
    func integers<Scalar: IntegerScalar>(_ type: Scalar.Type) throws -> [Said] {
        let x: Tensor<Scalar> = try c.tensor(0)
        let lowered = c.has(2) ? minimum(x, try c.tensor(2, as: type).item) : x
        let result = c.has(1) ? maximum(lowered, try c.tensor(1, as: type).item) : lowered
        return said(max(1, (c.has(1) ? 1 : 0) + (c.has(2) ? 1 : 0)), result)
    }
    if let type = try c.elementType(0) as? any IntegerScalar.Type { return try integers(type) }
    return try reals(try c.float(0))
}

private func bits(_ c: Case) throws -> [Said] {
    func row<Scalar: IntegerScalar>(_ type: Scalar.Type) throws -> [Said] {
        let x: Tensor<Scalar> = try c.tensor(0)
        // Narrower unsigned integers lie in the lower bits of wider ones, whose upper bits a complement or a shift sets.
        let masks: [String: Int64] = ["uint16": 0xFFFF, "uint32": 0xFFFF_FFFF]
        func limited(_ result: Tensor<Scalar>) throws -> [Said] {
            guard let mask = masks[try c.stored(0).declared] else { return said(1, result) }
            return said(2, result & Scalar(truncatingIfNeeded: mask))
        }
        switch c.operation {
        case "BitwiseNot": return try limited(~x)
        case "BitwiseAnd": return said(1, x & (try c.tensor(1)))
        case "BitwiseOr": return said(1, x | (try c.tensor(1)))
        case "BitwiseXor": return said(1, x ^ (try c.tensor(1)))
        default:
            let shifts: Tensor<Scalar> = try c.tensor(1)
            return c.text("direction") == "LEFT" ? try limited(x << shifts) : said(1, x >> shifts)
        }
    }
    guard let type = try c.elementType(0) as? any IntegerScalar.Type else { throw Unsaid("only for integers") }
    return try row(type)
}
