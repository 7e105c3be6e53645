import Testing

@testable import Tessera

/// Gradients through decompositions where values are equal or 0, and at matrices of any size.
@Suite struct EqualValueGradientTests {
    typealias Matrix<S: RealScalar> = Tensor<S>

    private static func orthogonal<S: RealScalar>(_ order: Int, seed: UInt64) -> Tensor<S> {
        let noise = Tensor<S>(normal: [order, order], seed: seed)
        return ((try? noise.qr()) ?? (noise, noise)).0
    }

    /// V·h(Λ)·Vᵀ.
    private static func rebuilt<S: RealScalar>(_ a: Tensor<S>, _ h: (Tensor<S>) -> Tensor<S> = { $0 }) throws -> Tensor<
        S
    > {
        let (values, v) = try a.symmetricEigen()
        return (v * h(values).expandingDimensions(at: -2)).matmul(v.transposed())
    }

    static let spectra: [[Double]] = [
        [1, 1], [1, 1 + 1e-15], [1, 1 + 1e-12], [1, 1 + 1e-9], [1, 1 + 1e-6], [1, 4], [2, 2, 2], [1, 1, 3], [1, 3, 3],
        [2, 2, 5, 5], [3, 3, 3, 3, 3], [1, 2, 2, 2, 7], [4, 4, 4, 4, 9, 9], [1e-3, 1e-3, 1],
    ]

