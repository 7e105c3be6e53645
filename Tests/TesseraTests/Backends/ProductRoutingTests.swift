import Testing

@testable import Tessera

/// The layouts that BLAS reads in place, and the number of its calls.
@Suite(.enabled(if: Backend.openBLAS != nil, "this build leaves OpenBLAS out"))
struct ProductRoutingTests {
    static let a = Tensor<Float>(uniform: [6, 8], seed: 1)
    static let b = Tensor<Float>(uniform: [8, 4], seed: 2)
    static let batch = Tensor<Float>(uniform: [3, 6, 8], seed: 3)

    /// The operands, and the expected numbers of products and of copies.
    static let cases: [(String, Tensor<Float>, Tensor<Float>, Int, Int)] = [
        ("row-major", a, b, 1, 0),
        ("left transposed", Tensor(uniform: [8, 6], seed: 4).transposed(), b, 1, 0),
        ("right transposed", a, Tensor(uniform: [4, 8], seed: 5).transposed(), 1, 0),
        (
            "both transposed", Tensor(uniform: [8, 6], seed: 4).transposed(),
            Tensor(uniform: [4, 8], seed: 5).transposed(), 1, 0
        ),
        ("part of the columns", Tensor(uniform: [6, 20], seed: 6)[.full, 5..<13], b, 1, 0),
        ("part of the rows", a[2..<5], b, 1, 0),
        ("every second row", a[.every(2)], b, 1, 0),
        ("part of the columns, transposed", a, Tensor(uniform: [4, 20], seed: 6)[.full, 5..<13].transposed(), 1, 0),
        ("every second column", Tensor(uniform: [6, 16], seed: 6)[.full, .every(2)], b, 1, 1),
        ("rows backwards", a[.every(-1)], b, 1, 1),
        ("broadcast row", Tensor(uniform: [8], seed: 6).expanded(to: [6, 8]), b, 1, 1),
        ("vector on the left", a[0], b, 1, 0),
        ("vector on the right", a, b[.full, 1], 1, 0),
        ("two vectors", a[0], b[.full, 1], 1, 0),
        ("vector of every second element", a, Tensor(uniform: [16], seed: 8)[.every(2)], 1, 0),
        ("outer product", a[.full, 0..<1], b[0..<1], 1, 0),
        ("batch times a matrix", batch, b, 1, 0),
        ("transposed batch times a matrix", Tensor(uniform: [3, 8, 6], seed: 3).transposed(), b, 3, 0),
        ("batch times a batch", batch, Tensor(uniform: [3, 8, 4], seed: 7), 3, 0),
        ("matrix times a batch", a, Tensor(uniform: [3, 8, 4], seed: 7), 3, 0),
        ("batch broadcast", batch.expandingDimensions(at: 1), Tensor(uniform: [2, 8, 4], seed: 7), 6, 0),
    ]

    @Test(arguments: cases.indices)
    func reachesBLAS(_ index: Int) throws {
        let (name, left, right, products, copies) = Self.cases[index]
        let kernels = CountingKernels(try #require(Backend.openBLAS).kernels)
        let result = Backend(kernels).run { left.matmul(right) }
        #expect(kernels.products == products, "\(name)")
        #expect(kernels.copies == copies, "\(name)")
        expectClose(result, left.naive.matmul(right.naive), "\(name)")
    }

    @Test func gradientsOfAProductCopyNothing() throws {
        let kernels = CountingKernels(try #require(Backend.openBLAS).kernels)
        let (x, w) = (Self.a.watched(), Self.b.watched())
        Backend(kernels).run {
            _ = x.matmul(w).sum().gradients(of: [x, w])
        }
        // The upstream gradient of a sum is a broadcast 1, which BLAS cannot read: it is copied for each operand.
        #expect(kernels.products == 3)
        #expect(kernels.copies == 2)
        let weighted = CountingKernels(try #require(Backend.openBLAS).kernels)
        Backend(weighted).run {
            _ = x.matmul(w).squared().sum().gradients(of: [x, w])
        }
        #expect(weighted.products == 3)
        #expect(weighted.copies == 0)
    }

    @Test func theBackendIsChosenForAScope() throws {
        let counting = Backend(CountingKernels(Backend.swift.kernels))
        counting.run {
            #expect(Backend.current.name == "swift")
            Backend.openBLAS?.run { #expect(Backend.current.name == "openblas") }
        }
        #expect(Backend.current.name == "openblas")
    }
}
