/// An operand of an elementwise kernel: consecutive elements (`step` 1) or one value for all elements (`step` 0).
package struct Operand<Scalar: TensorScalar> {
    package let base: UnsafePointer<Scalar>
    package let step: Int

    package init(_ base: UnsafePointer<Scalar>, step: Int = 1) {
        self.base = base
        self.step = step
    }

    @inline(__always)
    package subscript(index: Int) -> Scalar { base[index &* step] }

    /// Returns the operand that starts `elements` elements later.
    @inline(__always)
    func advanced(_ elements: Int) -> Operand { Operand(base + elements * step, step: step) }
}

/// The operands of a matrix product (BLAS gemm): `c ← a·b`, or `c ← c + a·b` if `accumulates`.
///
/// `a` has shape rows × depth and `b` depth × columns; element (i, j) of either lies at `i·rowStride + j·columnStride`.
/// `c`, of shape rows × columns, is dense and in row-major order.
package struct MatrixProduct<Scalar: TensorScalar> {
    /// A matrix operand: the address of element (0, 0) and the strides in elements.
    package struct Factor {
        package var base: UnsafePointer<Scalar>
        package var rowStride: Int
        package var columnStride: Int
    }

    package var (rows, columns, depth): (Int, Int, Int)
    package var (a, b): (Factor, Factor)
    package var c: UnsafeMutablePointer<Scalar>
    package var accumulates = false
    /// The prefetch distance in bytes of a matrix-vector product: the offset from the matrix to the memory that is read
    /// after this product, or 0 if unknown. A hint: the backend may prefetch some of that memory meanwhile.
    package var prefetchDistance = 0
}

/// The high and the low parts of double-double numbers, stored separately.
package struct Pairs<Values> {
    package var high: Values
    package var low: Values

    package init(_ high: Values, _ low: Values) {
        self.high = high
        self.low = low
    }
}

extension Pairs: Sendable where Values: Sendable {}

/// The stride in elements from one matrix of a batch to the next, for each operand.
package struct BatchStrides {
    package var a: Int
    package var b: Int
}

extension MatrixProduct {
    /// Returns the product at `index` of a batch; this one is at index 0.
    func batchElement(_ index: Int, _ strides: BatchStrides) -> MatrixProduct {
        var product = self
        product.a.base += index * strides.a
        product.b.base += index * strides.b
        product.c += index * rows * columns
        return product
    }
}

