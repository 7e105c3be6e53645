import Tessera

/// Conversions of the element type. Half-precision numbers are arrays of Swift's `Float16`.
let castRows: [String: Row] = [
    "Cast": { c in try converted(c, to: c.text("to") ?? "") },
    "CastLike": { c in try converted(c, to: c.stored(1).declared) },
]

private func converted(_ c: Case, to target: String) throws -> [Said] {
    let source = try c.stored(0)
    if [source.declared, target].contains("bfloat16") { throw Unsaid("there is no bfloat16 that can be read") }
    if target == "float16" { return try halves(of: source) }
    func row<Target: TensorScalar & BinaryFloatingPoint>(_ type: Target.Type) throws -> [Said] {
        if let halves = source.halves {
            return said(2, Tensor(halves.map { Target($0) }, shape: Shape(source.shape)))
        }
        func opened<Source: TensorScalar>(_ type: Source.Type) throws -> [Said] {
            said(1, Tensor<Target>(try source.tensor(as: type)))
        }
        return try opened(try c.elementType(0))
    }
    switch target {
    case "float": return try row(Float.self)
    case "double": return try row(Double.self)
    default: throw Unsaid("there are no tensors of \(target)")
    }
}

private func halves(of source: StoredTensor) throws -> [Said] {
    func row<Source: RealScalar>(_ type: Source.Type) throws -> [Said] {
        let x = try source.tensor(as: type)
        return [Said(2, StoredTensor(x.scalars.map { Float16($0) }, shape: x.shape))]
    }
    guard let type = source.elementType as? any RealScalar.Type else { throw Unsaid("only for real numbers") }
    return try row(type)
}
