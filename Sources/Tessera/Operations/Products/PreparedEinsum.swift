import Synchronization

/// An Einstein summation that has been read and ordered for operands of given layouts.
final class PreparedEinsum: Sendable {
    let equation: EinsumEquation
    let order: ContractionOrder
    /// The product that the summation amounts to; nil if there are several, or operands are first summed or reduced to a
    /// diagonal.
    let product: Contraction?

    /// - Throws: `ShapeError` if the equation cannot be read or does not fit the shapes.
    init(_ text: String, _ layouts: [StridedLayout]) throws(ShapeError) {
        let equation = try EinsumEquation(text, layouts.map(\.shape))
        let labels = equation.distinct.enumerated().map { index, labels in
            labels.filter { equation.keeps($0, of: index) }
        }
        order = ContractionOrder(labels, output: equation.output, extents: equation.extents)
        let isOneProduct = layouts.count == 2 && labels == equation.operands && order.steps[0].result == equation.output
        product =
            isOneProduct
            ? Contraction(
                LabelledLayout(layouts[0], labels[0]), LabelledLayout(layouts[1], labels[1]), to: equation.output)
            : nil
        self.equation = equation
    }
}

/// The summations that were prepared last, in a direct-mapped table: preparing one takes longer than the product of small
/// matrices.
enum PreparedEinsums {
    private struct Entry {
        let equation: String
        let layouts: [StridedLayout]
        let prepared: PreparedEinsum

        /// Whether the entry is for this equation and operands of these layouts; their offsets do not matter.
        @inline(__always)
        func fits<Scalar: RealScalar>(_ equation: String, _ operands: [Tensor<Scalar>]) -> Bool {
            guard layouts.count == operands.count, self.equation == equation else { return false }
            for index in operands.indices {
                let (own, other) = (layouts[index], operands[index].layout)
                if own.shape != other.shape || own.strides != other.strides { return false }
            }
            return true
        }
    }

    private static let capacity = 256
    private static let entries = Mutex([Entry?](repeating: nil, count: capacity))

    /// Returns the summation for operands.
    ///
    /// - Throws: `ShapeError` if the equation cannot be read or does not fit the shapes.
    @inline(__always)
    static func find<Scalar: RealScalar>(
        _ equation: String, _ operands: [Tensor<Scalar>]
    ) throws(ShapeError) -> PreparedEinsum {
        let index = index(equation, operands)
        let known = entries.withLock { entries in
            entries[index].flatMap { $0.fits(equation, operands) ? $0.prepared : nil }
        }
        if let known { return known }
        let layouts = operands.map { $0.layout }
        let prepared = try PreparedEinsum(equation, layouts)
        entries.withLock { $0[index] = Entry(equation: equation, layouts: layouts, prepared: prepared) }
        return prepared
    }

    /// The place of an equation and shapes in the table (Fowler, Noll and Vo's hash).
    @inline(__always)
    private static func index<Scalar: RealScalar>(_ equation: String, _ operands: [Tensor<Scalar>]) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ number: Int) { hash = (hash ^ UInt64(truncatingIfNeeded: number)) &* 0x100_0000_01b3 }
        for byte in equation.utf8 { add(Int(byte)) }
        for operand in operands {
            for extent in operand.shape.dimensions { add(extent) }
            for stride in operand.strides ?? [] { add(stride) }
        }
        return Int(truncatingIfNeeded: (hash ^ hash &>> 32) & UInt64(capacity - 1))
    }
}