/// The kernels of a backend: loops over memory whose layout is already resolved.
///
/// Shapes, broadcasting and errors are handled before a kernel is called. The result of an elementwise kernel may
/// overwrite an operand of the same extent, element by element.
package protocol Kernels: Sendable {
    var name: String { get }
    var factorizations: any Factorizations { get }

    /// Applies a function to each of `count` consecutive elements.
    func unary<S: RealScalar>(
        _ function: UnaryFunction, _ count: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>)
    /// Applies a function to each of `count` pairs of elements.
    func binary<S: RealScalar>(
        _ function: BinaryFunction, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<S>)
    /// Compares each of `count` pairs of elements.
    func compare<S: TensorScalar & Comparable>(
        _ comparison: Comparison, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<Bool>)
    /// Stores `x` where the mask is true and `y` elsewhere, for `count` elements.
    func select<S: TensorScalar>(
        _ count: Int, _ mask: Operand<Bool>, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<S>)

    /// Converts `count` consecutive elements to another type, as `TensorScalar._converted(to:)` says.
    func convert<Source: TensorScalar, Target: TensorScalar>(
        _ count: Int, _ x: UnsafePointer<Source>, to out: UnsafeMutablePointer<Target>)

    /// Returns the sum, maximum or minimum of `count` consecutive elements; maximum and minimum need at least one.
    func reduce<S: RealScalar>(_ function: ReductionKernel, _ count: Int, _ x: UnsafePointer<S>) -> S
    /// Stores the sum of each column of `rows` consecutive rows.
    func columnSums<S: RealScalar>(rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>)
    /// Returns the first index of the largest or smallest of `count` consecutive elements, at least one (argmax or
    /// argmin); if there is a NaN, the index of the first.
    func position<S: NumericScalar>(of extreme: Extreme, _ count: Int, _ x: UnsafePointer<S>) -> Int

    /// Returns whether `multiply` can read an operand of this layout without a contiguous copy being made first.
    func reads(rowStride: Int, columnStride: Int) -> Bool
    /// Computes a matrix product (gemm, gemv or dot).
    func multiply<S: RealScalar>(_ product: MatrixProduct<S>)
    /// Computes a large matrix product on the workers of an executor, if these kernels have a better way for it than
    /// products of parts of the rows, and returns whether they have.
    ///
    /// - Parameter isSymmetric: whether the right operand is the left one transposed.
    func multiply<S: RealScalar>(_ product: MatrixProduct<S>, isSymmetric: Bool, on executor: any TileExecutor) -> Bool

    /// Computes a batch of `count` products whose operands are `strides` apart; their results are consecutive.
    func multiplyBatch<S: RealScalar>(_ count: Int, _ product: MatrixProduct<S>, _ strides: BatchStrides)

    /// Copies the rows with the given indices, of `rowBytes` bytes each, to consecutive memory.
    func gather(
        _ rows: UnsafeBufferPointer<Int>, rowBytes: Int, from x: UnsafeRawPointer, to out: UnsafeMutableRawPointer)

    /// Adds the Gram matrix xᵀx of consecutive rows to a matrix of shape columns × columns in row-major order, at least
    /// to its upper triangle.
    ///
    /// - Parameter next: the memory that is read next. A hint: the backend may prefetch it meanwhile.
    func addGram(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, to gram: UnsafeMutablePointer<Double>,
        prefetching next: UnsafeRawBufferPointer)

    /// Converts consecutive rows to double precision and stores them `stride` elements apart: (x − shift)·scale with
    /// the shift and the scale of each column, or x unchanged. `shifts` and `scales` are given together or both nil.
    func widen<S: RealScalar>(
        rows: Int, columns: Int, _ x: UnsafePointer<S>, shifts: UnsafePointer<Double>?, scales: UnsafePointer<Double>?,
        to out: UnsafeMutablePointer<Double>, stride: Int)

    /// Stores the residual y − w·x − w[columns] of each of consecutive rows, in double-double; the last element of `w`
    /// is the intercept.
    func residuals(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>,
        _ w: Pairs<UnsafePointer<Double>>,
        _ out: Pairs<UnsafeMutablePointer<Double>>)

    /// Transposed gemv in double-double: adds r·x of each of consecutive rows to one sum per column, sums ← sums + xᵀr.
    func addDoubleDoubleGemvTransposed(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ r: Pairs<UnsafePointer<Double>>,
        to sums: Pairs<UnsafeMutablePointer<Double>>)

    /// Subtracts a shift from each column of consecutive rows and converts the rows to bfloat16, the upper 16 bits of a
    /// float rounded to nearest; each row is padded with zeros to a multiple of 16 elements.
    func convertToBFloat16(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, shifts: UnsafePointer<Double>,
        to out: UnsafeMutablePointer<UInt16>)

    /// Stores the inner product of each of consecutive bfloat16 rows with a vector (gemv). `columns` is the padded
    /// number, a multiple of 16.
    func bfloat16Gemv(
        rows: Int, columns: Int, _ x: UnsafePointer<UInt16>, _ w: UnsafePointer<Float>,
        _ out: UnsafeMutablePointer<Float>)

    /// Transposed gemv: adds r·x of each of consecutive bfloat16 rows to one sum per column. `columns` is the padded
    /// number, a multiple of 16.
    func addBFloat16GemvTransposed(
        rows: Int, columns: Int, _ x: UnsafePointer<UInt16>, _ r: UnsafePointer<Float>,
        to sums: UnsafeMutablePointer<Float>)

    /// Stores the inner product of each of consecutive rows with a vector (gemv). The order of summation depends only
    /// on the number of columns.
    func gemv<S: RealScalar>(
        rows: Int, columns: Int, _ x: UnsafePointer<S>, _ w: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>)

    /// Takes one step of an optimizer's update rule.
    func update<S: RealScalar>(_ kernel: UpdateKernel, _ step: UpdateStep<S>)
    /// Fills memory with random numbers.
    func fill<S: RealScalar>(_ out: UnsafeMutablePointer<S>, _ draw: RandomDraw)

    /// Lowers steps of the given precision to a native program, which runs without calls through this protocol; returns
    /// nil if the backend has none.
    func assemble(_ steps: [Step], _ scalarType: ScalarType) -> NativeProgram?

    /// Runs one iteration of training for each element of `losses`: runs the complete native program, whose
    /// accumulating steps start their sums anew, records the loss, then updates the parameters.
    func descend<S: RealScalar>(
        _ steps: NativeProgram.View, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ kernel: UpdateKernel,
        _ step: UpdateStep<S>, loss: UnsafePointer<S>, _ losses: UnsafeMutableBufferPointer<Double>)

    /// Translates a loop of training to threaded code; returns nil if the backend has none for it.
    func threaded<S: RealScalar>(_ loop: ThreadedLoopDescription<S>) -> (any ThreadedCode)?

    /// Runs `body`, in which several of our threads call kernels; meanwhile no kernel starts threads of its own.
    func singleThreaded<Result>(_ body: () throws -> Result) rethrows -> Result

    /// Copies a tensor of any layout to consecutive memory in row-major order.
    func copy<S: TensorScalar>(_ tensor: Tensor<S>, to out: UnsafeMutablePointer<S>)
}

extension Kernels {
    package func convert<Source: TensorScalar, Target: TensorScalar>(
        _ count: Int, _ x: UnsafePointer<Source>, to out: UnsafeMutablePointer<Target>
    ) { convertElements(count, x, to: out) }

