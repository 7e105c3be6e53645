import Tessera

/// Reductions and cumulative sums.
let reductionRows: [String: Row] = [
    "ReduceSum": { c in said(1, try c.float(0).sum(axes: try c.axes(), keepingDimensions: c.keeps)) },
    "ReduceMean": { c in said(1, try c.float(0).mean(axes: try c.axes(), keepingDimensions: c.keeps)) },
    "ReduceProd": { c in said(1, try c.float(0).product(axes: try c.axes(), keepingDimensions: c.keeps)) },
    "ReduceL1": { c in said(1, try c.float(0).norm(.one, axes: try c.axes(), keepingDimensions: c.keeps)) },
    "ReduceL2": { c in said(1, try c.float(0).norm(axes: try c.axes(), keepingDimensions: c.keeps)) },
    "ReduceSumSquare": { c in
        said(2, try c.float(0).squared().sum(axes: try c.axes(), keepingDimensions: c.keeps))
    },
    "ReduceLogSum": { c in said(2, try c.float(0).sum(axes: try c.axes(), keepingDimensions: c.keeps).log()) },
    "ReduceLogSumExp": { c in
        func row<Scalar: RealScalar>(_ type: Scalar.Type) throws -> [Said] {
            said(1, try c.tensor(0, as: type).logSumExp(axes: try c.axes(), keepingDimensions: c.keeps))
        }
        return try row(try c.realType(0))
    },
    "ReduceMax": { c in
        if try c.elementType(0) == Bool.self {
            return said(1, try c.tensor(0, as: Bool.self).any(axes: try c.axes(), keepingDimensions: c.keeps))
        }
        let (calls, x) = try c.nonempty(filling: -.infinity)
        return said(calls + 1, x.max(axes: try c.axes(), keepingDimensions: c.keeps))
    },
    "ReduceMin": { c in
        if try c.elementType(0) == Bool.self {
            return said(1, try c.tensor(0, as: Bool.self).all(axes: try c.axes(), keepingDimensions: c.keeps))
        }
        let (calls, x) = try c.nonempty(filling: .infinity)
        return said(calls + 1, x.min(axes: try c.axes(), keepingDimensions: c.keeps))
    },
    "ArgMax": { c in
        try extremePosition(c) { $0.argmax(axis: $1, keepingDimensions: $2) }
    },
    "ArgMin": { c in
        try extremePosition(c) { $0.argmin(axis: $1, keepingDimensions: $2) }
    },
    "CumSum": { c in
        func row<Scalar: RealScalar>(_ type: Scalar.Type) throws -> [Said] {
            let axis = try c.numbers(1)?.first ?? 0
            return said(
                1,
                try c.tensor(0, as: type).cumulativeSum(
                    axis: axis, exclusive: c.isSet("exclusive"), reversed: c.isSet("reverse")))
        }
        return try row(try c.realType(0))
    },
]

extension Case {
    /// Whether reduced axes stay.
    fileprivate var keeps: Bool { isSet("keepdims", byDefault: true) }

    /// Returns the axes to reduce; nil for all, which no axes mean unless an attribute says that they mean none.
    fileprivate func axes() throws -> [Int]? {
        let axes = try numbers(1) ?? integers("axes") ?? []
        return axes.isEmpty && !isSet("noop_with_empty_axes") ? nil : axes
    }

    /// Returns the first input, with a position of the neutral element of an extreme along an axis to reduce that has no
    /// elements: the extremes of no elements stop. Returns the number of calls too.
    fileprivate func nonempty(filling: Float) throws -> (Int, Tensor<Float>) {
        let x = try float(0)
        let axes = (try axes() ?? Array(x.shape.indices)).map { $0.axis(of: x.rank) }
        guard let empty = axes.first(where: { x.shape[$0] == 0 }) else { return (0, x) }
        return (1, x.padded(x.shape.indices.map { (before: $0 == empty ? 1 : 0, after: 0) }, with: filling))
    }
}

/// The first or the last position of an extreme.
private func extremePosition(
    _ c: Case, _ position: (Tensor<Float>, Int, Bool) -> Tensor<Int32>
) throws -> [Said] {
    let x = try c.float(0)
    let axis = (c.integer("axis") ?? 0).axis(of: x.rank)
    if !c.isSet("select_last_index") { return said(1, position(x, axis, c.keeps)) }
    return said(3, Int32(x.shape[axis] - 1) - position(x.flipped(axis: axis), axis, c.keeps))
}
