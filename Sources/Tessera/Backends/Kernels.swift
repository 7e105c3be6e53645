/// One operand of an elementwise kernel: consecutive elements (`step` 1) or one value for all (`step` 0).
package struct Operand<Scalar: TensorScalar> {
    package let base: UnsafePointer<Scalar>
    package let step: Int

    package init(_ base: UnsafePointer<Scalar>, step: Int = 1) {
        self.base = base
        self.step = step
    }

    @inline(__always)
    package subscript(index: Int) -> Scalar { base[index &* step] }

    /// The operand from an element on.
    @inline(__always)
    func advanced(_ elements: Int) -> Operand { Operand(base + elements * step, step: step) }
}

/// A product of two matrices, `c ← a·b` or `c ← c + a·b`, as BLAS puts it: element (i, j) of an operand lies at
/// `i·rowStride + j·columnStride`; the result is in row-major order.
package struct MatrixProduct<Scalar: TensorScalar> {
    package struct Factor {
        package var base: UnsafePointer<Scalar>
        package var rowStride: Int
        package var columnStride: Int
    }

    package var (rows, columns, depth): (Int, Int, Int)
    package var (a, b): (Factor, Factor)
    package var c: UnsafeMutablePointer<Scalar>
    package var accumulates = false
    /// How far behind its matrix the memory stands that a product with a vector is followed by; 0 where it is not known. A
    /// hint: the backend may fetch it into cache meanwhile.
    package var bytesAhead = 0
}

/// The first and the second parts of numbers in double-double.
package struct Pairs<Values> {
    package var high: Values
    package var low: Values

    package init(_ high: Values, _ low: Values) {
        self.high = high
        self.low = low
    }
}

extension Pairs: Sendable where Values: Sendable {}

/// From one matrix of a batch to the next, in elements.
package struct BatchSteps {
    package var a: Int
    package var b: Int
}

extension MatrixProduct {
    /// The product of a later matrix of the batch.
    func moved(_ index: Int, _ steps: BatchSteps) -> MatrixProduct {
        var product = self
        product.a.base += index * steps.a
        product.b.base += index * steps.b
        product.c += index * rows * columns
        return product
    }
}

/// What a backend can combine elements to.
package enum ReductionKernel: Sendable {
    case sum, maximum, minimum
}

/// What a backend computes: loops over memory that is already laid out. Shapes, broadcasting and errors are settled
/// before a kernel is called. Results may overwrite an operand of the same extent, element by element.
package protocol Kernels: Sendable {
    var name: String { get }
    var factorizations: any Factorizations { get }

    func unary<S: RealScalar>(
        _ function: UnaryFunction, _ count: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>)
    func binary<S: RealScalar>(
        _ function: BinaryFunction, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<S>)
    func compare<S: TensorScalar & Comparable>(
        _ comparison: Comparison, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<Bool>)
    func select<S: TensorScalar>(
        _ count: Int, _ mask: Operand<Bool>, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<S>)

    /// Sum, largest or smallest of consecutive elements.
    func reduce<S: RealScalar>(_ function: ReductionKernel, _ count: Int, _ x: UnsafePointer<S>) -> S
    /// The sum of each column of `rows` consecutive rows.
    func sumRows<S: RealScalar>(rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>)
    /// The first position of the largest or smallest of consecutive elements; of the first NaN where there is one.
    func position<S: RealScalar>(of extreme: Extreme, _ count: Int, _ x: UnsafePointer<S>) -> Int

    /// Whether `multiply` can read this layout, so that no packed copy has to be made before.
    func reads(rowStride: Int, columnStride: Int) -> Bool
    func multiply<S: RealScalar>(_ product: MatrixProduct<S>)

    /// Products of matrices at equal distances; those of the results follow one another.
    func multiplyBatch<S: RealScalar>(_ count: Int, _ product: MatrixProduct<S>, _ steps: BatchSteps)

    /// Copies the rows with the given numbers, of `rowBytes` bytes each, one after another.
    func gather(
        _ rows: UnsafeBufferPointer<Int>, rowBytes: Int, from x: UnsafeRawPointer, to out: UnsafeMutableRawPointer)

    /// Adds xᵀx of consecutive rows to a matrix in row-major order, at least to its upper triangle.
    ///
    /// - Parameter ahead: what is read next. A hint: the backend may fetch it into cache meanwhile.
    func addGram(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, to gram: UnsafeMutablePointer<Double>,
        ahead: UnsafeRawBufferPointer)

    /// Rows in double precision, `stride` elements apart: each element less its column's shift, times its scale, where
    /// there are any.
    func widen<S: RealScalar>(
        rows: Int, columns: Int, _ x: UnsafePointer<S>, shifts: UnsafePointer<Double>?, scales: UnsafePointer<Double>?,
        to out: UnsafeMutablePointer<Double>, stride: Int)

    /// y − w·x − w[columns] of consecutive rows, in double-double.
    func residuals(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>,
        _ w: Pairs<UnsafePointer<Double>>,
        _ out: Pairs<UnsafeMutablePointer<Double>>)

    /// Adds r·x of consecutive rows to the sums of the columns, in double-double.
    func addResidualProducts(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, _ r: Pairs<UnsafePointer<Double>>,
        to sums: Pairs<UnsafeMutablePointer<Double>>)

    /// Rows less a shift for each column as the first halves of floats, filled up with zeros to a multiple of 16.
    func pack(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, shifts: UnsafePointer<Double>,
        to out: UnsafeMutablePointer<UInt16>)

    /// The inner product of each of consecutive packed rows with a vector.
    func packedRowDots(
        rows: Int, columns: Int, _ x: UnsafePointer<UInt16>, _ w: UnsafePointer<Float>,
        _ out: UnsafeMutablePointer<Float>)

    /// Adds r·x of consecutive packed rows to the sums of the columns.
    func addPackedProducts(
        rows: Int, columns: Int, _ x: UnsafePointer<UInt16>, _ r: UnsafePointer<Float>,
        to sums: UnsafeMutablePointer<Float>)

    /// The inner product of each of consecutive rows with a vector, in an order that depends on the number of columns
    /// alone.
    func rowDots<S: RealScalar>(
        rows: Int, columns: Int, _ x: UnsafePointer<S>, _ w: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>)

    func update<S: RealScalar>(_ step: SGDStep<S>)
    func update<S: RealScalar>(_ step: AdamStep<S>)
    func fill<S: RealScalar>(_ out: UnsafeMutablePointer<S>, _ draw: RandomDraw)

    /// Steps of the given precision in a form that runs without going through these functions; nil where there is none.
    func bind(_ steps: [Step], _ scalarType: ScalarType) -> BoundSteps?

    /// Runs steps it has bound, which begin sums, and updates parameters, again and again; notes the loss before each
    /// update.
    func descend<S: RealScalar>(
        _ steps: BoundSteps.View, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ step: SGDStep<S>,
        loss: UnsafePointer<S>, _ losses: UnsafeMutableBufferPointer<Double>)

    /// Runs `body`, in which kernels are called by several threads of ours, none of which shall start others.
    func withoutThreads<Result>(_ body: () throws -> Result) rethrows -> Result

    /// Copies a tensor of any layout into row-major order.
    func copy<S: TensorScalar>(_ tensor: Tensor<S>, to out: UnsafeMutablePointer<S>)
}

