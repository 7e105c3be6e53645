/// One instruction of a program: a kernel call in which everything is fixed except the addresses of the slots.
///
/// A step is plain data: running thousands of them changes no reference count and allocates nothing.
package enum Step {
    /// An address: a slot and an offset in bytes from its start.
    package struct Reference {
        var slot: Int32
        var offset: Int
    }

    /// An operand of an elementwise step, with the strides in elements: `step` within a row, `rowStep` between rows. A
    /// stride of 0 repeats the element or the row (broadcasting).
    package struct Operand {
        var at: Reference
        var step: Int
        var rowStep: Int
    }

    /// The iteration space of an elementwise step: the kernel is called once per row, on `width` elements.
    package struct Extent {
        var rows: Int
        var width: Int
    }

    /// A matrix product `c ← a·b`, where a is [rows, depth] and b is [depth, columns].
    package struct Product {
        var (rows, columns, depth): (Int, Int, Int)
        var (a, b): (Factor, Factor)
        var c: Reference
        /// Whether the product accumulates over the tiles: `c ← c + a·b` on all tiles but the first.
        var accumulates: Bool
        /// The prefetch distance in bytes: the offset from a to the memory read after this product; 0 if unknown.
        var prefetchDistance: Int
    }

    /// A matrix operand of a product, with strides in elements.
    package struct Factor {
        var at: Reference
        var rowStride: Int
        var columnStride: Int
    }

    case unary(UnaryFunction, Int, Reference, Reference)
    case binary(BinaryFunction, Extent, Operand, Operand, Reference)
    case compare(Comparison, Extent, Operand, Operand, Reference)
    case select(Extent, Operand, Operand, Operand, Reference)
    /// Reduces consecutive elements to one. If it accumulates, the result is added to the sum of the earlier tiles.
    case reduce(ReductionKernel, Int, Reference, Reference, divisor: Int, accumulates: Bool)
    /// Reduces each of `runs` runs of consecutive elements to one.
    case reduceRuns(ReductionKernel, runs: Int, Int, Reference, Reference, divisor: Int)
    /// Reduces each column of consecutive rows.
    case reduceRows(ReductionKernel, rows: Int, columns: Int, Reference, Reference, divisor: Int)
    case product(Product)
    /// Adds to the sum of the earlier tiles, or overwrites it on the first tile.
    case add(Int, Reference, Reference)
    /// Copies consecutive bytes.
    case move(bytes: Int, Reference, Reference)
    /// Copies a strided layout to row-major order: an index into the program's copies.
    case copy(Int)
    /// Calls an operation that has no step of its own: an index into the program's calls.
    case call(Int)
}
