/// Axes in another order, and positions along an axis in another order. All but `rolled` are views, which copy nothing.
extension Tensor {
    /// Returns the tensor with two axes exchanged. Negative axes count from the end. Copies nothing. Stops if there is no
    /// such axis.
    public func swappingAxes(_ first: Int, _ second: Int) -> Tensor {
        let (a, b) = (resolvedAxis(first, "swappingAxes"), resolvedAxis(second, "swappingAxes"))
        if a == b { return self }
        var order = Array(shape.indices)
        order.swapAt(a, b)
        return transposed(order)
    }

    /// Returns the tensor with an axis moved to another position; the other axes keep their order. Negative axes count
    /// from the end. Copies nothing. Stops if there is no such axis.
    ///
    /// ```swift
    /// let channelsLast = images.movingAxis(1, to: -1)         // [n, c, h, w] becomes [n, h, w, c]
    /// ```
    public func movingAxis(_ axis: Int, to position: Int) -> Tensor { movingAxes([axis], to: [position]) }

    /// Returns the tensor with some axes moved: `axes[i]` becomes axis `positions[i]` of the result; the other axes keep
    /// their order. Negative numbers count from the end. Copies nothing. Stops if there is no such axis, one is named
    /// twice, or the numbers of axes differ.
    public func movingAxes(_ axes: [Int], to positions: [Int]) -> Tensor {
        let sources = axes.map { resolvedAxis($0, "movingAxes") }
        let targets = positions.map { resolvedAxis($0, "movingAxes") }
        guard sources.count == targets.count, Set(sources).count == sources.count, Set(targets).count == targets.count
        else { stop("movingAxes", "\(axes) and \(positions) do not name as many different axes") }
        var others = shape.indices.filter { !sources.contains($0) }[...]
        let order = shape.indices.map { axis in
            targets.firstIndex(of: axis).map { sources[$0] } ?? others.removeFirst()
        }
        return order == Array(shape.indices) ? self : transposed(order)
    }

    /// Returns the tensor with the positions along some axes, all if none are named, in reverse order. Copies nothing.
    /// Stops if there is no such axis or one is named twice.
    public func flipped(axes: [Int]? = nil) -> Tensor {
        let chosen = Axes(operation: "flipped", requested: axes).checked(in: shape)
        let slices = shape.enumerated().map { axis, extent in
            chosen.contains(axis)
                ? AxisSlice(start: Swift.max(0, extent - 1), step: -1, count: extent)
                : AxisSlice(start: 0, count: extent)
        }
        return apply(Slice<Scalar>(slices), to: [erased])
    }

    /// Returns the tensor with the positions along an axis in reverse order. Copies nothing. Stops if there is no such
    /// axis.
    public func flipped(axis: Int) -> Tensor { flipped(axes: [axis]) }

    /// Returns the tensor shifted by a number of positions along an axis; what leaves it at one end comes back at the
    /// other. `[1, 2, 3].rolled(by: 1, axis: 0)` is `[3, 1, 2]`. A negative shift goes towards the start. Stops if there
    /// is no such axis.
    public func rolled(by shift: Int, axis: Int) -> Tensor {
        let axis = resolvedAxis(axis, "rolled")
        let extent = shape[axis]
        if extent < 2 || shift % extent == 0 { return self }
        let start = extent - (shift % extent + extent) % extent
        return Tensor(
            concatenating: [sliced(axis: axis, start..<extent), sliced(axis: axis, 0..<start)], axis: axis)
    }

    /// Returns all elements, in row-major order, shifted by a number of positions; what leaves at one end comes back at
    /// the other.
    public func rolled(by shift: Int) -> Tensor { flattened().rolled(by: shift, axis: 0).reshaped(to: shape) }

    /// Returns the axis counted from the front; stops if there is none.
    func resolvedAxis(_ axis: Int, _ operation: String) -> Int {
        Axes(operation: operation, requested: [axis]).checked(in: shape)[0]
    }
}
