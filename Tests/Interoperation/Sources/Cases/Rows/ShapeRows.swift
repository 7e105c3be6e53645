import Tessera

/// Operations that put elements in another shape or order.
let shapeRows: [String: Row] = [
    "Identity": { c in
        func row<Scalar: TensorScalar>(_ type: Scalar.Type) throws -> [Said] { said(1, try c.tensor(0, as: type)) }
        return try row(try c.elementType(0))
    },
    "Shape": { c in
        let shape = try c.float(0).shape
        func bound(_ name: String, _ missing: Int) -> Int {
            min(max((c.integer(name) ?? missing).axis(of: shape.rank), 0), shape.rank)
        }
        let range = bound("start", 0)..<max(bound("start", 0), bound("end", shape.rank))
        return said(1, Tensor<Int64>(shape[range].map { Int64($0) }))
    },
    "Size": { said(1, Tensor<Int64>(Int64(try $0.float(0).count))) },
    "Flatten": { c in
        let x = try c.float(0)
        let axis = (c.integer("axis") ?? 1).axis(of: x.rank)
        return said(1, x.reshaped(to: [x.shape[..<axis].reduce(1, *), x.shape[axis...].reduce(1, *)]))
    },
    "Reshape": { c in
        let (x, target) = (try c.float(0), try c.numbers(1) ?? [])
        // An extent of 0 stands for that of the operand.
        let extents = target.enumerated().map { $1 == 0 && !c.isSet("allowzero") ? x.shape[$0] : $1 }
        return said(1, x.reshaped(to: Shape(extents)))
    },
    "Squeeze": { c in said(1, try c.float(0).squeezed(axes: try c.numbers(1) ?? c.integers("axes"))) },
    "Unsqueeze": { c in
        let (x, axes) = (try c.float(0), try c.numbers(1) ?? c.integers("axes") ?? [])
        let new = axes.map { $0.axis(of: x.rank + axes.count) }
        var old = Array(x.shape)[...]
        let extents = (0..<(x.rank + axes.count)).map { new.contains($0) ? 1 : old.removeFirst() }
        return said(1, x.reshaped(to: Shape(extents)))
    },
    "Transpose": { c in
        let x = try c.float(0)
        return said(1, x.transposed(c.integers("perm") ?? x.shape.indices.reversed()))
    },
    "Expand": { c in
        let (x, target) = (try c.float(0), Shape(try c.numbers(1) ?? []))
        guard let shape = x.shape.broadcast(with: target) else { throw Unsaid("the shapes do not fit") }
        return said(1, x.expanded(to: shape))
    },
    "Tile": { c in said(1, try c.float(0).tiled(try c.numbers(1) ?? [])) },
    "Concat": { c in
        said(1, Tensor(concatenating: try c.inputs.indices.map { try c.float($0) }, axis: c.integer("axis") ?? 0))
    },
    "Split": { c in
        let (x, axis) = (try c.float(0), c.integer("axis") ?? 0)
        let extent = x.shape[axis.axis(of: x.rank)]
        // As many parts of the same size as there are, and a smaller one at the end.
        let size = (extent + c.outputs - 1) / c.outputs
        let sizes = try c.numbers(1) ?? (0..<c.outputs).map { min(size, extent - $0 * size) }
        return x.split(sizes: sizes, axis: axis).enumerated().map { Said($0 == 0 ? 1 : 0, $1) }
    },
    "Slice": { c in try slice(c) },
    "Pad": { c in
        func row<Scalar: TensorScalar>(_ type: Scalar.Type) throws -> [Said] { try pad(try c.tensor(0, as: type), c) }
        return try row(try c.elementType(0))
    },
    "CenterCropPad": { c in try centerCropPad(c) },
    "DepthToSpace": { c in
        let (x, block) = (try c.float(0), c.integer("blocksize") ?? 1)
        let (n, channels, height, width) = (x.shape[0], x.shape[1] / (block * block), x.shape[2], x.shape[3])
        let isColumns = c.text("mode") == "CRD"
        let parts =
            isColumns ? [n, channels, block, block, height, width] : [n, block, block, channels, height, width]
        let order = isColumns ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
        let blocks = x.reshaped(to: Shape(parts)).transposed(order)
        return said(3, blocks.reshaped(to: [n, channels, height * block, width * block]))
    },
    "SpaceToDepth": { c in
        let (x, block) = (try c.float(0), c.integer("blocksize") ?? 1)
        let (n, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2] / block, x.shape[3] / block)
        let blocks = x.reshaped(to: [n, channels, height, block, width, block]).transposed([0, 3, 5, 1, 2, 4])
        return said(3, blocks.reshaped(to: [n, channels * block * block, height, width]))
    },
]

private func slice(_ c: Case) throws -> [Said] {
    let x = try c.float(0)
    let (starts, ends) = (try c.numbers(1) ?? [], try c.numbers(2) ?? [])
    let axes = try c.numbers(3) ?? Array(starts.indices)
    let steps = try c.numbers(4) ?? starts.map { _ in 1 }
    var slices = x.shape.map { AxisSlice(start: 0, count: $0) }
    for (index, axis) in axes.enumerated() {
        let (axis, step) = (axis.axis(of: x.rank), steps[index])
        let extent = x.shape[axis]
        // Bounds beyond the axis are moved to its ends; running down, the end before the first position is −1.
        func bounded(_ position: Int, _ limits: ClosedRange<Int>) -> Int {
            min(max(position.axis(of: extent), limits.lowerBound), limits.upperBound)
        }
        let limits = step > 0 ? 0...extent : -1...(extent - 1)
        let (start, end) = (bounded(starts[index], limits), bounded(ends[index], limits))
        let count = max(0, (end - start + step - step.signum()) / step)
        slices[axis] = AxisSlice(start: count == 0 ? 0 : start, step: step, count: count)
    }
    return said(1, apply(Slice<Float>(slices), to: x))
}

private func pad<Scalar: TensorScalar>(_ x: Tensor<Scalar>, _ c: Case) throws -> [Said] {
    let pads = try c.numbers(1) ?? []
    let axes = (try c.numbers(3) ?? Array(x.shape.indices)).map { $0.axis(of: x.rank) }
    var widths = x.shape.map { _ in (before: 0, after: 0) }
    for (index, axis) in axes.enumerated() { widths[axis] = (pads[index], pads[index + axes.count]) }
    switch c.text("mode") ?? "constant" {
    case "edge": return said(1, x.padded(widths, mode: .edge))
    case "reflect": return said(1, x.padded(widths, mode: .reflect))
    case "wrap": return said(1, x.padded(widths, mode: .wrap))
    default:
        if c.has(2) { return said(1, x.padded(widths, with: try c.tensor(2, as: Scalar.self).item)) }
        return said(1, x.padded(widths))
    }
}

/// Cuts off, or pads with zeros, the same number at both ends; one more at the end if it is odd.
private func centerCropPad(_ c: Case) throws -> [Said] {
    let (x, target) = (try c.float(0), try c.numbers(1) ?? [])
    let axes = (c.integers("axes") ?? Array(x.shape.indices)).map { $0.axis(of: x.rank) }
    var indices: [any TensorIndex] = x.shape.map { 0..<$0 }
    var widths = x.shape.map { _ in (before: 0, after: 0) }
    for (axis, extent) in zip(axes, target) {
        let more = extent - x.shape[axis]
        if more >= 0 {
            widths[axis] = (more / 2, more - more / 2)
        } else {
            indices[axis] = (-more / 2)..<(-more / 2 + extent)
        }
    }
    return said(2, x[axes: indices].padded(widths))
}
