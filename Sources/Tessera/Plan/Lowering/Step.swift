/// One kernel call of a plan, with everything but the addresses of the slots settled.
///
/// A step is plain data: running thousands of them touches no reference count and allocates nothing.
package enum Step {
    /// An address: a slot, and bytes from its start.
    package struct Reference {
        var slot: Int32
        var offset: Int
    }

    /// An operand of an elementwise step: within a row `step` elements from one element to the next, and `rowStep` from
    /// row to row; 0 repeats.
    package struct Operand {
        var at: Reference
        var step: Int
        var rowStep: Int
    }

    /// How often an elementwise kernel is called, and on how many elements.
    package struct Extent {
        var rows: Int
        var width: Int
    }

    package struct Product {
        var (rows, columns, depth): (Int, Int, Int)
        var (a, b): (Factor, Factor)
        var c: Reference
        var sums: Bool
        var bytesAhead: Int
    }

    package struct Factor {
        var at: Reference
        var rowStride: Int
        var columnStride: Int
    }

    case unary(UnaryFunction, Int, Reference, Reference)
    case binary(BinaryFunction, Extent, Operand, Operand, Reference)
    case compare(Comparison, Extent, Operand, Operand, Reference)
    case select(Extent, Operand, Operand, Operand, Reference)
    /// One number from consecutive ones. With `sums` it is added to what earlier tiles have left there.
    case reduce(ReductionKernel, Int, Reference, Reference, divisor: Int, sums: Bool)
    /// A number from each of `runs` runs of consecutive numbers.
    case reduceRuns(ReductionKernel, runs: Int, Int, Reference, Reference, divisor: Int)
    /// The reduction of each column of consecutive rows.
    case reduceRows(ReductionKernel, rows: Int, columns: Int, Reference, Reference, divisor: Int)
    case product(Product)
    /// Adds to the sum that earlier tiles have left, or starts it.
    case add(Int, Reference, Reference)
    /// Consecutive bytes.
    case move(bytes: Int, Reference, Reference)
    /// A layout made row-major: which one of the code's copies.
    case copy(Int)
    /// An operation that has no step of its own: which one of the code's calls.
    case call(Int)
}