    package func gather(
        _ rows: UnsafeBufferPointer<Int>, rowBytes: Int, from x: UnsafeRawPointer, to out: UnsafeMutableRawPointer
    ) {
        for (index, row) in rows.enumerated() {
            (out + index * rowBytes).copyMemory(from: x + row * rowBytes, byteCount: rowBytes)
        }
    }

    package func multiply<S: RealScalar>(
        _ product: MatrixProduct<S>, isSymmetric: Bool, on executor: any TileExecutor
    ) -> Bool { false }

    package func multiplyBatch<S: RealScalar>(_ count: Int, _ product: MatrixProduct<S>, _ strides: BatchStrides) {
        for index in 0..<count { multiply(product.batchElement(index, strides)) }
    }

    package func addGram(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, to gram: UnsafeMutablePointer<Double>,
        prefetching next: UnsafeRawBufferPointer
    ) {
        multiply(
            MatrixProduct(
                rows: columns, columns: columns, depth: rows,
                a: .init(base: x, rowStride: 1, columnStride: columns),
                b: .init(base: x, rowStride: columns, columnStride: 1), c: gram, accumulates: true))
    }

    package func widen<S: RealScalar>(
        rows: Int, columns: Int, _ x: UnsafePointer<S>, shifts: UnsafePointer<Double>?, scales: UnsafePointer<Double>?,
        to out: UnsafeMutablePointer<Double>, stride: Int
    ) {
        for row in 0..<rows {
            for column in 0..<columns {
                let element = x[row * columns + column].scalarValue
                out[row * stride + column] = (element - (shifts?[column] ?? 0)) * (scales?[column] ?? 1)
            }
        }
    }

    package func gemv<S: RealScalar>(
        rows: Int, columns: Int, _ x: UnsafePointer<S>, _ w: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) {
        for row in 0..<rows {
            multiply(
                MatrixProduct(
                    rows: 1, columns: 1, depth: columns,
                    a: .init(base: x + row * columns, rowStride: columns, columnStride: 1),
                    b: .init(base: w, rowStride: 1, columnStride: 1), c: out + row))
        }
    }

    package func residuals(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>,
        _ w: Pairs<UnsafePointer<Double>>,
        _ out: Pairs<UnsafeMutablePointer<Double>>
    ) {
        for row in 0..<rows {
            var sum = DoubleDouble(w.high[columns], w.low[columns])
            for column in 0..<columns {
                sum += DoubleDouble(w.high[column], w.low[column]) * x[row * columns + column]
            }
            let residual = DoubleDouble(y[row]) - sum
            (out.high[row], out.low[row]) = (residual.high, residual.low)
        }
    }

    package func addDoubleDoubleGemvTransposed(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ r: Pairs<UnsafePointer<Double>>,
        to sums: Pairs<UnsafeMutablePointer<Double>>
    ) {
        for row in 0..<rows {
            let residual = DoubleDouble(r.high[row], r.low[row])
            for column in 0..<columns {
                let sum = DoubleDouble(sums.high[column], sums.low[column]) + residual * x[row * columns + column]
                (sums.high[column], sums.low[column]) = (sum.high, sum.low)
            }
        }
    }

    package func update<S: RealScalar>(_ kernel: UpdateKernel, _ step: UpdateStep<S>) { kernel.runPortably(step) }

    package func assemble(_ steps: [Step], _ scalarType: ScalarType) -> NativeProgram? { nil }

    package func descend<S: RealScalar>(
        _ steps: NativeProgram.View, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ kernel: UpdateKernel,
        _ step: UpdateStep<S>, loss: UnsafePointer<S>, _ losses: UnsafeMutableBufferPointer<Double>
    ) {
        for index in losses.indices {
            _ = steps.run(from: 0, slots, isFirst: true)
            losses[index] = loss.pointee.scalarValue
            update(kernel, step)
        }
    }

    package func threaded<S: RealScalar>(_ loop: ThreadedLoopDescription<S>) -> (any ThreadedCode)? { nil }

    package func singleThreaded<Result>(_ body: () throws -> Result) rethrows -> Result { try body() }

    /// Stores the reduction of each column of `rows` consecutive rows; maximum and minimum need at least one row.
    func reduceRows<S: RealScalar>(
        _ function: ReductionKernel, rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) {
        if function == .sum { return ParallelParts.columnSums(rows: rows, columns: columns, x, out, self) }
        out.update(from: x, count: columns)
        for row in 1..<rows {
            binary(function.combining, columns, Operand(UnsafePointer(out)), Operand(x + row * columns), out)
        }
    }

    package func copy<S: TensorScalar>(_ tensor: Tensor<S>, to out: UnsafeMutablePointer<S>) {
        StridedCopy.copy(
            tensor.base, strides: tensor.resolvedStrides, to: out, strides: tensor.shape.rowMajorStrides,
            extents: tensor.shape)
        withExtendedLifetime(tensor.storage) {}
    }
}
