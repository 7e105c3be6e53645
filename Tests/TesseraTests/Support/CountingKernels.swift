import Synchronization

@testable import Tessera

/// A backend that counts the products and the copies it is asked for, and hands everything on.
final class CountingKernels: Kernels {
    let base: any Kernels
    private let counts = Mutex<(products: Int, copies: Int)>((0, 0))

    init(_ base: any Kernels) {
        self.base = base
    }

    var products: Int { counts.withLock { $0.products } }
    var copies: Int { counts.withLock { $0.copies } }
    var name: String { base.name }
    var factorizations: any Factorizations { base.factorizations }

    func unary<S: RealScalar>(
        _ function: UnaryFunction, _ count: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) { base.unary(function, count, x, out) }

    func binary<S: RealScalar>(
        _ function: BinaryFunction, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<S>
    ) { base.binary(function, count, x, y, out) }

    func compare<S: TensorScalar & Comparable>(
        _ comparison: Comparison, _ count: Int, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<Bool>
    ) { base.compare(comparison, count, x, y, out) }

    func select<S: TensorScalar>(
        _ count: Int, _ mask: Operand<Bool>, _ x: Operand<S>, _ y: Operand<S>, _ out: UnsafeMutablePointer<S>
    ) { base.select(count, mask, x, y, out) }

    func convert<Source: TensorScalar, Target: TensorScalar>(
        _ count: Int, _ x: UnsafePointer<Source>, to out: UnsafeMutablePointer<Target>
    ) { base.convert(count, x, to: out) }

    func reduce<S: RealScalar>(_ function: ReductionKernel, _ count: Int, _ x: UnsafePointer<S>) -> S {
        base.reduce(function, count, x)
    }

    func columnSums<S: RealScalar>(rows: Int, columns: Int, _ x: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>) {
        base.columnSums(rows: rows, columns: columns, x, out)
    }

    func position<S: NumericScalar>(of extreme: Extreme, _ count: Int, _ x: UnsafePointer<S>) -> Int {
        base.position(of: extreme, count, x)
    }

    func reads(rowStride: Int, columnStride: Int) -> Bool {
        base.reads(rowStride: rowStride, columnStride: columnStride)
    }

    func multiply<S: RealScalar>(_ product: MatrixProduct<S>) {
        counts.withLock { $0.products += 1 }
        base.multiply(product)
    }

    func singleThreaded<Result>(_ body: () throws -> Result) rethrows -> Result { try base.singleThreaded(body) }

    func multiplyBatch<S: RealScalar>(_ count: Int, _ product: MatrixProduct<S>, _ strides: BatchStrides) {
        counts.withLock { $0.products += count }
        base.multiplyBatch(count, product, strides)
    }

    func gather(
        _ rows: UnsafeBufferPointer<Int>, rowBytes: Int, from x: UnsafeRawPointer, to out: UnsafeMutableRawPointer
    ) { base.gather(rows, rowBytes: rowBytes, from: x, to: out) }

    func widen<S: RealScalar>(
        rows: Int, columns: Int, _ x: UnsafePointer<S>, shifts: UnsafePointer<Double>?, scales: UnsafePointer<Double>?,
        to out: UnsafeMutablePointer<Double>, stride: Int
    ) { base.widen(rows: rows, columns: columns, x, shifts: shifts, scales: scales, to: out, stride: stride) }

    func addGram(
        rows: Int, columns: Int, _ x: UnsafePointer<Double>, to gram: UnsafeMutablePointer<Double>,
        prefetching next: UnsafeRawBufferPointer
    ) {
        base.addGram(rows: rows, columns: columns, x, to: gram, prefetching: next)
    }

    func gemv<S: RealScalar>(
        rows: Int, columns: Int, _ x: UnsafePointer<S>, _ w: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
    ) { base.gemv(rows: rows, columns: columns, x, w, out) }

    func update<S: RealScalar>(_ kernel: UpdateKernel, _ step: UpdateStep<S>) { base.update(kernel, step) }
    func fill<S: RealScalar>(_ out: UnsafeMutablePointer<S>, _ draw: RandomDraw) { base.fill(out, draw) }

    func copy<S: TensorScalar>(_ tensor: Tensor<S>, to out: UnsafeMutablePointer<S>) {
        counts.withLock { $0.copies += 1 }
        base.copy(tensor, to: out)
    }
}
