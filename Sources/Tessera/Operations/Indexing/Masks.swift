extension Tensor {
    /// The parts where a mask is true, one after another; the mask has the shape of the leading axes.
    ///
    /// A mask of the shape of the tensor gives a vector, one of shape [rows] gives rows. Assigning writes to these
    /// parts a value that is broadcast to them; it is recorded if the tensor or the value is.
    ///
    /// ```swift
    /// var x = Tensor<Float>([[1, -2], [-3, 4]])
    /// x[x .< 0]                           // [-2, -3]
    /// x[Tensor([false, true])]            // [[-3, 4]]
    /// x[x .< 0] = 0                       // [[1, 0], [0, 4]]
    /// ```
    ///
    /// Stops if the shapes do not fit. While a plan is traced, a mask that the plan computes has no elements yet: its
    /// parts can be assigned a value that is the same for all of them, but not be read; use
    /// `select(mask, x, otherwise: y)` instead.
    public subscript(_ mask: Tensor<Bool>) -> Tensor {
        get {
            let rest = shapeBehind(mask)
            let compaction = compaction(mask)
            let target = Shape([compaction.count] + rest.dimensions)
            if node == nil {
                return Tensor(storage: compaction.compacted(self, width: rest.elementCount), shape: target)
            }
            return mergingAxes(of: mask).gathering(compaction.positions("subscript"))
        }
        set {
            let rest = shapeBehind(mask)
            if newValue.rank > rest.rank { return scatter(newValue, where: mask, rest) }
            let whole = mask.reshaped(to: Shape(mask.shape + [Int](repeating: 1, count: rest.rank)))
            guard rest.broadcast(with: newValue.shape) == rest else {
                ShapeError("subscript", [newValue.shape, rest], "the value does not fit the parts").stop()
            }
            if node != nil || newValue.node != nil || mask.isTraced || newValue.count != 1 {
                self = select(whole, newValue, otherwise: self)
            } else {
                fill(newValue.item, where: whole)
            }
        }
    }

    /// The parts where a mask is true; assigning writes a number to all elements of them. Reading stops unless it is
    /// one element.
    @_disfavoredOverload
    public subscript(_ mask: Tensor<Bool>) -> Scalar {
        get { (self[mask] as Tensor).item }
        set { self[mask] = Tensor(newValue) }
    }

    /// The parts at the given positions along axis 0, which may be negative and may repeat; assigning writes them, the
    /// last of several at one position. See ``gathering(_:axis:)`` and ``scattering(_:at:axis:combining:)``.
    public subscript(_ indices: Tensor<Int32>) -> Tensor {
        get { gathering(indices) }
        set { self = scattering(newValue, at: indices) }
    }

    /// Returns the shape of the axes behind those of a mask; stops if the mask does not have the shape of those before.
    private func shapeBehind(_ mask: Tensor<Bool>) -> Shape {
        guard shape.starts(with: mask.shape) else {
            ShapeError("subscript", [shape, mask.shape], "a mask has the shape of the leading axes").stop()
        }
        return Shape(Array(shape.dropFirst(mask.rank)))
    }

    private func compaction(_ mask: Tensor<Bool>) -> Compaction {
        mask.requireKnownElements("subscript", "use select(mask, x, otherwise: y)")
        return Compaction(mask)
    }

    /// Returns the tensor with the axes of a mask made one.
    private func mergingAxes(of mask: Tensor<Bool>) -> Tensor {
        reshaped(to: Shape([mask.count] + shape.dropFirst(mask.rank)))
    }

    private mutating func scatter(_ value: Tensor, where mask: Tensor<Bool>, _ rest: Shape) {
        let positions = compaction(mask).positions("subscript")
        let target = Shape([positions.count] + rest.dimensions)
        guard target.broadcast(with: value.shape) == target else {
            ShapeError("subscript", [value.shape, target], "the value does not fit the parts").stop()
        }
        self = mergingAxes(of: mask).scattering(value, at: positions).reshaped(to: shape)
    }

    private mutating func fill(_ value: Scalar, where mask: Tensor<Bool>) {
        makeUniqueAndContiguous()
        let mask = mask.expanded(to: shape).contiguous()
        let (base, kernels) = (storage.base + offset, Backend.current.kernels)
        withUnsafePointer(to: value) { value in
            func fill(_ first: Int, _ count: Int) {
                kernels.select(
                    count, Operand(mask.base + first), Operand(value, step: 0), Operand(UnsafePointer(base + first)),
                    base + first)
            }
            if count < ParallelParts.minimumElements {
                fill(0, count)
            } else {
                CurrentExecutor.value.forEachRange(count, length: ParallelParts.length) { range, _ in
                    fill(range.lowerBound, range.count)
                }
            }
        }
        withExtendedLifetime((storage, mask.storage)) {}
    }

    /// Returns the positions of the elements that are not 0 or `false`, in row-major order: shape [number, rank]
    /// (`argwhere` of NumPy). NaN is not 0. The columns are what `nonzero` of NumPy returns.
    ///
    /// ```swift
    /// Tensor<Float>([[0, 1], [2, 0]]).nonzero()     // [[0, 1], [1, 0]]
    /// ```
    ///
    /// Stops while a plan is traced if the plan computes the elements, as their number is not known then.
    public func nonzero() -> Tensor<Int32> {
        requireKnownElements("nonzero", "use a mask and select")
        let flat = Compaction(isNonzero).positions("nonzero")
        if rank == 1 { return flat.reshaped(to: [flat.count, 1]) }
        let (strides, rank, count) = (shape.rowMajorStrides, rank, flat.count)
        let storage = Storage<Int32>(count: count * rank)
        for index in 0..<count {
            var remainder = Int(flat.base[index])
            for axis in 0..<rank {
                let (position, rest) = remainder.quotientAndRemainder(dividingBy: strides[axis])
                storage.base[index * rank + axis] = Int32(truncatingIfNeeded: position)
                remainder = rest
            }
        }
        withExtendedLifetime(flat.storage) {}
        return Tensor<Int32>(storage: storage, shape: [count, rank])
    }

    private var isNonzero: Tensor<Bool> {
        if let mask: Tensor<Bool> = erased.typed() { return mask }
        let x = contiguous()
        let storage = Storage<Bool>(count: count)
        for index in 0..<count { storage.base[index] = x.base[index] != .zeroScalar }
        withExtendedLifetime(x.storage) {}
        return Tensor<Bool>(storage: storage, shape: shape)
    }

    /// Stops if the elements are not known because a plan will compute them.
    func requireKnownElements(_ operation: String, _ advice: String) {
        if isTraced {
            stop(
                operation,
                "the shape of the result depends on elements that are not computed while a function is traced; \(advice)"
            )
        }
    }
}

/// Returns the number `x` where `mask` is true, and the number `y` elsewhere.
@_disfavoredOverload
public func select<Scalar: TensorScalar>(_ mask: Tensor<Bool>, _ x: Scalar, otherwise y: Scalar) -> Tensor<Scalar> {
    select(mask, Tensor(x), otherwise: Tensor(y))
}
