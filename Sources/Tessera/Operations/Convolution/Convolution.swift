/// A two-dimensional convolution or one of its two adjoints: the three derivatives of the trilinear form
/// Σ g[n, f, p]·x[n, c, stride·p + dilation·k − padding]·w[f, c, k]. The gradient of each of them is another one, so that
/// all derivatives of any order are computed by the same three kernels.
///
/// Each is a matrix product with the windows of the image as columns ("im2col": Chellapilla, Puri and Simard, "High
/// performance convolutional neural networks for document processing", 2006), for a strip of rows of the result at a
/// time, whose columns stay in cache.
struct Convolution<Scalar: RealScalar>: TensorOperation {
    /// The result that is computed, which says what the operands are.
    enum Target: String {
        /// The convolution of x, [n, channels, height, width], with w, [filters, channels / groups, height, width].
        case convolution
        /// The gradient of x: the transposed convolution of g, of the convolution's shape, with w.
        case transposedConvolution
        /// The gradient of w from x and g.
        case convolutionKernel
    }

    let target: Target
    /// The windows along height and width; their sizes are those of the kernel.
    let windows: [AxisWindows]
    let padding: [AxisPadding]
    let groups: Int
    /// The height and the width of x.
    let extents: [Int]

    var name: String { target.rawValue }
    var operandCount: Int? { 2 }

    /// The height and the width of g.
    private var outputExtents: [Int] {
        (0..<2).map { windows[$0].count(in: extents[$0] + padding[$0].before + padding[$0].after) }
    }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs[0].rank == 4, inputs[1].rank == 4 else {
            throw ShapeError(name, inputs, "needs images and kernels of four axes each")
        }
        let sizes = windows.map(\.size)
        let (first, second) = (inputs[0], inputs[1])
        let spatial = target == .transposedConvolution ? outputExtents : extents
        let otherSpatial = target == .convolutionKernel ? outputExtents : sizes
        guard Array(first[2...]) == spatial, Array(second[2...]) == otherSpatial else {
            throw ShapeError(name, inputs, "heights and widths must be \(spatial) and \(otherSpatial)")
        }
        switch target {
        case .convolution:
            guard first[1] == second[1] * groups, second[0] % groups == 0 else { throw wrongChannels(inputs) }
            return Shape([first[0], second[0]] + outputExtents)
        case .transposedConvolution:
            guard first[1] == second[0], second[0] % groups == 0 else { throw wrongChannels(inputs) }
            return Shape([first[0], second[1] * groups] + extents)
        case .convolutionKernel:
            guard first[0] == second[0], first[1] % groups == 0, second[1] % groups == 0 else {
                throw wrongChannels(inputs)
            }
            return Shape([second[1], first[1] / groups] + sizes)
        }
    }

    private func wrongChannels(_ inputs: [Shape]) -> ShapeError {
        ShapeError(name, inputs, "the channels do not fit kernels in \(counted(groups, "group"))")
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let first = (inputs[0] as Tensor<Scalar>).contiguous()
        let second = (inputs[1] as Tensor<Scalar>).contiguous()
        let filters = target == .convolution ? result.shape[1] : second.shape[target == .convolutionKernel ? 1 : 0]
        let channels = target == .transposedConvolution ? result.shape[1] : first.shape[1]
        let products = ConvolutionProducts<Scalar>(
            images: first.shape[0], groups: groups, filters: filters / groups, channels: channels / groups,
            windows: WindowColumns(windows: windows, padding: padding, input: extents, output: outputExtents),
            kernels: result.kernels)
        switch target {
        case .convolution: products.convolve(first.base, second.base, result.base)
        case .transposedConvolution: products.transpose(first.base, second.base, result.base)
        case .convolutionKernel: products.kernel(first.base, second.base, result.base)
        }
        withExtendedLifetime((first.storage, second.storage)) {}
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let (first, second) = (inputs.tensors[0], inputs.tensors[1])
        let u = upstream.erased
        return switch (target, input) {
        case (.convolution, 0): other(.transposedConvolution, u, second)
        case (.convolution, _): other(.convolutionKernel, first, u)
        case (.transposedConvolution, 0): other(.convolution, u, second)
        case (.transposedConvolution, _): other(.convolutionKernel, u, first)
        case (.convolutionKernel, 0): other(.transposedConvolution, second, u)
        case (.convolutionKernel, _): other(.convolution, first, u)
        }
    }

    private func other(_ target: Target, _ first: AnyTensor, _ second: AnyTensor) -> AnyTensor {
        let operation = Self(target: target, windows: windows, padding: padding, groups: groups, extents: extents)
        return apply(operation, to: [first, second]).erased
    }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        switch (target, axes[0], axes[1]) {
        case (_, nil, nil): .noRows
        case (.convolution, 0, nil), (.transposedConvolution, 0, nil): .perRow(axis: 0)
        case (.convolutionKernel, 0, 0): .sumsRows
        default: .mixesRows("the rows are not the images")
        }
    }
}