    /// The matrix itself, its inverse, its root and its exponential, whose derivatives along H are known or those of a
    /// difference.
    @Test(arguments: spectra, backendNumbers)
    func functionsOfAMatrix(_ spectrum: [Double], _ backend: Int) throws {
        try onBackend(backend) {
            let order = spectrum.count
            for (isRotated, seed) in [(false, 1), (true, 2), (true, 3)] as [(Bool, UInt64)] {
                let v: Tensor<Double> = isRotated ? Self.orthogonal(order, seed: seed) : Tensor(identity: order)
                let a = (v * Tensor(spectrum)).matmul(v.transposed())
                let noise = Tensor<Double>(normal: [order, order], seed: 9)
                let g = noise + noise.transposed()
                let itself = try gradient(at: a) { (try Self.rebuilt($0) * g).sum() }
                #expect(itself.isClose(to: g, relativeTolerance: 1e-5, absoluteTolerance: 1e-5), "\(itself), \(g)")
                let inverse = try a.inverse()
                let ofInverse = try gradient(at: a) { (try Self.rebuilt($0) { $0.reciprocal() } * g).sum() }
                let expected = -inverse.matmul(g).matmul(inverse)
                let size = inverse.norm().item * inverse.norm().item
                #expect(ofInverse.isClose(to: expected, relativeTolerance: 1e-5, absoluteTolerance: 1e-5 * size))
                let traces = try gradient(at: a) { try $0.symmetricEigen().values.exp().sum() }
                #expect(traces.isClose(to: try Self.rebuilt(a) { $0.exp() }, absoluteTolerance: 1e-9))
                // The derivative X of the root solves R·X + X·R = G.
                let root = try Self.rebuilt(a) { $0.sqrt() }
                let x = try gradient(at: a) { (try Self.rebuilt($0) { $0.sqrt() } * g).sum() }
                let back = root.matmul(x) + x.matmul(root)
                #expect(
                    back.isClose(to: g, relativeTolerance: 1e-4, absoluteTolerance: 1e-4), "\(spectrum), \(back), \(g)")
            }
        }
    }

    @Test(arguments: [[1, 1], [2, 2, 2], [1, 3, 3, 3]] as [[Float]], backendNumbers)
    func functionsOfAMatrixInSinglePrecision(_ spectrum: [Float], _ backend: Int) throws {
        try onBackend(backend) {
            let order = spectrum.count
            let v: Tensor<Float> = Self.orthogonal(order, seed: 5)
            let a = (v * Tensor(spectrum)).matmul(v.transposed())
            let noise = Tensor<Float>(normal: [order, order], seed: 9)
            let g = noise + noise.transposed()
            let derivative = try gradient(at: a) { (try Self.rebuilt($0) * g).sum() }
            #expect(derivative.isClose(to: g, relativeTolerance: 1e-2, absoluteTolerance: 1e-2), "\(derivative), \(g)")
        }
    }

    /// A batch in which some matrices have equal values and some have none, and a function with a factorisation behind
    /// it.
    @Test func batchesAndFurtherFactorisations() throws {
        let g = Tensor<Double>([[1, 2], [2, 5]])
        let batch = Tensor(
            stacking: [Tensor(identity: 2), Tensor([[1, 0], [0, 4]]), 2 * Tensor(identity: 2)], axis: 0)
        let derivative = try gradient(at: batch) { (try Self.rebuilt($0) * g).sum() }
        for index in 0..<3 { #expect(derivative[index].isClose(to: g)) }
        let twice = try gradient(at: Tensor<Double>(identity: 2)) { (try Self.rebuilt(try Self.rebuilt($0)) * g).sum() }
        #expect(twice.isClose(to: g))
        let solved = try gradient(at: 2 * Tensor<Double>(identity: 2)) { (try Self.rebuilt($0).inverse() * g).sum() }
        #expect(solved.isClose(to: g * -0.25))
    }

    /// A function that depends on the choice of vectors has a gradient of NaN; one that does not keeps its gradient,
    /// whatever else the vectors are used for.
    @Test(arguments: backendNumbers)
    func choicesOfVectorsHaveNoGradient(_ backend: Int) throws {
        try onBackend(backend) {
            let w = Tensor<Double>(normal: [3, 3], seed: 3)
            for a in [Tensor<Double>(identity: 3), Tensor([2.0, 2, 5]).diagonalMatrix()] {
                let functions: [(Tensor<Double>) throws -> Tensor<Double>] = [
                    { (try $0.symmetricEigen().vectors * w).sum() },
                    { (try $0.symmetricEigen().vectors.squared() * w).sum() },
                    {
                        let (values, v) = try $0.symmetricEigen()
                        return (v * values[0]).sliced(axis: 1, 0..<1).squared().matmul(Tensor([1.0])).sum()
                            + (v * w).sum()
                    },
                    { (try $0.svd().u * w).sum() },
                    { (try $0.svd(full: true).v.squared() * w).sum() },
                    { (try $0.eigen().vectors.real.squared() * w).sum() },
                ]
                for (index, function) in functions.enumerated() {
                    let derivative = try gradient(at: a, of: function)
                    #expect(derivative.scalars.contains { $0.isNaN }, "function \(index): \(derivative)")
                }
                let sums: [(Tensor<Double>) throws -> Tensor<Double>] = [
                    { try $0.symmetricEigen().values.sum() }, { try $0.svd().values.sum() },
                    { try $0.eigen().values.real.sum() }, { try $0.singularValues().sum() },
                    { try $0.symmetricEigenvalues().sum() },
                ]
                for sum in sums { #expect(try gradient(at: a, of: sum).isClose(to: Tensor(identity: 3))) }
            }
            // Second derivatives are not known there.
            let second = try gradient(at: Tensor<Double>(identity: 2)) { a in
                (try gradient(at: a) { (try Self.rebuilt($0) { $0.exp() }).sum() }
                    * w.sliced(axis: 0, 0..<2)[.full, 0..<2]).sum()
            }
            #expect(second.scalars.contains { $0.isNaN })
            // The last columns of a full factor are any that complete it.
            let tall = Tensor<Double>(normal: [4, 2], seed: 8), weights = Tensor<Double>(normal: [4, 4], seed: 9)
            #expect(
                try gradient(at: tall) { (try $0.svd(full: true).u * weights).sum() }.scalars.contains { $0.isNaN })
            #expect(
                try gradient(at: tall) { (try $0.qr(full: true).q * weights).sum() }.scalars.contains { $0.isNaN })
        }
    }

    /// V·Λ·V⁻¹ is the matrix itself, and with squared values its square; by any vectors of real equal values.
    @Test(arguments: [[2, 2], [1, 1, 3], [2, 2, 2], [0, 0, 1], [1, 4, 6]] as [[Double]], backendNumbers)
    func generalMatrices(_ spectrum: [Double], _ backend: Int) throws {
        try onBackend(backend) {
            let order = spectrum.count
            let g = Tensor<Double>(normal: [order, order], seed: 12)
            for a in [Tensor(spectrum).diagonalMatrix(), Tensor(Array(spectrum.reversed())).diagonalMatrix()] {
                func rebuilt(_ a: Tensor<Double>, _ h: (Tensor<Double>) -> Tensor<Double>) throws -> Tensor<Double> {
                    let system = try a.eigen()
                    let v = system.vectors.real
                    return (v * h(system.values.real).expandingDimensions(at: 0)).matmul(try v.inverse())
                }
                let itself = try gradient(at: a) { (try rebuilt($0) { $0 } * g).sum() }
                #expect(itself.isClose(to: g, absoluteTolerance: 1e-7), "\(spectrum), \(itself), \(g)")
                let square = try gradient(at: a) { (try rebuilt($0) { $0.squared() } * g).sum() }
                let expected = g.matmul(a.transposed()) + a.transposed().matmul(g)
                #expect(square.isClose(to: expected, absoluteTolerance: 1e-7), "\(spectrum), \(square), \(expected)")
            }
        }
    }

    static let shapes: [(rows: Int, columns: Int, values: [Double])] = [
        (2, 2, [2, 2]), (5, 3, [2, 2, 2]), (3, 5, [2, 2, 2]), (4, 4, [3, 3, 1, 1]), (4, 3, [2, 2 + 1e-15, 1]),
        (3, 3, [4, 1, 1 + 1e-9]), (3, 3, [2, 0, 0]), (2, 2, [0, 0]), (4, 2, [0, 0]), (2, 4, [1, 0]), (5, 3, [2, 2, 0]),
        (3, 3, [1, 1, 0]), (4, 3, [3, 0, 0]), (3, 4, [0, 0, 0]),
    ]

    /// U·Σ·Vᵀ is the matrix itself: the derivative of its product with W is W.
    @Test(arguments: shapes.indices, backendNumbers)
    func theMatrixItself(_ index: Int, _ backend: Int) throws {
        try onBackend(backend) {
            let (rows, columns, values) = Self.shapes[index]
            for full in [false, true] {
                for isRotated in [false, true] {
                    let inner = min(rows, columns)
                    var a = apply(
                        DiagonalMatrix<Double>(offset: 0, rows: rows, columns: columns), to: Tensor(values))
                    if isRotated {
                        // A permutation, so that zeros stay zeros.
                        a = a.gatheringRows(Tensor((0..<rows).map { Int32(($0 + 1) % rows) }))
                    }
                    let w = Tensor<Double>(normal: [rows, columns], seed: 4)
                    let derivative = try gradient(at: a) { a in
                        let (u, s, v) = try a.svd(full: full)
                        let leading = u[.full, 0..<inner] * s.expandingDimensions(at: 0)
                        return (leading.matmul(v[.full, 0..<inner].transposed()) * w).sum()
                    }
                    #expect(
                        derivative.isClose(to: w, relativeTolerance: 1e-6, absoluteTolerance: 1e-6),
                        "\(values), full: \(full), isRotated: \(isRotated), \(derivative), \(w)")
                }
            }
        }
    }

    /// The gradient at a square matrix with equal values, rotated at random, is (W − Q·Wᵀ·Q) / 2σ for the polar factor
    /// Q.
    @Test(arguments: 2...5, backendNumbers)
    func thePolarFactor(_ order: Int, _ backend: Int) throws {
        try onBackend(backend) {
            let (q, scale): (Tensor<Double>, Double) = (Self.orthogonal(order, seed: 6), 2)
            let w = Tensor<Double>(normal: [order, order], seed: 7)
            let derivative = try gradient(at: scale * q) { a in
                let (u, _, v) = try a.svd()
                return (u.matmul(v.transposed()) * w).sum()
            }
            let expected = (w - q.matmul(w.transposed()).matmul(q)) / (2 * scale)
            #expect(derivative.isClose(to: expected, absoluteTolerance: 1e-9), "\(derivative), \(expected)")
        }
    }

    /// Vectors do not depend on the scale, so that their derivatives are those at 1 divided by it; second derivatives
    /// by its square.
    @Test(arguments: backendNumbers)
    func gradientsOfMatricesOfAnySize(_ backend: Int) throws {
        try onBackend(backend) {
            try expectScaling([1e-20, 1e-24, 1e20, 1e-30, 1e30], tolerance: 1e-3, Float.self)
            try expectScaling([1e-20, 1e20, 1e-163, 1e160, 1e-290, 1e290], tolerance: 1e-9, Double.self)
        }
    }

    private func expectScaling<S: RealScalar>(_ scales: [S], tolerance: S, _ type: S.Type) throws {
        let noise = Tensor<S>(normal: [3, 3], seed: 15), w = Tensor<S>(normal: [3, 3], seed: 16)
        let general = noise + Tensor([2, 4, 7] as [S]).diagonalMatrix()
        let symmetric = general + general.transposed()
        let turning = noise + Tensor<S>([[1, -5, 0], [4, 1, 0], [0, 0, 3]])
        let functions: [(name: String, at: Tensor<S>, of: (Tensor<S>) throws -> Tensor<S>)] = [
            ("symmetric eigen", symmetric, { (try $0.symmetricEigen().vectors.squared() * w).sum() }),
            ("left vectors", general, { (try $0.svd().u.squared() * w).sum() }),
            ("right vectors", general, { (try $0.svd().v.squared() * w).sum() }),
            (
                "polar factor", general,
                { a in
                    let (u, _, v) = try a.svd()
                    return (u.matmul(v.transposed()) * w).sum()
                }
            ),
            ("tall", general[.full, 0..<2], { (try $0.svd().u.squared() * w[.full, 0..<2]).sum() }),
            ("wide", general[0..<2], { (try $0.svd().v.squared() * w[.full, 0..<2]).sum() }),
            // The order of the values does not matter.
            ("eigen", general, { (try $0.eigen().vectors.real.squared().squared() * w[.full, 0..<1]).sum() }),
            (
                "complex eigen", turning,
                { a in
                    let v = try a.eigen().vectors
                    return ((v.real.squared() + v.imaginary.squared()).squared() * w[.full, 0..<1]).sum()
                }
            ),
        ]
        for (name, a, function) in functions {
            let one = try gradient(at: a, of: function)
            for scale in scales {
                let scaled = try gradient(at: a * scale, of: function) * scale
                #expect(
                    scaled.isClose(to: one, relativeTolerance: tolerance, absoluteTolerance: tolerance),
                    "\(name) at \(scale): \(scaled), \(one)")
            }
        }
        // The curvature of a sum of singular values is that at 1 divided by the scale.
        func curvature(_ a: Tensor<S>) throws -> Tensor<S> {
            try gradient(at: a) { a in (try gradient(at: a) { try $0.singularValues().sum() } * w).sum() }
        }
        let one = try curvature(general)
        for scale in scales {
            let scaled = try curvature(general * scale) * scale
            #expect(scaled.isClose(to: one, relativeTolerance: tolerance, absoluteTolerance: tolerance), "\(scale)")
        }
    }
}