extension Kernels {
    package func gather(
        _ rows: UnsafeBufferPointer<Int>, rowBytes: Int, from x: UnsafeRawPointer, to out: UnsafeMutableRawPointer
    ) {
        for (place, row) in rows.enumerated() {
            (out + place * rowBytes).copyMemory(from: x + row * rowBytes, byteCount: rowBytes)
        }
    }

    package func multiplyBatch<S: RealScalar>(_ count: Int, _ product: MatrixProduct<S>, _ steps: BatchSteps) {
        for index in 0..<count { multiply(product.moved(index, steps)) }
    }

    package func addGram(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, to gram: UnsafeMutablePointer<Double>,
        ahead: UnsafeRawBufferPointer
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

    package func rowDots<S: RealScalar>(
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
            let rest = DoubleDouble(y[row]) - sum
            (out.high[row], out.low[row]) = (rest.high, rest.low)
        }
    }

    package func addResidualProducts(
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

    package func bind(_ steps: [Step], _ scalarType: ScalarType) -> BoundSteps? { nil }

    package func descend<S: RealScalar>(
        _ steps: BoundSteps.View, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ step: SGDStep<S>,
        loss: UnsafePointer<S>, _ losses: UnsafeMutableBufferPointer<Double>
    ) {
        for index in losses.indices {
            _ = steps.run(from: 0, slots, starts: true)
            losses[index] = loss.pointee.scalarValue
            update(step)
        }
    }

    package func withoutThreads<Result>(_ body: () throws -> Result) rethrows -> Result { try body() }

    /// The reduction of each column of `rows` consecutive rows, at least one.
    func reduceRows<S: RealScalar>(
        _ function: ReductionKernel, rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) {
        if function == .sum { return ParallelParts.sumRows(rows: rows, columns: columns, x, out, self) }
        out.update(from: x, count: columns)
        let larger: BinaryFunction = function == .maximum ? .maximum : .minimum
        for row in 1..<rows {
            binary(larger, columns, Operand(UnsafePointer(out)), Operand(x + row * columns), out)
        }
    }

    package func copy<S: TensorScalar>(_ tensor: Tensor<S>, to out: UnsafeMutablePointer<S>) {
        StridedCopy.copy(
            tensor.base, strides: tensor.resolvedStrides, to: out, strides: tensor.shape.rowMajorStrides,
            extents: tensor.shape.dimensions)
        withExtendedLifetime(tensor.storage) {}
    }
}
