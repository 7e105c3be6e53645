import Tessera

/// Pooling: reductions of sliding windows along all axes but the first two.
let windowRows: [String: Row] = [
    "GlobalAveragePool": { c in
        let x = try c.float(0)
        return said(1, x.mean(axes: Array(2..<x.rank), keepingDimensions: true))
    },
    "GlobalMaxPool": { c in
        let x = try c.float(0)
        return said(1, x.max(axes: Array(2..<x.rank), keepingDimensions: true))
    },
    "MaxPool": { c in
        if c.outputs > 1 { throw Unsaid("pooling does not return the positions of the largest elements") }
        let windows = Windows(c, extents: Array(try c.stored(0).shape[2...]))
        if try c.elementType(0) == UInt8.self {
            let parts = try windows.slide(over: try c.tensor(0, as: UInt8.self))
            return said(parts.calls + 1, parts.windows.max(axes: parts.axes))
        }
        let result = try c.float(0).maxPooled(
            windows.sizes, strides: windows.strides, padding: .widths(windows.wholePadding),
            dilations: windows.dilations)
        return said(1, result)
    },
    "AveragePool": { c in
        let x = try c.float(0)
        let windows = Windows(c, extents: Array(x.shape[2...]))
        // In the standard's cases what the last windows reach beyond the padding counts as padding.
        let result = x.averagePooled(
            windows.sizes, strides: windows.strides, padding: .widths(windows.wholePadding),
            countingPadding: c.isSet("count_include_pad"), dilations: windows.dilations)
        return said(1, result)
    },
    "Col2Im": { c in
        let (x, extents, sizes) = (try c.float(0), try c.numbers(1) ?? [], try c.numbers(2) ?? [])
        let windows = Windows(c, sizes: sizes, extents: extents)
        let whole = zip(extents, windows.padding).map { $0 + $1.before + $1.after }
        let counts = whole.indices.map { (whole[$0] - windows.spans[$0]) / windows.strides[$0] + 1 }
        let outer = [x.shape[0], x.shape[1] / sizes.reduce(1, *)]
        // The positions in a window stand before the windows; the library has them behind.
        let parts = x.reshaped(to: Shape(outer + sizes + counts))
            .movingAxes(Array(2..<(2 + sizes.count)), to: sizes.indices.map { $0 - sizes.count })
        let image = parts.foldedWindows(
            into: Shape(outer + whole), axes: Array(2..<(2 + sizes.count)), strides: windows.strides,
            dilations: windows.dilations)
        if whole == extents { return said(3, image) }
        let inside: [any TensorIndex] = zip(extents, windows.padding).map { $1.before..<($1.before + $0) }
        return said(4, image[axes: [0..<outer[0], 0..<outer[1]] + inside])
    },
    "LpPool": { c in
        let x = try c.float(0)
        let parts = try Windows(c, extents: Array(x.shape[2...])).slide(over: x)
        return said(parts.calls + 1, parts.windows.norm(.p(Double(c.integer("p") ?? 2)), axes: parts.axes))
    },
]

/// The windows of a convolution or a pooling, as the attributes describe them.
struct Windows {
    let sizes: [Int]
    let extents: [Int]
    let strides: [Int]
    let dilations: [Int]
    /// The padding that the attributes name, or that gives ⌈extent / stride⌉ windows.
    private(set) var padding: [(before: Int, after: Int)] = []
    /// How far the last windows reach beyond the padding where the number of windows is rounded up.
    private(set) var excess: [Int] = []

    /// The distance from the first element of a window to behind its last.
    var spans: [Int] { zip(sizes, dilations).map { ($0 - 1) * $1 + 1 } }
    /// The padding with the excess.
    var wholePadding: [(before: Int, after: Int)] { zip(padding, excess).map { ($0.before, $0.after + $1) } }

    init(_ c: Case, sizes: [Int]? = nil, extents: [Int]) {
        self.sizes = sizes ?? c.integers("kernel_shape") ?? []
        self.extents = extents
        strides = c.integers("strides") ?? extents.map { _ in 1 }
        dilations = c.integers("dilations") ?? extents.map { _ in 1 }
        let (automatic, pads) = (c.text("auto_pad") ?? "NOTSET", c.integers("pads") ?? [])
        for (axis, extent) in extents.enumerated() {
            let (span, stride) = (spans[axis], strides[axis])
            var width: (before: Int, after: Int) = pads.isEmpty ? (0, 0) : (pads[axis], pads[axis + extents.count])
            if automatic.hasPrefix("SAME") {
                let total = max(0, ((extent + stride - 1) / stride - 1) * stride + span - extent)
                width = automatic == "SAME_UPPER" ? (total / 2, total - total / 2) : (total - total / 2, total / 2)
            }
            padding.append(width)
            let whole = extent + width.before + width.after
            var count = (whole - span + stride - 1) / stride + 1
            // A window that begins behind the elements is left out.
            if (count - 1) * stride >= extent + width.before { count -= 1 }
            excess.append(c.isSet("ceil_mode") ? max(0, (count - 1) * stride + span - whole) : 0)
        }
    }

    /// Returns the windows of a tensor as a view, the axes that go through a window, and the number of calls.
    func slide<Scalar: TensorScalar>(
        over x: Tensor<Scalar>
    ) throws -> (windows: Tensor<Scalar>, axes: [Int], calls: Int) {
        let isPadded = wholePadding.contains { $0.before + $0.after > 0 }
        let padded = isPadded ? x.padded([(0, 0), (0, 0)] + wholePadding) : x
        let windows = padded.slidingWindows(
            sizes, axes: Array(2..<x.rank), strides: strides, dilations: dilations)
        return (windows, Array(x.rank..<windows.rank), isPadded ? 2 : 1)
    }
}
