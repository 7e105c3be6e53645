import Tessera

/// Products and convolutions.
let productRows: [String: Row] = [
    "MatMul": { said(1, try $0.float(0).matmul(try $0.float(1))) },
    "Det": { said(1, try $0.float(0).determinant()) },
    "Einsum": { c in
        func row<Scalar: RealScalar>(_ type: Scalar.Type) throws -> [Said] {
            let operands: [Tensor<Scalar>] = try c.inputs.indices.map { try c.tensor($0) }
            return said(1, einsum(c.text("equation") ?? "", operands))
        }
        return try row(try c.realType(0))
    },
    "Gemm": { c in try generalProduct(c) },
    "Conv": { c in
        let (x, kernel) = (try c.float(0), try c.float(1))
        let windows = Windows(c, sizes: Array(kernel.shape[2...]), extents: Array(x.shape[2...]))
        let maps = x.convolved(
            with: kernel, strides: windows.strides, padding: .widths(windows.padding), dilations: windows.dilations,
            groups: c.integer("group") ?? 1)
        if !c.has(2) { return said(1, maps) }
        return said(3, maps + (try c.float(2)).reshaped(to: Shape([-1] + windows.sizes.map { _ in 1 })))
    },
    "ConvTranspose": { c in try transposedConvolution(c) },
]

/// α·A·B + β·C with operands that may be transposed.
private func generalProduct(_ c: Case) throws -> [Said] {
    let (a, b) = (try c.float(0), try c.float(1))
    let (alpha, beta) = (c.real("alpha") ?? 1, c.real("beta") ?? 1)
    let isTransposed = (c.isSet("transA"), c.isSet("transB"))
    var calls = 1
    var product: Tensor<Float>
    if alpha != 1, isTransposed.0 || isTransposed.1 {
        let equation = ",\(isTransposed.0 ? "ki" : "ik"),\(isTransposed.1 ? "jk" : "kj")->ij"
        product = einsum(equation, Tensor(alpha), a, b)
    } else {
        product = (isTransposed.0 ? a.transposed() : a).matmul(isTransposed.1 ? b.transposed() : b)
        calls += (isTransposed.0 ? 1 : 0) + (isTransposed.1 ? 1 : 0)
        if alpha != 1 { (product, calls) = (alpha * product, calls + 1) }
    }
    guard c.has(2) else { return said(calls, product) }
    let added = try c.float(2)
    return said(calls + (beta == 1 ? 1 : 2), product + (beta == 1 ? added : beta * added))
}

private func transposedConvolution(_ c: Case) throws -> [Said] {
    let (x, kernel) = (try c.float(0), try c.float(1))
    guard x.rank <= 4 else { throw Unsaid("convolutions have one or two spatial axes") }
    let windows = Windows(c, sizes: Array(kernel.shape[2...]), extents: Array(x.shape[2...]))
    var (padding, more) = (windows.padding, c.integers("output_padding") ?? windows.sizes.map { _ in 0 })
    let automatic = c.text("auto_pad") ?? "NOTSET"
    let target = automatic.hasPrefix("SAME") ? zip(windows.extents, windows.strides).map { $0 * $1 } : nil
    for (axis, extent) in (c.integers("output_shape") ?? target ?? []).enumerated() {
        let whole = (windows.extents[axis] - 1) * windows.strides[axis] + windows.spans[axis] + more[axis]
        let cut = whole - extent
        if cut < 0 {
            (padding[axis], more[axis]) = ((0, 0), more[axis] - cut)
        } else {
            padding[axis] = automatic == "SAME_UPPER" ? (cut / 2, cut - cut / 2) : (cut - cut / 2, cut / 2)
        }
    }
    let result = x.transposedConvolved(
        with: kernel, strides: windows.strides, padding: .widths(padding), outputPadding: more,
        dilations: windows.dilations, groups: c.integer("group") ?? 1)
    return said(1, result)
}
