#if CKernels
    /// The QR factorisation of large matrices by panels of Householder reflections in compact WY form (Schreiber and
    /// Van Loan, "A storage-efficient WY representation for products of Householder transformations", 1989), with
    /// look-ahead: one worker factorises the next panel while the others still update the columns after it.
    ///
    /// The reflections of a panel are Q = I − V·T·Vᵀ, where V is stored below the diagonal of A, with ones on it.
    struct BlockedQR<Scalar: RealScalar>: ~Copyable {
        private static var width: Int { 48 }
        /// The least number of columns to which a worker applies the reflections of a panel.
        private static var leastPart: Int { 48 }

        /// The reflections below the diagonal; R on and above it.
        private let a: ColumnMajor<Scalar>
        private let count: Int
        /// The triangles T of all panels, side by side.
        private let triangles: Columns<Scalar>

        /// Returns whether a matrix is factorised here rather than by LAPACK: with fewer
        /// columns or rows there is not a panel and a rest for it.
        static func takes(rows: Int, columns: Int) -> Bool { min(rows, columns) >= 96 }

        /// Factorises A in place on the workers of the current executor.
        init(factorizing a: ColumnMajor<Scalar>, tau: UnsafeMutablePointer<Scalar>) {
            self.a = a
            count = min(a.rows, a.columns)
            triangles = .zeros(rows: Self.width, columns: count)
            factorizePanel(0, tau)
            for panel in 0..<panels {
                let next = columns(panel).upperBound
                // The columns of the next panel, which is part 0, then the others.
                let ahead = next..<(panel + 1 < panels ? columns(panel + 1).upperBound : next)
                let others = a.columns - ahead.upperBound
                let length = Self.partLength(others)
                let parts = (others + length - 1) / length
                CurrentExecutor.value.forEachRange(1 + parts, length: 1) { range, _ in
                    for part in range {
                        let first = ahead.upperBound + (part - 1) * length
                        let target = part == 0 ? ahead : first..<min(a.columns, first + length)
                        apply(panel, transposed: true, to: a[0..<a.rows, target])
                        if part == 0, panel + 1 < panels { factorizePanel(panel + 1, tau) }
                    }
                }
            }
        }

        /// Takes the factors that a factorisation has stored, and computes the triangles T.
        init(factors a: ColumnMajor<Scalar>, tau: UnsafePointer<Scalar>) {
            self.a = a
            count = min(a.rows, a.columns)
            triangles = .zeros(rows: Self.width, columns: count)
            CurrentExecutor.value.forEachRange(panels, length: 1) { range, _ in
                for panel in range { computeTriangle(panel, tau) }
            }
        }

        private var panels: Int { (count + Self.width - 1) / Self.width }

        private func columns(_ panel: Int) -> Range<Int> {
            panel * Self.width..<min(count, (panel + 1) * Self.width)
        }

        /// The reflections of a panel, from its diagonal on.
        private func reflections(_ panel: Int) -> ColumnMajor<Scalar> {
            let columns = columns(panel)
            return a[columns.lowerBound..<a.rows, columns]
        }

        private func triangle(_ panel: Int) -> ColumnMajor<Scalar> {
            let columns = columns(panel)
            return triangles.matrix[0..<columns.count, columns]
        }

        /// Divides columns evenly; the parts depend on their number alone.
        private static func partLength(_ columns: Int) -> Int {
            let parts = max(1, min(columns / leastPart, max(3, columns / 128)))
            return max(8, ((columns + parts - 1) / parts + 7) / 8 * 8)
        }

        private func factorizePanel(_ panel: Int, _ tau: UnsafeMutablePointer<Scalar>) {
            let scratch = Columns<Scalar>(rows: 3 * Self.width, columns: Self.width)
            PanelKernels.qrPanel(
                reflections(panel), tau: tau + panel * Self.width, triangle(panel), scratch: scratch.matrix.base)
        }

        /// Computes T from S = Vᵀ·V, column by column: T's column j is −τⱼ·T·S's column j, above τⱼ. LAPACK's larft.
        @specialized(where Scalar == Float)
        @specialized(where Scalar == Double)
        private func computeTriangle(_ panel: Int, _ tau: UnsafePointer<Scalar>) {
            let (v, t) = (reflections(panel), triangle(panel))
            let top = unitLower(v)
            let square = Columns<Scalar>(rows: v.columns, columns: v.columns)
            let (below, s) = (StridedMatrix(v[v.columns..<v.rows, 0..<v.columns]), StridedMatrix(square.matrix))
            let first = StridedMatrix(top.matrix)
            BlockedProduct.multiply(first.transposed, first, to: s, adds: false, SingleThread())
            BlockedProduct.multiply(below.transposed, below, to: s, SingleThread())
            for column in 0..<v.columns {
                let scale = tau[panel * Self.width + column]
                for row in 0..<column {
                    var sum: Scalar = 0
                    for index in row..<column { sum += t[row, index] * square.matrix[index, column] }
                    t[row, column] = -scale * sum
                }
                t[column, column] = scale
            }
        }

        /// The square at the top of V, with its ones and zeros.
        @specialized(where Scalar == Float)
        @specialized(where Scalar == Double)
        private func unitLower(_ v: ColumnMajor<Scalar>) -> Columns<Scalar> {
            let top = Columns<Scalar>.identity(rows: v.columns, columns: v.columns)
            for column in 0..<v.columns {
                for row in (column + 1)..<max(column + 1, v.columns) { top.matrix[row, column] = v[row, column] }
            }
            return top
        }

        /// Overwrites C with (I − V·T·Vᵀ)·C or its transposed on the calling thread. C has the rows of A; those above
        /// the panel do not change.
        ///
        /// - Parameters:
        ///   - topIsZero: whether the rows of the panel are known to be 0.
        ///   - restIsZero: whether the rows below the panel are.
        private func apply(
            _ panel: Int, transposed: Bool, to c: ColumnMajor<Scalar>, topIsZero: Bool = false,
            restIsZero: Bool = false
        ) {
            if c.columns == 0 { return }
            let (v, start) = (reflections(panel), columns(panel).lowerBound)
            let width = v.columns
            let top = unitLower(v)
            let (upper, lower) = (
                StridedMatrix(c[start..<start + width, 0..<c.columns]),
                StridedMatrix(c[start + width..<c.rows, 0..<c.columns])
            )
            let (first, below) = (StridedMatrix(top.matrix), StridedMatrix(v[width..<v.rows, 0..<width]))
            let memory = Columns<Scalar>(rows: width, columns: 2 * c.columns)
            let products = StridedMatrix(memory.matrix[0..<width, 0..<c.columns])
            let weights = StridedMatrix(memory.matrix[0..<width, c.columns..<2 * c.columns])
            if !topIsZero {
                BlockedProduct.multiply(first.transposed, upper, to: products, adds: false, SingleThread())
            }
            if !restIsZero {
                BlockedProduct.multiply(below.transposed, lower, to: products, adds: !topIsZero, SingleThread())
            }
            multiply(by: triangle(panel), transposed: transposed, products, to: weights)
            BlockedProduct.multiply(first, weights, to: upper, SingleThread())
            BlockedProduct.multiply(below, weights, to: lower, SingleThread())
        }

        /// Stores −T·X or −Tᵀ·X.
        @specialized(where Scalar == Float)
        @specialized(where Scalar == Double)
        private func multiply(
            by triangle: ColumnMajor<Scalar>, transposed: Bool, _ x: StridedMatrix<Scalar>,
            to out: StridedMatrix<Scalar>
        ) {
            let negative = Columns<Scalar>.zeros(rows: triangle.rows, columns: triangle.columns)
            for column in 0..<triangle.columns {
                for row in 0...column { negative.matrix[row, column] = -triangle[row, column] }
            }
            let t = StridedMatrix(negative.matrix)
            BlockedProduct.multiply(transposed ? t.transposed : t, x, to: out, adds: false, SingleThread())
        }

        /// Overwrites C with Q·C, or with Qᵀ·C where `transposed`, on the workers of the current executor.
        func applyQ(transposed: Bool, to c: ColumnMajor<Scalar>) {
            CurrentExecutor.value.forEachRange(c.columns, length: Self.partLength(c.columns)) { range, _ in
                for step in 0..<panels {
                    apply(transposed ? step : panels - 1 - step, transposed: transposed, to: c[0..<c.rows, range])
                }
            }
        }

        /// Stores the first columns of Q (orgqr) on the workers of the current executor. Column j of the identity
        /// changes from the reflections of its own panel on, and is 0 in the rows of the panels before that.
        func formQ(_ q: ColumnMajor<Scalar>) {
            let parts = (q.columns + Self.width - 1) / Self.width
            // The last columns, which take most of the work, come first.
            CurrentExecutor.value.forEachRange(parts, length: 1) { range, _ in
                for part in range {
                    let first = (parts - 1 - part) * Self.width
                    let c = q[0..<q.rows, first..<min(q.columns, first + Self.width)]
                    c.setIdentity(firstRow: first)
                    let own = parts - 1 - part
                    for panel in (0..<min(panels, own + 1)).reversed() {
                        apply(
                            panel, transposed: false, to: c, topIsZero: panel < own,
                            restIsZero: panel == own && c.columns <= columns(panel).count)
                    }
                }
            }
        }
    }
#endif
