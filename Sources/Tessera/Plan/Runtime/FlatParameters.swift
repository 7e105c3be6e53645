/// All parameters of a model in one block of memory, each aligned to 64 bytes: the layout in which a plan reads
/// parameters and writes their gradients, so that an optimizer updates all of them in one kernel call.
package final class FlatParameters<Scalar: RealScalar> {
    package let block: Block
    /// The number of elements of the block, alignment padding included.
    package let count: Int
    package let slices: [ParameterSlice]

    package init(_ shapes: [Shape]) {
        var (slices, bytes): ([ParameterSlice], Int) = ([], 0)
        for shape in shapes {
            slices.append(ParameterSlice(offset: bytes / MemoryLayout<Scalar>.stride, count: shape.elementCount))
            bytes += Block.aligned(shape.elementCount * MemoryLayout<Scalar>.stride)
        }
        self.slices = slices
        block = Block(byteCount: bytes)
        count = bytes / MemoryLayout<Scalar>.stride
    }

    package var base: UnsafeMutablePointer<Scalar> { block.base.assumingMemoryBound(to: Scalar.self) }

    package func load(_ parameters: [Tensor<Scalar>]) {
        for (index, parameter) in parameters.enumerated() { load(parameter, at: index) }
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func load(_ parameter: Tensor<Scalar>, at index: Int) {
        let slice = slices[index]
        if parameter.isContiguous {
            (base + slice.offset).update(from: parameter.base, count: slice.count)
            withExtendedLifetime(parameter.storage) {}
        } else {
            let source = parameter.contiguous()
            (base + slice.offset).update(from: source.base, count: slice.count)
            withExtendedLifetime(source.storage) {}
        }
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func load(_ parameter: Tensor<Scalar>, at index: Int, ifOf shapes: [Shape]) -> Bool {
        guard parameter.shape == shapes[index] else { return false }
        load(parameter, at: index)
        return true
    }

    /// Copies the parameters of a model, if they have the given shapes, those of this layout.
    ///
    /// - Returns: False if they have others; then some may have been copied.
    func load<Model: Parameterized>(of model: Model, shapes: [Shape]) -> Bool where Model.Scalar == Scalar {
        var (copy, index, fits) = (model, 0, true)
        copy.forEachParameter { _, parameter in
            fits = fits && index < shapes.count && load(parameter, at: index, ifOf: shapes)
            index += 1
        }
        return fits && index == shapes.count
    }

    /// Returns the elements of a block that has the layout of the parameters, without the padding.
    package func numbers(_ flat: UnsafeMutablePointer<Scalar>) -> [Double] {
        slices.flatMap { slice in (0..<slice.count).map { flat[slice.offset + $0].scalarValue } }
    }

    /// Returns a copy of the model with these parameters.
    package func model<Model: Parameterized>(like model: Model) -> Model where Model.Scalar == Scalar {
        self.model(like: model, from: base)
    }

    /// Returns a model whose parameters are copied from `flat`, a block that has the layout of the parameters.
    package func model<Model: Parameterized>(
        like model: Model, from flat: UnsafeMutablePointer<Scalar>
    ) -> Model where Model.Scalar == Scalar {
        var index = 0
        return model.mappingParameters { parameter in
            defer { index += 1 }
            return tensor(index, parameter.shape, from: flat)
        }
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func tensor(_ index: Int, _ shape: Shape, from flat: UnsafeMutablePointer<Scalar>) -> Tensor<Scalar> {
        let slice = slices[index]
        return Tensor(UnsafeBufferPointer(start: flat + slice.offset, count: slice.count), shape: shape)
    }
}

/// The elements of one parameter within the flat parameters.
package struct ParameterSlice: Sendable {
    /// The index of the first element.
    package let offset: Int
    package let count: Int

    package init(offset: Int, count: Int) {
        self.offset = offset
        self.count = count
    }
}