extension Convolution: VectorizedOperation {
    /// The slices are more images where all use the same kernels, else more groups of channels.
    func vectorized(_ operands: BatchOperands) -> AnyTensor? {
        let shapes = operands.shapes
        let result = operands.batched(stopping { () throws(ShapeError) in try shape(of: shapes) })
        if target != .convolutionKernel, !operands.isBatched[1] {
            let images = Shape([operands.count * shapes[0][0]] + shapes[0].dropFirst())
            return applied(to: [operands.tensors[0].reshaped(to: images), operands.tensors[1]]).reshaped(to: result)
        }
        let grouped = Self(
            target: target, windows: windows, padding: padding, groups: groups * operands.count, extents: extents)
        let first = operands.expanded[0].mergingSlices(into: 1)
        let second = operands.expanded[1].mergingSlices(into: target == .convolutionKernel ? 1 : 0)
        let value = grouped.applied(to: [first, second])
        if target == .convolutionKernel { return value.reshaped(to: result) }
        var apart = result.dimensions
        apart.swapAt(0, 1)
        return value.reshaped(to: Shape(apart)).movingAxis(1, to: 0)
    }
}

extension AnyTensor {
    /// Returns the tensor with its slices, along axis 0, merged into an axis of a slice.
    fileprivate func mergingSlices(into place: Int) -> AnyTensor {
        let moved = movingAxis(0, to: place)
        var dimensions = moved.shape.dimensions
        let extent = dimensions.remove(at: place + 1)
        dimensions[place] *= extent
        return moved.reshaped(to: Shape(dimensions))
    }
}

/// The number of zeros before and after an axis.
struct AxisPadding: Hashable, Sendable {
    let before: Int
    let after: Int
}

/// The matrix products of a convolution. Images are divided into strips of rows of the result, and strips and images
/// among the workers; the division depends on the shape alone.
///
/// Pointers are those of row-major tensors of the shapes that `Convolution.Target` names.
struct ConvolutionProducts<Scalar: RealScalar> {
    let images: Int
    let groups: Int
    /// The numbers of filters and of channels of a group.
    let (filters, channels): (Int, Int)
    let windows: WindowColumns
    let kernels: any Kernels

    /// The number of columns of a strip, for which the columns of common kernels fit the second-level cache.
    private static var stripColumns: Int { 512 }

    /// The number of rows of the matrix of columns: the elements of a window in all channels of a group.
    private var depth: Int { channels * windows.size }
    private var inputArea: Int { windows.inputArea }
    private var outputArea: Int { windows.outputArea }

    private var strips: Int {
        let height = max(1, Self.stripColumns / max(1, windows.output[1]))
        return max(1, (windows.output[0] + height - 1) / height)
    }

    private func strip(_ index: Int) -> Range<Int> {
        let height = (windows.output[0] + strips - 1) / strips
        let first = min(windows.output[0], index * height)
        return first..<min(windows.output[0], first + height)
    }

    private var maximumColumns: Int { strip(0).count * windows.output[1] }

    /// Computes y ← w·columns(x) for each strip.
    func convolve(_ x: UnsafePointer<Scalar>, _ w: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>) {
        if images * groups * filters * outputArea == 0 { return }
        if depth == 0 { return y.initialize(repeating: 0, count: images * groups * filters * outputArea) }
        let (strips, columns) = (strips, maximumColumns)
        let length = ProductParts.matricesPerPart(filters * depth * columns)
        CurrentExecutor.value.forEachRange(images * groups * strips, length: length) { range, _ in
            let memory = Storage<Scalar>(count: (depth + filters) * columns)
            for unit in range {
                let (plane, rows) = (unit / strips, strip(unit % strips))
                let group = plane % groups
                let b = source(x + plane * channels * inputArea, rows, memory.base)
                let width = rows.count * windows.output[1]
                let target = y + plane * filters * outputArea + rows.lowerBound * windows.output[1]
                // A product is dense: one strip of several is computed elsewhere and copied.
                let c = strips == 1 ? target : memory.base + depth * columns
                kernels.multiply(
                    MatrixProduct(
                        rows: filters, columns: width, depth: depth,
                        a: Self.factor(w + group * filters * depth, filters, depth, row: depth),
                        b: Self.factor(b.base, depth, width, row: b.stride), c: c))
                if strips == 1 { continue }
                for filter in 0..<filters {
                    (target + filter * outputArea).update(from: c + filter * width, count: width)
                }
            }
            withExtendedLifetime(memory) {}
        }
    }

    /// Computes x ← Σ fold(wᵀ·g) over the strips.
    func transpose(_ g: UnsafePointer<Scalar>, _ w: UnsafePointer<Scalar>, _ x: UnsafeMutablePointer<Scalar>) {
        x.initialize(repeating: 0, count: images * groups * channels * inputArea)
        if images * depth * filters * outputArea == 0 { return }
        let length = ProductParts.matricesPerPart(filters * depth * outputArea)
        CurrentExecutor.value.forEachRange(images * groups, length: length) { range, _ in
            let memory = Storage<Scalar>(count: depth * maximumColumns)
            for plane in range {
                for index in 0..<strips {
                    let rows = strip(index)
                    let width = rows.count * windows.output[1]
                    if width == 0 { continue }
                    let start = plane * filters * outputArea + rows.lowerBound * windows.output[1]
                    let weights = w + plane % groups * filters * depth
                    kernels.multiply(
                        MatrixProduct(
                            rows: depth, columns: width, depth: filters,
                            a: Self.factor(weights, depth, filters, row: 1, column: depth),
                            b: Self.factor(g + start, filters, width, row: outputArea), c: memory.base))
                    windows.fold(
                        memory.base, rows, channels: channels, addingTo: x + plane * channels * inputArea)
                }
            }
            withExtendedLifetime(memory) {}
        }
    }

    /// Computes w ← Σ g·columns(x)ᵀ over images and strips, in at most 16 parts, which are added pairwise.
    func kernel(_ x: UnsafePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ w: UnsafeMutablePointer<Scalar>) {
        let (size, units) = (groups * filters * depth, images * strips)
        w.initialize(repeating: 0, count: size)
        if size * images * outputArea == 0 { return }
        let height = (units + 15) / 16
        let parts = (units + height - 1) / height
        let sums = Storage<Scalar>(count: parts * size)
        sums.base.initialize(repeating: 0, count: parts * size)
        let length = ProductParts.matricesPerPart(height * size * maximumColumns)
        CurrentExecutor.value.forEachRange(parts, length: length) { range, _ in
            let memory = Storage<Scalar>(count: depth * maximumColumns)
            for part in range {
                for unit in part * height..<min(units, (part + 1) * height) {
                    addKernel(unit, x, g, to: sums.base + part * size, memory.base)
                }
            }
            withExtendedLifetime(memory) {}
        }
        reducePairwise(parts) { part, other in
            let sum = sums.base + part * size
            kernels.binary(
                .add, size, Operand(UnsafePointer(sum)), Operand(UnsafePointer(sums.base + other * size)), sum)
        }
        w.update(from: sums.base, count: size)
    }

    /// Adds the products of one strip of one image to the sums of all groups.
    private func addKernel(
        _ unit: Int, _ x: UnsafePointer<Scalar>, _ g: UnsafePointer<Scalar>, to sums: UnsafeMutablePointer<Scalar>,
        _ memory: UnsafeMutablePointer<Scalar>
    ) {
        let (image, rows) = (unit / strips, strip(unit % strips))
        let width = rows.count * windows.output[1]
        if width == 0 { return }
        for group in 0..<groups {
            let plane = image * groups + group
            let start = plane * filters * outputArea + rows.lowerBound * windows.output[1]
            let b = source(x + plane * channels * inputArea, rows, memory)
            kernels.multiply(
                MatrixProduct(
                    rows: filters, columns: depth, depth: width,
                    a: Self.factor(g + start, filters, width, row: outputArea),
                    b: Self.factor(b.base, width, depth, row: 1, column: b.stride),
                    c: sums + group * filters * depth, accumulates: true))
        }
    }

    /// Returns the columns of a strip, and the distance between the rows of their matrix. A kernel of one element reads
    /// the image itself.
    private func source(
        _ x: UnsafePointer<Scalar>, _ rows: Range<Int>, _ memory: UnsafeMutablePointer<Scalar>
    ) -> (base: UnsafePointer<Scalar>, stride: Int) {
        if windows.isIdentity { return (x + rows.lowerBound * windows.output[1], inputArea) }
        windows.gather(x, rows, channels: channels, to: memory)
        return (UnsafePointer(memory), rows.count * windows.output[1])
    }

    /// A matrix operand. Along an axis of extent 1 the strides are those that backends can read.
    private static func factor(
        _ base: UnsafePointer<Scalar>, _ rows: Int, _ columns: Int, row: Int, column: Int = 1
    ) -> MatrixProduct<Scalar>.Factor {
        let strides = StridedLayout([rows, columns], strides: [row, column]).matrixStrides
        return .init(base: base, rowStride: strides.row, columnStride: strides.column)
    }
}
