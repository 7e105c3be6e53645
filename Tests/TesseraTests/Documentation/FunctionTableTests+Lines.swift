// Written by Tools/function_table.py from docs/from-numpy.md.
import Testing

@testable import Tessera

extension FunctionTableTests {
    /// The Swift of the page, line by line.
    static let lines = [
        #"Tensor<Double>([1, 2, 3])"#,
        #"Tensor<Double>([[1, 2], [3, 4]])"#,
        #"Tensor(5.0)"#,
        #"Tensor([1.0, 2, 3, 4], shape: [2, 2])"#,
        #"Tensor<Double>(zeros: [2, 3])"#,
        #"Tensor<Double>(ones: [2, 3])"#,
        #"Tensor(repeating: 7.0, shape: [2, 3])"#,
        #"Tensor<Double>(zeros: x.shape)"#,
        #"Tensor<Double>(ones: x.shape)"#,
        #"Tensor(repeating: 2.5, shape: x.shape)"#,
        #"Tensor<Double>(identity: 3)"#,
        #"Tensor<Double>(identity: 2, columns: 4)"#,
        #"Tensor<Double>(identity: 2)"#,
        #"Tensor<Int64>(rangeFrom: 0, to: 10, by: 2)"#,
        #"Tensor<Double>(rangeFrom: 0, to: 1, by: 0.25)"#,
        #"Tensor<Double>(linearFrom: 0, to: 1, count: 5)"#,
        #"Tensor(10.0).pow(Tensor<Double>(linearFrom: 0, to: 2, count: 3))"#,
        #"Tensor<Double>(linearFrom: 0, to: 3, count: 4).exp2()"#,
        #"b.diagonalMatrix()"#,
        #"Tensor<Double>([0, 1]).expandingDimensions(at: 1) + Tensor<Double>([0, 2, 4])"#,
        #"x"#,
        #"Tensor<Double>(uniform: [2, 3], seed: 1)"#,
        #"Tensor<Double>(normal: [2, 3], seed: 1)"#,
        #"Tensor<Int32>(uniform: [5], in: 0..<10, seed: 1)"#,
        #"Tensor<Double>(exponential: [5], rate: 2, seed: 1)"#,
        #"Tensor<Double>(gamma: [5], concentration: 2, rate: 1, seed: 1)"#,
        #"Tensor<Double>(beta: [5], alpha: 2, beta: 3, seed: 1)"#,
        #"Tensor<Int32>(poisson: [5], rate: 4, seed: 1)"#,
        #"Tensor<Bool>(bernoulli: [5], probability: 0.3, seed: 1)"#,
        #"Tensor<Int32>(permutation: 10, seed: 1)"#,
        #"Tensor<Int32>(choice: 3, from: 10, seed: 1)"#,
        #"Tensor<Int32>(multinomial: 10, weights: p, seed: 1)"#,
        #"Tensor<Int32>(categorical: 10, weights: p, seed: 1)"#,
        #"x.shape[0]"#,
        #"x.rank"#,
        #"x.count"#,
        #"x.reshaped(to: [3, 2])"#,
        #"x.flattened()"#,
        #"x.transposed()"#,
        #"t.transposed([2, 0, 1])"#,
        #"t.swappingAxes(0, 2)"#,
        #"t.movingAxis(0, to: -1)"#,
        #"x.expandingDimensions(at: 1)"#,
        #"x[0..<1].squeezed()"#,
        #"x[0..<1].squeezed(axes: [0])"#,
        #"b.expanded(to: [2, 3])"#,
        #"broadcast([x, b])[1]"#,
        #"b.expandingDimensions(at: 0)"#,
        #"Tensor(concatenating: [x, y], axis: 0)"#,
        #"Tensor(concatenating: [x, y], axis: 1)"#,
        #"Tensor(concatenating: [x, b.expandingDimensions(at: 0)], axis: 0)"#,
        #"Tensor(concatenating: [x, y], axis: 1)"#,
        #"Tensor(stacking: [b, b], axis: 1)"#,
        #"Tensor(stacking: [x, y], axis: 2)"#,
        #"Tensor(stacking: [x, y], axis: 0)"#,
        #"Tensor(stacking: [x, y], axis: -1)"#,
        #"x.split(into: 3, axis: 1)[2]"#,
        #"v.split(into: 2, axis: 0)[0]"#,
        #"v.split(sizes: [1, 4], axis: 0)[1]"#,
        #"x.split(into: 3, axis: 1)[0]"#,
        #"x.split(into: 2, axis: 0)[1]"#,
        #"x.unstacked(axis: 0)[1]"#,
        #"x.tiled([2, 1])"#,
        #"x.repeated(2, axis: 1)"#,
        #"x.flipped()"#,
        #"x.flipped(axis: 1)"#,
        #"x.flipped(axis: 1)"#,
        #"x.flipped(axis: 0)"#,
        #"x.swappingAxes(0, 1).flipped(axis: 0)"#,
        #"v.rolled(by: 2)"#,
        #"x.rolled(by: 1, axis: 1)"#,
        #"b.padded([(1, 2)])"#,
        #"b.padded([(1, 2)], with: 7)"#,
        #"b.padded([(1, 1)], mode: .edge)"#,
        #"b.padded([(1, 1)], mode: .reflect)"#,
        #"b.padded([(1, 1)], mode: .symmetric)"#,
        #"b.padded([(1, 1)], mode: .wrap)"#,
        #"meshgrid([b, v], indexing: .cartesian)[0]"#,
        #"meshgrid([b, v])[1]"#,
        #"a.lowerTriangle()"#,
        #"a.upperTriangle(1)"#,
        #"a.diagonal()"#,
        #"v.slidingWindows([3], axes: [0])"#,
        #"Tensor(blockDiagonal: [a, x])"#,
        #"Tensor(concatenating: [v, [9]], axis: 0)"#,
        #"Tensor(concatenating: [v[0..<1], [9], v[1..<5]], axis: 0)"#,
        #"Tensor(concatenating: [v[0..<1], v[2..<5]], axis: 0)"#,
        #"b.tiled([2]).reshaped(to: [2, 3])"#,
        #"x[1, 2]"#,
        #"x[-1]"#,
        #"x[.full, 1]"#,
        #"x[.full, 1..<3]"#,
        #"v[.every(2)]"#,
        #"x.flattened()[4].item"#,
        #"x.gathering(i, axis: 1)"#,
        #"v[i]"#,
        #"x.gatheringElements(j, axis: 1)"#,
        #"x[mask]"#,
        #"x.gathering(Tensor<Int32>([0, 2]), axis: 1)"#,
        #"x[mask]"#,
        #"select(mask, x, otherwise: y)"#,
        #"select(x .> 0, x, otherwise: 0)"#,
        #"mask.nonzero()"#,
        #"mask.flattened().nonzero().flattened()"#,
        #"(x .> 0).nonzero().shape[0]"#,
        #"i.oneHot(classes: 4)"#,
        #"Tensor(stacking: [v[0..<2], b[0..<2], b[1..<3]], axis: 0).gatheringElements(i.expandingDimensions(at: 0), axis: 0)[0]"#,
        #"select(x .> 1, x, otherwise: select(x .< 0, -x, otherwise: 0.5))"#,
        #"x.scatteringElements(y, at: j, axis: 1)"#,
        #"x.scatteringElements(y, at: j, axis: 1, combining: .sum)"#,
        #"v.scattering(b[0..<2], at: i, axis: 0, combining: .sum)"#,
        #"v.scattering(b[0..<2], at: i, axis: 0)"#,
        #"select(mask, 9, otherwise: x)"#,
        #"Tensor<Double>(ones: [2, 2]).lowerTriangle().nonzero()[.full, 0]"#,
        #"Tensor<Double>(ones: [2, 2]).upperTriangle().nonzero()[.full, 1]"#,
        #"x + y"#,
        #"x - y"#,
        #"x * y"#,
        #"x / y"#,
        #"x + 1.5"#,
        #"x.matmul(x.transposed())"#,
        #"-x"#,
        #"x.abs()"#,
        #"x.abs()"#,
        #"x.sign()"#,
        #"x.squared()"#,
        #"x.abs().sqrt()"#,
        #"x.cbrt()"#,
        #"x.reciprocal()"#,
        #"p.rsqrt()"#,
        #"p.pow(2.5)"#,
        #"p.pow(p)"#,
        #"maximum(x, y)"#,
        #"minimum(x, y)"#,
        #"maximum(x, y)"#,
        #"minimum(x, y)"#,
        #"x.clamped(to: -1...1)"#,
        #"x.floor()"#,
        #"x.ceil()"#,
        #"x.rounded()"#,
        #"x.rounded()"#,
        #"x.truncated()"#,
        #"x.truncated()"#,
        #"(x / y).floor()"#,
        #"x.truncatingRemainder(dividingBy: y)"#,
        #"x.modulo(y)"#,
        #"n.modulo(k)"#,
        #"n.floorDivided(by: k)"#,
        #"n % k"#,
        #"x.hypot(y)"#,
        #"x.copySign(y)"#,
        #"x.nextAfter(y)"#,
        #"x * 8"#,
        #"(x.sign() + 1) / 2"#,
        #"x + 0.25 * (y - x)"#,
        #"x - x.truncated()"#,
        #"x.exp()"#,
        #"x.exp2()"#,
        #"x.expm1()"#,
        #"p.log()"#,
        #"p.log2()"#,
        #"p.log10()"#,
        #"p.log1p()"#,
        #"x.logAddExp(y)"#,
        #"x.sin()"#,
        #"x.cos()"#,
        #"x.tan()"#,
        #"p.asin()"#,
        #"p.acos()"#,
        #"x.atan()"#,
        #"x.atan2(y)"#,
        #"x.sinh()"#,
        #"x.cosh()"#,
        #"x.tanh()"#,
        #"x.asinh()"#,
        #"(p + 1).acosh()"#,
        #"p.atanh()"#,
        #"select(x .== 0, 1, otherwise: (x * .pi).sin() / (x * .pi))"#,
        #"x * (.pi / 180)"#,
        #"x * (180 / .pi)"#,
        #"x.erf()"#,
        #"x.erfc()"#,
        #"p.erfinv()"#,
        #"p.lgamma()"#,
        #"p.digamma()"#,
        #"p.xlogy(p)"#,
        #"-p.xlogy(p)"#,
        #"x.sigmoid()"#,
        #"(p / (1 - p)).log()"#,
        #"x.isNaN()"#,
        #"x.isInfinite()"#,
        #"x.isFinite()"#,
        #"select(x.isNaN(), 0, otherwise: x)"#,
        #"x.copySign(Tensor(1)) .!= x"#,
        #"x .== y"#,
        #"x .!= y"#,
        #"x .< y"#,
        #"x .<= y"#,
        #"x .> y"#,
        #"x .>= y"#,
        #"mask && (x .> 0)"#,
        #"mask || (x .> 0)"#,
        #"!mask"#,
        #"mask ^ (x .> 0)"#,
        #"mask.allTrue"#,
        #"mask.anyTrue"#,
        #"mask.all(axis: 1)"#,
        #"mask.any(axis: 0)"#,
        #"mask.countTrue(axis: 1)"#,
        #"x == y"#,
        #"x.isClose(to: x + 1e-12, relativeTolerance: 1e-5, absoluteTolerance: 1e-8)"#,
        #"(n.expandingDimensions(at: 1) .== k).any(axis: 1)"#,
        #"n & k"#,
        #"n | k"#,
        #"n ^ k"#,
        #"~n"#,
        #"n << k"#,
        #"n >> k"#,
        #"x.sum()"#,
        #"x.sum(axis: 0)"#,
        #"t.sum(axes: [0, 2])"#,
        #"x.sum(axis: 1, keepingDimensions: true)"#,
        #"n.sum()"#,
        #"x.product(axis: 1)"#,
        #"x.mean(axis: 1)"#,
        #"v.mean(weights: [1, 2, 3, 4, 5])"#,
        #"x.max(axis: 1)"#,
        #"x.min()"#,
        #"x.max() - x.min()"#,
        #"x.argmax(axis: 1)"#,
        #"x.argmin()"#,
        #"x.variance(axis: 0)"#,
        #"x.standardDeviation(axis: 1, correction: 1)"#,
        #"v.median()"#,
        #"v.quantile(0.3)"#,
        #"x.quantile(0.25, axis: 1)"#,
        #"v.quantile(0.9)"#,
        #"x.cumulativeSum(axis: 1)"#,
        #"x.cumulativeProduct(axis: 1)"#,
        #"v.cumulativeMaximum(axis: 0)"#,
        #"v.cumulativeMinimum(axis: 0)"#,
        #"v.differences()"#,
        #"v.differences(order: 2)"#,
        #"x.transposed().covariance()"#,
        #"x.transposed().correlation()"#,
        #"x.logSumExp(axis: 1)"#,
        #"select(x.isNaN(), 0, otherwise: x).sum()"#,
        #"x[x.isFinite()].mean()"#,
        #"((v[0..<4] + v[1..<5]) / 2).sum()"#,
        #"(v[2..<5] - v[0..<3]) / 2"#,
        #"v.slidingWindows([3], axes: [0]).matmul(b.flipped())"#,
        #"x.sorted(axis: 1)"#,
        #"v.sorted(descending: true)"#,
        #"v.argsorted()"#,
        #"v.argsorted(axis: 0)"#,
        #"v.topK(1, smallest: true).values"#,
        #"v.topK(2).values"#,
        #"v.topK(2).indices"#,
        #"n.unique().values"#,
        #"n.unique().counts"#,
        #"n.unique().inverse"#,
        #"Tensor(concatenating: [n, k], axis: 0).unique().values"#,
        #"v.sorted().searchSorted([0.6])[0]"#,
        #"Tensor<Double>([0.15, 0.25]).searchSorted(p, side: .right)"#,
        #"Tensor<Int32>(k).binCounts()"#,
        #"v.histogram(bins: 3).counts"#,
        #"b.matmul(b)"#,
        #"a.matmul(b)"#,
        #"(x * y).sum()"#,
        #"x.matmul(y.transposed())"#,
        #"b.outer(v)"#,
        #"b[[1, 2, 0]] * Tensor<Double>([1, 0, 1]) - b[[2, 0, 1]] * Tensor<Double>([1, 1, 0])"#,
        #"a.kronecker(x)"#,
        #"x.tensordot(y, axes: [1], [1])"#,
        #"einsum("ij,kj->ik", x, y)"#,
        #"einsum("ii", a)"#,
        #"a.trace()"#,
        #"x.norm()"#,
        #"x.norm(axis: 1)"#,
        #"try x.matrixNorm(.one)"#,
        #"try a.matrixNorm(.nuclear)"#,
        #"try a.determinant()"#,
        #"try a.logDeterminant().logMagnitude"#,
        #"try a.inverse()"#,
        #"try x.pseudoInverse()"#,
        #"try a.solve(b)"#,
        #"try x.transposed().leastSquares(b).solution"#,
        #"try a.cholesky()"#,
        #"try x.transposed().qr().r.abs()"#,
        #"try x.singularValues()"#,
        #"try a.symmetricEigenvalues()"#,
        #"try a.symmetricEigen().values"#,
        #"try a.eigen().values.real.sorted()"#,
        #"try a.matrixPower(3)"#,
        #"try a.matrixRank()"#,
        #"try a.conditionNumber()"#,
        #"einsum("ij,jk,k->i", x, a, b)"#,
        #"try a.matrixExponential()"#,
        #"try a.solveTriangular(b, upper: false)"#,
        #"try CholeskyFactorization(a).solve(b)"#,
        #"try LUFactorization(a).solve(b)"#,
        #"(x.expandingDimensions(at: 1) - y).norm(axis: -1)"#,
        #"x.relu()"#,
        #"x.elu()"#,
        #"x.selu()"#,
        #"x.gelu()"#,
        #"x.gelu(.tanh)"#,
        #"x.silu()"#,
        #"x.mish()"#,
        #"x.leakyReLU(negativeSlope: 0.1)"#,
        #"x.hardSigmoid()"#,
        #"x.hardTanh()"#,
        #"x.hardSwish()"#,
        #"x.softplus()"#,
        #"x.logSigmoid()"#,
        #"x.softmax(axis: 1)"#,
        #"x.logSoftmax(axis: 1)"#,
        #"x.layerNormalized()"#,
        #"x.dropout(probability: 0.5, seed: 1, counter: 0)"#,
        #"a.gatheringRows(i)"#,
        #"x / x.norm(axis: 1, keepingDimensions: true)"#,
        #"meanSquaredError(predicted: x, expected: y)"#,
        #"(x - y).abs().mean()"#,
        #"binaryCrossEntropy(logits: x, expected: Tensor<Double>(mask))"#,
        #"binaryCrossEntropy(probabilities: p, expected: [0, 1, 1, 0])"#,
        #"softmaxCrossEntropy(logits: x, labels: i)"#,
        #"negativeLogLikelihood(logProbabilities: x.logSoftmax(axis: 1), labels: i)"#,
        #"huberLoss(predicted: x, expected: y)"#,
        #"poissonLoss(logMeans: x, expected: y * y)"#,
        #"x.cosineSimilarity(y)"#,
        #"c.convolved(with: Tensor<Double>(ones: [1, 1, 2, 2]))"#,
        #"c.maxPooled([2, 2])"#,
        #"c.averagePooled([2, 2])"#,
        #"gradient(at: x) { $0.pow(3).sum() }"#,
        #"jacobian(at: b) { $0.squared() }"#,
        #"hessian(at: b) { $0.pow(3).sum() }"#,
        #"vectorJacobianProduct(at: b, along: b) { $0.squared() }.product"#,
        #"jacobianVectorProduct(at: b, along: b) { $0.squared() }.product"#,
        #"x.stoppingGradient()"#,
        #"vectorized(over: x) { $0.sum() }"#,
        #"vectorized(over: x, y, axes: [1, 1]) { $0.matmul($1) }"#,
        #"Tensor<Float>(x)"#,
        #"Tensor<Int32>(x)"#,
        #"Tensor<Float16>(x)"#,
        #"Tensor<BFloat16>(x)"#,
        #"Tensor<Float>(Tensor<Float16>(x))"#,
        #"Tensor<BFloat16>(x).matmul(Tensor<BFloat16>(a))"#,
        #"Tensor<Float16>(x).sum()"#,
        #"Tensor<Double>(n)"#,
        #"Tensor<Double>(mask)"#,
        #"Tensor<Int64>(n)"#,
        #"(x.nestedArrays() as [[Double]])[1][2]"#,
        #"x.bytes.count"#,
        #"x.count * MemoryLayout<Double>.stride"#,
    ]

    @Test func linesFrom0() throws {
        try agrees(#"Tensor<Double>([1, 2, 3])"#, [3], [1, 2, 3]) { Tensor<Double>([1, 2, 3]) }
        try agrees(#"Tensor<Double>([[1, 2], [3, 4]])"#, [2, 2], [1, 2, 3, 4]) { Tensor<Double>([[1, 2], [3, 4]]) }
        try agrees(#"Tensor(5.0)"#, [], [5]) { Tensor(5.0) }
        try agrees(#"Tensor([1.0, 2, 3, 4], shape: [2, 2])"#, [2, 2], [1, 2, 3, 4]) {
            Tensor([1.0, 2, 3, 4], shape: [2, 2])
        }
        try agrees(#"Tensor<Double>(zeros: [2, 3])"#, [2, 3], [0, 0, 0, 0, 0, 0]) { Tensor<Double>(zeros: [2, 3]) }
        try agrees(#"Tensor<Double>(ones: [2, 3])"#, [2, 3], [1, 1, 1, 1, 1, 1]) { Tensor<Double>(ones: [2, 3]) }
        try agrees(#"Tensor(repeating: 7.0, shape: [2, 3])"#, [2, 3], [7, 7, 7, 7, 7, 7]) {
            Tensor(repeating: 7.0, shape: [2, 3])
        }
        try agrees(#"Tensor<Double>(zeros: x.shape)"#, [2, 3], [0, 0, 0, 0, 0, 0]) { Tensor<Double>(zeros: x.shape) }
        try agrees(#"Tensor<Double>(ones: x.shape)"#, [2, 3], [1, 1, 1, 1, 1, 1]) { Tensor<Double>(ones: x.shape) }
        try agrees(#"Tensor(repeating: 2.5, shape: x.shape)"#, [2, 3], [2.5, 2.5, 2.5, 2.5, 2.5, 2.5]) {
            Tensor(repeating: 2.5, shape: x.shape)
        }
        try agrees(#"Tensor<Double>(identity: 3)"#, [3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]) { Tensor<Double>(identity: 3) }
        try agrees(#"Tensor<Double>(identity: 2, columns: 4)"#, [2, 4], [1, 0, 0, 0, 0, 1, 0, 0]) {
            Tensor<Double>(identity: 2, columns: 4)
        }
    }

    @Test func linesFrom12() throws {
        try agrees(#"Tensor<Double>(identity: 2)"#, [2, 2], [1, 0, 0, 1]) { Tensor<Double>(identity: 2) }
        try agrees(#"Tensor<Int64>(rangeFrom: 0, to: 10, by: 2)"#, [5], [0, 2, 4, 6, 8]) {
            Tensor<Int64>(rangeFrom: 0, to: 10, by: 2)
        }
        try agrees(#"Tensor<Double>(rangeFrom: 0, to: 1, by: 0.25)"#, [4], [0, 0.25, 0.5, 0.75]) {
            Tensor<Double>(rangeFrom: 0, to: 1, by: 0.25)
        }
        try agrees(#"Tensor<Double>(linearFrom: 0, to: 1, count: 5)"#, [5], [0, 0.25, 0.5, 0.75, 1]) {
            Tensor<Double>(linearFrom: 0, to: 1, count: 5)
        }
        try agrees(#"Tensor(10.0).pow(Tensor<Double>(linearFrom: 0, to: 2, count: 3))"#, [3], [1, 10, 100]) {
            Tensor(10.0).pow(Tensor<Double>(linearFrom: 0, to: 2, count: 3))
        }
        try agrees(#"Tensor<Double>(linearFrom: 0, to: 3, count: 4).exp2()"#, [4], [1, 2, 4, 8]) {
            Tensor<Double>(linearFrom: 0, to: 3, count: 4).exp2()
        }
        try agrees(#"b.diagonalMatrix()"#, [3, 3], [1, 0, 0, 0, 2, 0, 0, 0, 3]) { b.diagonalMatrix() }
        try agrees(
            #"Tensor<Double>([0, 1]).expandingDimensions(at: 1) + Tensor<Double>([0, 2, 4])"#, [2, 3],
            [0, 2, 4, 1, 3, 5]
        ) { Tensor<Double>([0, 1]).expandingDimensions(at: 1) + Tensor<Double>([0, 2, 4]) }
        try agrees(#"x"#, [2, 3], [0.5, -1.25, 2, 3, 0.75, -0.5]) { x }
        runs(#"Tensor<Double>(uniform: [2, 3], seed: 1)"#) { Tensor<Double>(uniform: [2, 3], seed: 1) }
        runs(#"Tensor<Double>(normal: [2, 3], seed: 1)"#) { Tensor<Double>(normal: [2, 3], seed: 1) }
        runs(#"Tensor<Int32>(uniform: [5], in: 0..<10, seed: 1)"#) { Tensor<Int32>(uniform: [5], in: 0..<10, seed: 1) }
    }

    @Test func linesFrom24() throws {
        runs(#"Tensor<Double>(exponential: [5], rate: 2, seed: 1)"#) {
            Tensor<Double>(exponential: [5], rate: 2, seed: 1)
        }
        runs(#"Tensor<Double>(gamma: [5], concentration: 2, rate: 1, seed: 1)"#) {
            Tensor<Double>(gamma: [5], concentration: 2, rate: 1, seed: 1)
        }
        runs(#"Tensor<Double>(beta: [5], alpha: 2, beta: 3, seed: 1)"#) {
            Tensor<Double>(beta: [5], alpha: 2, beta: 3, seed: 1)
        }
        runs(#"Tensor<Int32>(poisson: [5], rate: 4, seed: 1)"#) { Tensor<Int32>(poisson: [5], rate: 4, seed: 1) }
        runs(#"Tensor<Bool>(bernoulli: [5], probability: 0.3, seed: 1)"#) {
            Tensor<Bool>(bernoulli: [5], probability: 0.3, seed: 1)
        }
        runs(#"Tensor<Int32>(permutation: 10, seed: 1)"#) { Tensor<Int32>(permutation: 10, seed: 1) }
        runs(#"Tensor<Int32>(choice: 3, from: 10, seed: 1)"#) { Tensor<Int32>(choice: 3, from: 10, seed: 1) }
        runs(#"Tensor<Int32>(multinomial: 10, weights: p, seed: 1)"#) {
            Tensor<Int32>(multinomial: 10, weights: p, seed: 1)
        }
        runs(#"Tensor<Int32>(categorical: 10, weights: p, seed: 1)"#) {
            Tensor<Int32>(categorical: 10, weights: p, seed: 1)
        }
        try agrees(#"x.shape[0]"#, [], [2]) { x.shape[0] }
        try agrees(#"x.rank"#, [], [2]) { x.rank }
        try agrees(#"x.count"#, [], [6]) { x.count }
    }

    @Test func linesFrom36() throws {
        try agrees(#"x.reshaped(to: [3, 2])"#, [3, 2], [0.5, -1.25, 2, 3, 0.75, -0.5]) { x.reshaped(to: [3, 2]) }
        try agrees(#"x.flattened()"#, [6], [0.5, -1.25, 2, 3, 0.75, -0.5]) { x.flattened() }
        try agrees(#"x.transposed()"#, [3, 2], [0.5, 3, -1.25, 0.75, 2, -0.5]) { x.transposed() }
        try agrees(
            #"t.transposed([2, 0, 1])"#, [4, 2, 3],
            [0, 4, 8, 12, 16, 20, 1, 5, 9, 13, 17, 21, 2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23]
        ) { t.transposed([2, 0, 1]) }
        try agrees(
            #"t.swappingAxes(0, 2)"#, [4, 3, 2],
            [0, 12, 4, 16, 8, 20, 1, 13, 5, 17, 9, 21, 2, 14, 6, 18, 10, 22, 3, 15, 7, 19, 11, 23]
        ) { t.swappingAxes(0, 2) }
        try agrees(
            #"t.movingAxis(0, to: -1)"#, [3, 4, 2],
            [0, 12, 1, 13, 2, 14, 3, 15, 4, 16, 5, 17, 6, 18, 7, 19, 8, 20, 9, 21, 10, 22, 11, 23]
        ) { t.movingAxis(0, to: -1) }
        try agrees(#"x.expandingDimensions(at: 1)"#, [2, 1, 3], [0.5, -1.25, 2, 3, 0.75, -0.5]) {
            x.expandingDimensions(at: 1)
        }
        try agrees(#"x[0..<1].squeezed()"#, [3], [0.5, -1.25, 2]) { x[0..<1].squeezed() }
        try agrees(#"x[0..<1].squeezed(axes: [0])"#, [3], [0.5, -1.25, 2]) { x[0..<1].squeezed(axes: [0]) }
        try agrees(#"b.expanded(to: [2, 3])"#, [2, 3], [1, 2, 3, 1, 2, 3]) { b.expanded(to: [2, 3]) }
        try agrees(#"broadcast([x, b])[1]"#, [2, 3], [1, 2, 3, 1, 2, 3]) { broadcast([x, b])[1] }
        try agrees(#"b.expandingDimensions(at: 0)"#, [1, 3], [1, 2, 3]) { b.expandingDimensions(at: 0) }
    }

    @Test func linesFrom48() throws {
        try agrees(
            #"Tensor(concatenating: [x, y], axis: 0)"#, [4, 3],
            [0.5, -1.25, 2, 3, 0.75, -0.5, 2, 0.5, -1.5, 1, 4, 0.25]
        ) { Tensor(concatenating: [x, y], axis: 0) }
        try agrees(
            #"Tensor(concatenating: [x, y], axis: 1)"#, [2, 6],
            [0.5, -1.25, 2, 2, 0.5, -1.5, 3, 0.75, -0.5, 1, 4, 0.25]
        ) { Tensor(concatenating: [x, y], axis: 1) }
        try agrees(
            #"Tensor(concatenating: [x, b.expandingDimensions(at: 0)], axis: 0)"#, [3, 3],
            [0.5, -1.25, 2, 3, 0.75, -0.5, 1, 2, 3]
        ) { Tensor(concatenating: [x, b.expandingDimensions(at: 0)], axis: 0) }
        try agrees(
            #"Tensor(concatenating: [x, y], axis: 1)"#, [2, 6],
            [0.5, -1.25, 2, 2, 0.5, -1.5, 3, 0.75, -0.5, 1, 4, 0.25]
        ) { Tensor(concatenating: [x, y], axis: 1) }
        try agrees(#"Tensor(stacking: [b, b], axis: 1)"#, [3, 2], [1, 1, 2, 2, 3, 3]) {
            Tensor(stacking: [b, b], axis: 1)
        }
        try agrees(
            #"Tensor(stacking: [x, y], axis: 2)"#, [2, 3, 2], [0.5, 2, -1.25, 0.5, 2, -1.5, 3, 1, 0.75, 4, -0.5, 0.25]
        ) { Tensor(stacking: [x, y], axis: 2) }
        try agrees(
            #"Tensor(stacking: [x, y], axis: 0)"#, [2, 2, 3], [0.5, -1.25, 2, 3, 0.75, -0.5, 2, 0.5, -1.5, 1, 4, 0.25]
        ) { Tensor(stacking: [x, y], axis: 0) }
        try agrees(
            #"Tensor(stacking: [x, y], axis: -1)"#, [2, 3, 2], [0.5, 2, -1.25, 0.5, 2, -1.5, 3, 1, 0.75, 4, -0.5, 0.25]
        ) { Tensor(stacking: [x, y], axis: -1) }
        try agrees(#"x.split(into: 3, axis: 1)[2]"#, [2, 1], [2, -0.5]) { x.split(into: 3, axis: 1)[2] }
        try agrees(#"v.split(into: 2, axis: 0)[0]"#, [3], [0.5, -1, 2]) { v.split(into: 2, axis: 0)[0] }
        try agrees(#"v.split(sizes: [1, 4], axis: 0)[1]"#, [4], [-1, 2, 0.25, 3]) {
            v.split(sizes: [1, 4], axis: 0)[1]
        }
        try agrees(#"x.split(into: 3, axis: 1)[0]"#, [2, 1], [0.5, 3]) { x.split(into: 3, axis: 1)[0] }
    }

    @Test func linesFrom60() throws {
        try agrees(#"x.split(into: 2, axis: 0)[1]"#, [1, 3], [3, 0.75, -0.5]) { x.split(into: 2, axis: 0)[1] }
        try agrees(#"x.unstacked(axis: 0)[1]"#, [3], [3, 0.75, -0.5]) { x.unstacked(axis: 0)[1] }
        try agrees(#"x.tiled([2, 1])"#, [4, 3], [0.5, -1.25, 2, 3, 0.75, -0.5, 0.5, -1.25, 2, 3, 0.75, -0.5]) {
            x.tiled([2, 1])
        }
        try agrees(#"x.repeated(2, axis: 1)"#, [2, 6], [0.5, 0.5, -1.25, -1.25, 2, 2, 3, 3, 0.75, 0.75, -0.5, -0.5]) {
            x.repeated(2, axis: 1)
        }
        try agrees(#"x.flipped()"#, [2, 3], [-0.5, 0.75, 3, 2, -1.25, 0.5]) { x.flipped() }
        try agrees(#"x.flipped(axis: 1)"#, [2, 3], [2, -1.25, 0.5, -0.5, 0.75, 3]) { x.flipped(axis: 1) }
        try agrees(#"x.flipped(axis: 1)"#, [2, 3], [2, -1.25, 0.5, -0.5, 0.75, 3]) { x.flipped(axis: 1) }
        try agrees(#"x.flipped(axis: 0)"#, [2, 3], [3, 0.75, -0.5, 0.5, -1.25, 2]) { x.flipped(axis: 0) }
        try agrees(#"x.swappingAxes(0, 1).flipped(axis: 0)"#, [3, 2], [2, -0.5, -1.25, 0.75, 0.5, 3]) {
            x.swappingAxes(0, 1).flipped(axis: 0)
        }
        try agrees(#"v.rolled(by: 2)"#, [5], [0.25, 3, 0.5, -1, 2]) { v.rolled(by: 2) }
        try agrees(#"x.rolled(by: 1, axis: 1)"#, [2, 3], [2, 0.5, -1.25, -0.5, 3, 0.75]) { x.rolled(by: 1, axis: 1) }
        try agrees(#"b.padded([(1, 2)])"#, [6], [0, 1, 2, 3, 0, 0]) { b.padded([(1, 2)]) }
    }

    @Test func linesFrom72() throws {
        try agrees(#"b.padded([(1, 2)], with: 7)"#, [6], [7, 1, 2, 3, 7, 7]) { b.padded([(1, 2)], with: 7) }
        try agrees(#"b.padded([(1, 1)], mode: .edge)"#, [5], [1, 1, 2, 3, 3]) { b.padded([(1, 1)], mode: .edge) }
        try agrees(#"b.padded([(1, 1)], mode: .reflect)"#, [5], [2, 1, 2, 3, 2]) { b.padded([(1, 1)], mode: .reflect) }
        try agrees(#"b.padded([(1, 1)], mode: .symmetric)"#, [5], [1, 1, 2, 3, 3]) {
            b.padded([(1, 1)], mode: .symmetric)
        }
        try agrees(#"b.padded([(1, 1)], mode: .wrap)"#, [5], [3, 1, 2, 3, 1]) { b.padded([(1, 1)], mode: .wrap) }
        try agrees(
            #"meshgrid([b, v], indexing: .cartesian)[0]"#, [5, 3], [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]
        ) { meshgrid([b, v], indexing: .cartesian)[0] }
        try agrees(#"meshgrid([b, v])[1]"#, [3, 5], [0.5, -1, 2, 0.25, 3, 0.5, -1, 2, 0.25, 3, 0.5, -1, 2, 0.25, 3]) {
            meshgrid([b, v])[1]
        }
        try agrees(#"a.lowerTriangle()"#, [3, 3], [4, 0, 0, 1, 3, 0, 0.5, 0.25, 2]) { a.lowerTriangle() }
        try agrees(#"a.upperTriangle(1)"#, [3, 3], [0, 1, 0.5, 0, 0, 0.25, 0, 0, 0]) { a.upperTriangle(1) }
        try agrees(#"a.diagonal()"#, [3], [4, 3, 2]) { a.diagonal() }
        try agrees(#"v.slidingWindows([3], axes: [0])"#, [3, 3], [0.5, -1, 2, -1, 2, 0.25, 2, 0.25, 3]) {
            v.slidingWindows([3], axes: [0])
        }
        try agrees(
            #"Tensor(blockDiagonal: [a, x])"#, [5, 6],
            [
                4, 1, 0.5, 0, 0, 0, 1, 3, 0.25, 0, 0, 0, 0.5, 0.25, 2, 0, 0, 0, 0, 0, 0, 0.5, -1.25, 2, 0, 0, 0, 3,
                0.75, -0.5,
            ]
        ) { Tensor(blockDiagonal: [a, x]) }
    }

    @Test func linesFrom84() throws {
        try agrees(#"Tensor(concatenating: [v, [9]], axis: 0)"#, [6], [0.5, -1, 2, 0.25, 3, 9]) {
            Tensor(concatenating: [v, [9]], axis: 0)
        }
        try agrees(#"Tensor(concatenating: [v[0..<1], [9], v[1..<5]], axis: 0)"#, [6], [0.5, 9, -1, 2, 0.25, 3]) {
            Tensor(concatenating: [v[0..<1], [9], v[1..<5]], axis: 0)
        }
        try agrees(#"Tensor(concatenating: [v[0..<1], v[2..<5]], axis: 0)"#, [4], [0.5, 2, 0.25, 3]) {
            Tensor(concatenating: [v[0..<1], v[2..<5]], axis: 0)
        }
        try agrees(#"b.tiled([2]).reshaped(to: [2, 3])"#, [2, 3], [1, 2, 3, 1, 2, 3]) {
            b.tiled([2]).reshaped(to: [2, 3])
        }
        try agrees(#"x[1, 2]"#, [], [-0.5]) { x[1, 2] }
        try agrees(#"x[-1]"#, [3], [3, 0.75, -0.5]) { x[-1] }
        try agrees(#"x[.full, 1]"#, [2], [-1.25, 0.75]) { x[.full, 1] }
        try agrees(#"x[.full, 1..<3]"#, [2, 2], [-1.25, 2, 0.75, -0.5]) { x[.full, 1..<3] }
        try agrees(#"v[.every(2)]"#, [3], [0.5, 2, 3]) { v[.every(2)] }
        try agrees(#"x.flattened()[4].item"#, [], [0.75]) { x.flattened()[4].item }
        try agrees(#"x.gathering(i, axis: 1)"#, [2, 2], [2, 0.5, -0.5, 3]) { x.gathering(i, axis: 1) }
        try agrees(#"v[i]"#, [2], [2, 0.5]) { v[i] }
    }

    @Test func linesFrom96() throws {
        try agrees(#"x.gatheringElements(j, axis: 1)"#, [2, 3], [0.5, 2, -1.25, 0.75, 3, -0.5]) {
            x.gatheringElements(j, axis: 1)
        }
        try agrees(#"x[mask]"#, [4], [0.5, 2, 0.75, -0.5]) { x[mask] }
        try agrees(#"x.gathering(Tensor<Int32>([0, 2]), axis: 1)"#, [2, 2], [0.5, 2, 3, -0.5]) {
            x.gathering(Tensor<Int32>([0, 2]), axis: 1)
        }
        try agrees(#"x[mask]"#, [4], [0.5, 2, 0.75, -0.5]) { x[mask] }
        try agrees(#"select(mask, x, otherwise: y)"#, [2, 3], [0.5, 0.5, 2, 1, 0.75, -0.5]) {
            select(mask, x, otherwise: y)
        }
        try agrees(#"select(x .> 0, x, otherwise: 0)"#, [2, 3], [0.5, 0, 2, 3, 0.75, 0]) {
            select(x .> 0, x, otherwise: 0)
        }
        try agrees(#"mask.nonzero()"#, [4, 2], [0, 0, 0, 2, 1, 1, 1, 2]) { mask.nonzero() }
        try agrees(#"mask.flattened().nonzero().flattened()"#, [4], [0, 2, 4, 5]) {
            mask.flattened().nonzero().flattened()
        }
        try agrees(#"(x .> 0).nonzero().shape[0]"#, [], [4]) { (x .> 0).nonzero().shape[0] }
        try agrees(#"i.oneHot(classes: 4)"#, [2, 4], [0, 0, 1, 0, 1, 0, 0, 0]) { i.oneHot(classes: 4) }
        try agrees(
            #"Tensor(stacking: [v[0..<2], b[0..<2], b[1..<3]], axis: 0).gatheringElements(i.expandingDimensions(at: 0), axis: 0)[0]"#,
            [2], [2, -1]
        ) {
            Tensor(stacking: [v[0..<2], b[0..<2], b[1..<3]], axis: 0).gatheringElements(
                i.expandingDimensions(at: 0), axis: 0)[0]
        }
        try agrees(
            #"select(x .> 1, x, otherwise: select(x .< 0, -x, otherwise: 0.5))"#, [2, 3], [0.5, 1.25, 2, 3, 0.5, 0.5]
        ) { select(x .> 1, x, otherwise: select(x .< 0, -x, otherwise: 0.5)) }
    }

    @Test func linesFrom108() throws {
        try agrees(#"x.scatteringElements(y, at: j, axis: 1)"#, [2, 3], [2, -1.5, 0.5, 4, 1, 0.25]) {
            x.scatteringElements(y, at: j, axis: 1)
        }
        try agrees(
            #"x.scatteringElements(y, at: j, axis: 1, combining: .sum)"#, [2, 3], [2.5, -2.75, 2.5, 7, 1.75, -0.25]
        ) { x.scatteringElements(y, at: j, axis: 1, combining: .sum) }
        try agrees(#"v.scattering(b[0..<2], at: i, axis: 0, combining: .sum)"#, [5], [2.5, -1, 3, 0.25, 3]) {
            v.scattering(b[0..<2], at: i, axis: 0, combining: .sum)
        }
        try agrees(#"v.scattering(b[0..<2], at: i, axis: 0)"#, [5], [2, -1, 1, 0.25, 3]) {
            v.scattering(b[0..<2], at: i, axis: 0)
        }
        try agrees(#"select(mask, 9, otherwise: x)"#, [2, 3], [9, -1.25, 9, 3, 9, 9]) { select(mask, 9, otherwise: x) }
        try agrees(#"Tensor<Double>(ones: [2, 2]).lowerTriangle().nonzero()[.full, 0]"#, [3], [0, 1, 1]) {
            Tensor<Double>(ones: [2, 2]).lowerTriangle().nonzero()[.full, 0]
        }
        try agrees(#"Tensor<Double>(ones: [2, 2]).upperTriangle().nonzero()[.full, 1]"#, [3], [0, 1, 1]) {
            Tensor<Double>(ones: [2, 2]).upperTriangle().nonzero()[.full, 1]
        }
        try agrees(#"x + y"#, [2, 3], [2.5, -0.75, 0.5, 4, 4.75, -0.25]) { x + y }
        try agrees(#"x - y"#, [2, 3], [-1.5, -1.75, 3.5, 2, -3.25, -0.75]) { x - y }
        try agrees(#"x * y"#, [2, 3], [1, -0.625, -3, 3, 3, -0.125]) { x * y }
        try agrees(#"x / y"#, [2, 3], [0.25, -2.5, -1.3333333333333333, 3, 0.1875, -2]) { x / y }
        try agrees(#"x + 1.5"#, [2, 3], [2, 0.25, 3.5, 4.5, 2.25, 1]) { x + 1.5 }
    }

    @Test func linesFrom120() throws {
        try agrees(#"x.matmul(x.transposed())"#, [2, 2], [5.8125, -0.4375, -0.4375, 9.8125]) {
            x.matmul(x.transposed())
        }
        try agrees(#"-x"#, [2, 3], [-0.5, 1.25, -2, -3, -0.75, 0.5]) { -x }
        try agrees(#"x.abs()"#, [2, 3], [0.5, 1.25, 2, 3, 0.75, 0.5]) { x.abs() }
        try agrees(#"x.abs()"#, [2, 3], [0.5, 1.25, 2, 3, 0.75, 0.5]) { x.abs() }
        try agrees(#"x.sign()"#, [2, 3], [1, -1, 1, 1, 1, -1]) { x.sign() }
        try agrees(#"x.squared()"#, [2, 3], [0.25, 1.5625, 4, 9, 0.5625, 0.25]) { x.squared() }
        try agrees(
            #"x.abs().sqrt()"#, [2, 3],
            [
                0.7071067811865476, 1.118033988749895, 1.4142135623730951, 1.7320508075688772, 0.8660254037844386,
                0.7071067811865476,
            ]
        ) { x.abs().sqrt() }
        try agrees(
            #"x.cbrt()"#, [2, 3],
            [
                0.7937005259840998, -1.077217345015942, 1.2599210498948732, 1.4422495703074083, 0.9085602964160698,
                -0.7937005259840998,
            ]
        ) { x.cbrt() }
        try agrees(#"x.reciprocal()"#, [2, 3], [2, -0.8, 0.5, 0.3333333333333333, 1.3333333333333333, -2]) {
            x.reciprocal()
        }
        try agrees(#"p.rsqrt()"#, [4], [3.162277660168379, 1.5811388300841895, 2.23606797749979, 1.8257418583505538]) {
            p.rsqrt()
        }
        try agrees(
            #"p.pow(2.5)"#, [4], [0.00316227766016838, 0.10119288512538815, 0.01788854381999832, 0.049295030175464945]
        ) { p.pow(2.5) }
        try agrees(#"p.pow(p)"#, [4], [0.7943282347242815, 0.6931448431551464, 0.7247796636776955, 0.696845301935949]) {
            p.pow(p)
        }
    }

    @Test func linesFrom132() throws {
        try agrees(#"maximum(x, y)"#, [2, 3], [2, 0.5, 2, 3, 4, 0.25]) { maximum(x, y) }
        try agrees(#"minimum(x, y)"#, [2, 3], [0.5, -1.25, -1.5, 1, 0.75, -0.5]) { minimum(x, y) }
        try agrees(#"maximum(x, y)"#, [2, 3], [2, 0.5, 2, 3, 4, 0.25]) { maximum(x, y) }
        try agrees(#"minimum(x, y)"#, [2, 3], [0.5, -1.25, -1.5, 1, 0.75, -0.5]) { minimum(x, y) }
        try agrees(#"x.clamped(to: -1...1)"#, [2, 3], [0.5, -1, 1, 1, 0.75, -0.5]) { x.clamped(to: -1...1) }
        try agrees(#"x.floor()"#, [2, 3], [0, -2, 2, 3, 0, -1]) { x.floor() }
        try agrees(#"x.ceil()"#, [2, 3], [1, -1, 2, 3, 1, 0]) { x.ceil() }
        try agrees(#"x.rounded()"#, [2, 3], [0, -1, 2, 3, 1, 0]) { x.rounded() }
        try agrees(#"x.rounded()"#, [2, 3], [0, -1, 2, 3, 1, 0]) { x.rounded() }
        try agrees(#"x.truncated()"#, [2, 3], [0, -1, 2, 3, 0, 0]) { x.truncated() }
        try agrees(#"x.truncated()"#, [2, 3], [0, -1, 2, 3, 0, 0]) { x.truncated() }
        try agrees(#"(x / y).floor()"#, [2, 3], [0, -3, -2, 3, 0, -2]) { (x / y).floor() }
    }

    @Test func linesFrom144() throws {
        try agrees(#"x.truncatingRemainder(dividingBy: y)"#, [2, 3], [0.5, -0.25, 0.5, 0, 0.75, 0]) {
            x.truncatingRemainder(dividingBy: y)
        }
        try agrees(#"x.modulo(y)"#, [2, 3], [0.5, 0.25, -1, 0, 0.75, 0]) { x.modulo(y) }
        try agrees(#"n.modulo(k)"#, [4], [1, 1, 2, 2]) { n.modulo(k) }
        try agrees(#"n.floorDivided(by: k)"#, [4], [3, -2, 2, 1]) { n.floorDivided(by: k) }
        try agrees(#"n % k"#, [4], [1, -1, 2, 2]) { n % k }
        try agrees(
            #"x.hypot(y)"#, [2, 3],
            [2.0615528128088303, 1.346291201783626, 2.5, 3.1622776601683795, 4.0697051490249265, 0.5590169943749475]
        ) { x.hypot(y) }
        try agrees(#"x.copySign(y)"#, [2, 3], [0.5, 1.25, -2, 3, 0.75, 0.5]) { x.copySign(y) }
        try agrees(
            #"x.nextAfter(y)"#, [2, 3],
            [
                0.5000000000000001, -1.2499999999999998, 1.9999999999999998, 2.9999999999999996, 0.7500000000000001,
                -0.49999999999999994,
            ]
        ) { x.nextAfter(y) }
        try agrees(#"x * 8"#, [2, 3], [4, -10, 16, 24, 6, -4]) { x * 8 }
        try agrees(#"(x.sign() + 1) / 2"#, [2, 3], [1, 0, 1, 1, 1, 0]) { (x.sign() + 1) / 2 }
        try agrees(#"x + 0.25 * (y - x)"#, [2, 3], [0.875, -0.8125, 1.125, 2.5, 1.5625, -0.3125]) { x + 0.25 * (y - x) }
        try agrees(#"x - x.truncated()"#, [2, 3], [0.5, -0.25, 0, 0, 0.75, -0.5]) { x - x.truncated() }
    }

    @Test func linesFrom156() throws {
        try agrees(
            #"x.exp()"#, [2, 3],
            [
                1.6487212707001282, 0.2865047968601901, 7.38905609893065, 20.085536923187668, 2.117000016612675,
                0.6065306597126334,
            ]
        ) { x.exp() }
        try agrees(
            #"x.exp2()"#, [2, 3],
            [1.4142135623730951, 0.42044820762685725, 4, 8, 1.681792830507429, 0.7071067811865476]
        ) { x.exp2() }
        try agrees(
            #"x.expm1()"#, [2, 3],
            [
                0.6487212707001282, -0.7134952031398099, 6.38905609893065, 19.085536923187668, 1.1170000166126746,
                -0.3934693402873666,
            ]
        ) { x.expm1() }
        try agrees(
            #"p.log()"#, [4], [-2.3025850929940455, -0.916290731874155, -1.6094379124341003, -1.2039728043259361]
        ) { p.log() }
        try agrees(
            #"p.log2()"#, [4], [-3.321928094887362, -1.3219280948873622, -2.321928094887362, -1.7369655941662063]
        ) { p.log2() }
        try agrees(#"p.log10()"#, [4], [-1, -0.3979400086720376, -0.6989700043360187, -0.5228787452803376]) {
            p.log10()
        }
        try agrees(
            #"p.log1p()"#, [4], [0.09531017980432487, 0.33647223662121295, 0.18232155679395465, 0.26236426446749106]
        ) { p.log1p() }
        try agrees(
            #"x.logAddExp(y)"#, [2, 3],
            [
                2.2014132779827524, 0.6602241504380872, 2.0297504182726205, 3.1269280110429727, 4.038041371687783,
                0.6368710061148999,
            ]
        ) { x.logAddExp(y) }
        try agrees(
            #"x.sin()"#, [2, 3],
            [
                0.479425538604203, -0.9489846193555862, 0.9092974268256817, 0.1411200080598672, 0.6816387600233341,
                -0.479425538604203,
            ]
        ) { x.sin() }
        try agrees(
            #"x.cos()"#, [2, 3],
            [
                0.8775825618903728, 0.3153223623952687, -0.4161468365471424, -0.9899924966004454, 0.7316888688738209,
                0.8775825618903728,
            ]
        ) { x.cos() }
        try agrees(
            #"x.tan()"#, [2, 3],
            [
                0.5463024898437905, -3.0095696738628313, -2.185039863261519, -0.1425465430742778, 0.9315964599440725,
                -0.5463024898437905,
            ]
        ) { x.tan() }
        try agrees(
            #"p.asin()"#, [4], [0.1001674211615598, 0.41151684606748806, 0.2013579207903308, 0.30469265401539747]
        ) { p.asin() }
    }

    @Test func linesFrom168() throws {
        try agrees(#"p.acos()"#, [4], [1.4706289056333368, 1.1592794807274087, 1.369438406004566, 1.2661036727794992]) {
            p.acos()
        }
        try agrees(
            #"x.atan()"#, [2, 3],
            [
                0.4636476090008061, -0.8960553845713439, 1.1071487177940904, 1.2490457723982544, 0.6435011087932844,
                -0.4636476090008061,
            ]
        ) { x.atan() }
        try agrees(
            #"x.atan2(y)"#, [2, 3],
            [
                0.24497866312686414, -1.1902899496825317, 2.214297435588181, 1.2490457723982544, 0.18534794999569476,
                -1.1071487177940904,
            ]
        ) { x.atan2(y) }
        try agrees(
            #"x.sinh()"#, [2, 3],
            [
                0.5210953054937474, -1.6019190803008256, 3.6268604078470186, 10.017874927409903, 0.82231673193583,
                -0.5210953054937474,
            ]
        ) { x.sinh() }
        try agrees(
            #"x.cosh()"#, [2, 3],
            [
                1.1276259652063807, 1.8884238771610158, 3.7621956910836314, 10.067661995777765, 1.2946832846768448,
                1.1276259652063807,
            ]
        ) { x.cosh() }
        try agrees(
            #"x.tanh()"#, [2, 3],
            [
                0.46211715726000974, -0.8482836399575129, 0.9640275800758169, 0.9950547536867305, 0.6351489523872873,
                -0.46211715726000974,
            ]
        ) { x.tanh() }
        try agrees(
            #"x.asinh()"#, [2, 3],
            [
                0.48121182505960347, -1.0475930126492587, 1.4436354751788103, 1.8184464592320668, 0.6931471805599453,
                -0.48121182505960347,
            ]
        ) { x.asinh() }
        try agrees(
            #"(p + 1).acosh()"#, [4], [0.4435682543851154, 0.867014726490565, 0.6223625037147786, 0.7564329108569596]
        ) { (p + 1).acosh() }
        try agrees(
            #"p.atanh()"#, [4], [0.10033534773107558, 0.42364893019360184, 0.2027325540540822, 0.3095196042031117]
        ) { p.atanh() }
        try agrees(
            #"select(x .== 0, 1, otherwise: (x * .pi).sin() / (x * .pi))"#, [2, 3],
            [
                0.6366197723675814, -0.18006326323142122, -3.8981718325193755e-17, 3.8981718325193755e-17,
                0.3001054387190354, 0.6366197723675814,
            ]
        ) { select(x .== 0, 1, otherwise: (x * .pi).sin() / (x * .pi)) }
        try agrees(
            #"x * (.pi / 180)"#, [2, 3],
            [
                0.008726646259971648, -0.02181661564992912, 0.03490658503988659, 0.05235987755982989,
                0.013089969389957472, -0.008726646259971648,
            ]
        ) { x * (.pi / 180) }
        try agrees(
            #"x * (180 / .pi)"#, [2, 3],
            [
                28.64788975654116, -71.6197243913529, 114.59155902616465, 171.88733853924697, 42.97183463481174,
                -28.64788975654116,
            ]
        ) { x * (180 / .pi) }
    }

    @Test func linesFrom180() throws {
        try agrees(
            #"x.erf()"#, [2, 3],
            [
                0.5204998778130465, -0.9229001282564583, 0.9953222650189527, 0.9999779095030014, 0.7111556336535151,
                -0.5204998778130465,
            ]
        ) { x.erf() }
        try agrees(
            #"x.erfc()"#, [2, 3],
            [
                0.4795001221869535, 1.9229001282564582, 0.004677734981047266, 2.209049699858544e-05,
                0.28884436634648486, 1.5204998778130465,
            ]
        ) { x.erfc() }
        try agrees(
            #"p.erfinv()"#, [4], [0.08885599049425769, 0.37080715859355795, 0.1791434546212917, 0.2724627147267543]
        ) { p.erfinv() }
        try agrees(
            #"p.lgamma()"#, [4], [2.252712651734206, 0.7966778177017837, 1.5240638224307845, 1.0957979948180756]
        ) { p.lgamma() }
        try agrees(
            #"p.digamma()"#, [4], [-10.423754940411076, -2.561384544585115, -5.289039896592188, -3.502524222200133]
        ) { p.digamma() }
        try agrees(
            #"p.xlogy(p)"#, [4], [-0.23025850929940456, -0.366516292749662, -0.3218875824868201, -0.3611918412977808]
        ) { p.xlogy(p) }
        try agrees(
            #"-p.xlogy(p)"#, [4], [0.23025850929940456, 0.366516292749662, 0.3218875824868201, 0.3611918412977808]
        ) { -p.xlogy(p) }
        try agrees(
            #"x.sigmoid()"#, [2, 3],
            [
                0.6224593312018546, 0.22270013882530884, 0.8807970779778823, 0.9525741268224334, 0.679178699175393,
                0.3775406687981454,
            ]
        ) { x.sigmoid() }
        try agrees(
            #"(p / (1 - p)).log()"#, [4],
            [-2.197224577336219, -0.4054651081081643, -1.3862943611198906, -0.8472978603872036]
        ) { (p / (1 - p)).log() }
        try agrees(#"x.isNaN()"#, [2, 3], [0, 0, 0, 0, 0, 0]) { x.isNaN() }
        try agrees(#"x.isInfinite()"#, [2, 3], [0, 0, 0, 0, 0, 0]) { x.isInfinite() }
        try agrees(#"x.isFinite()"#, [2, 3], [1, 1, 1, 1, 1, 1]) { x.isFinite() }
    }

    @Test func linesFrom192() throws {
        try agrees(#"select(x.isNaN(), 0, otherwise: x)"#, [2, 3], [0.5, -1.25, 2, 3, 0.75, -0.5]) {
            select(x.isNaN(), 0, otherwise: x)
        }
        try agrees(#"x.copySign(Tensor(1)) .!= x"#, [2, 3], [0, 1, 0, 0, 0, 1]) { x.copySign(Tensor(1)) .!= x }
        try agrees(#"x .== y"#, [2, 3], [0, 0, 0, 0, 0, 0]) { x .== y }
        try agrees(#"x .!= y"#, [2, 3], [1, 1, 1, 1, 1, 1]) { x .!= y }
        try agrees(#"x .< y"#, [2, 3], [1, 1, 0, 0, 1, 1]) { x .< y }
        try agrees(#"x .<= y"#, [2, 3], [1, 1, 0, 0, 1, 1]) { x .<= y }
        try agrees(#"x .> y"#, [2, 3], [0, 0, 1, 1, 0, 0]) { x .> y }
        try agrees(#"x .>= y"#, [2, 3], [0, 0, 1, 1, 0, 0]) { x .>= y }
        try agrees(#"mask && (x .> 0)"#, [2, 3], [1, 0, 1, 0, 1, 0]) { mask && (x .> 0) }
        try agrees(#"mask || (x .> 0)"#, [2, 3], [1, 0, 1, 1, 1, 1]) { mask || (x .> 0) }
        try agrees(#"!mask"#, [2, 3], [0, 1, 0, 1, 0, 0]) { !mask }
        try agrees(#"mask ^ (x .> 0)"#, [2, 3], [0, 0, 0, 1, 0, 1]) { mask ^ (x .> 0) }
    }

    @Test func linesFrom204() throws {
        try agrees(#"mask.allTrue"#, [], [0]) { mask.allTrue }
        try agrees(#"mask.anyTrue"#, [], [1]) { mask.anyTrue }
        try agrees(#"mask.all(axis: 1)"#, [2], [0, 0]) { mask.all(axis: 1) }
        try agrees(#"mask.any(axis: 0)"#, [3], [1, 1, 1]) { mask.any(axis: 0) }
        try agrees(#"mask.countTrue(axis: 1)"#, [2], [2, 2]) { mask.countTrue(axis: 1) }
        try agrees(#"x == y"#, [], [0]) { x == y }
        try agrees(#"x.isClose(to: x + 1e-12, relativeTolerance: 1e-5, absoluteTolerance: 1e-8)"#, [], [1]) {
            x.isClose(to: x + 1e-12, relativeTolerance: 1e-5, absoluteTolerance: 1e-8)
        }
        try agrees(#"(n.expandingDimensions(at: 1) .== k).any(axis: 1)"#, [4], [0, 0, 0, 1]) {
            (n.expandingDimensions(at: 1) .== k).any(axis: 1)
        }
        try agrees(#"n & k"#, [4], [2, 0, 4, 1]) { n & k }
        try agrees(#"n | k"#, [4], [7, -1, 13, 7]) { n | k }
        try agrees(#"n ^ k"#, [4], [5, -1, 9, 6]) { n ^ k }
        try agrees(#"~n"#, [4], [-8, 2, -13, -6]) { ~n }
    }

    @Test func linesFrom216() throws {
        try agrees(#"n << k"#, [4], [28, -12, 384, 40]) { n << k }
        try agrees(#"n >> k"#, [4], [1, -1, 0, 0]) { n >> k }
        try agrees(#"x.sum()"#, [], [4.5]) { x.sum() }
        try agrees(#"x.sum(axis: 0)"#, [3], [3.5, -0.5, 1.5]) { x.sum(axis: 0) }
        try agrees(#"t.sum(axes: [0, 2])"#, [3], [60, 92, 124]) { t.sum(axes: [0, 2]) }
        try agrees(#"x.sum(axis: 1, keepingDimensions: true)"#, [2, 1], [1.25, 3.25]) {
            x.sum(axis: 1, keepingDimensions: true)
        }
        try agrees(#"n.sum()"#, [], [21]) { n.sum() }
        try agrees(#"x.product(axis: 1)"#, [2], [-1.25, -1.125]) { x.product(axis: 1) }
        try agrees(#"x.mean(axis: 1)"#, [2], [0.4166666666666667, 1.0833333333333333]) { x.mean(axis: 1) }
        try agrees(#"v.mean(weights: [1, 2, 3, 4, 5])"#, [], [1.3666666666666667]) { v.mean(weights: [1, 2, 3, 4, 5]) }
        try agrees(#"x.max(axis: 1)"#, [2], [2, 3]) { x.max(axis: 1) }
        try agrees(#"x.min()"#, [], [-1.25]) { x.min() }
    }

    @Test func linesFrom228() throws {
        try agrees(#"x.max() - x.min()"#, [], [4.25]) { x.max() - x.min() }
        try agrees(#"x.argmax(axis: 1)"#, [2], [2, 0]) { x.argmax(axis: 1) }
        try agrees(#"x.argmin()"#, [], [1]) { x.argmin() }
        try agrees(#"x.variance(axis: 0)"#, [3], [1.5625, 1, 1.5625]) { x.variance(axis: 0) }
        try agrees(#"x.standardDeviation(axis: 1, correction: 1)"#, [2], [1.626601774661928, 1.773649721149397]) {
            x.standardDeviation(axis: 1, correction: 1)
        }
        try agrees(#"v.median()"#, [], [0.5]) { v.median() }
        try agrees(#"v.quantile(0.3)"#, [], [0.3]) { v.quantile(0.3) }
        try agrees(#"x.quantile(0.25, axis: 1)"#, [2], [-0.375, 0.125]) { x.quantile(0.25, axis: 1) }
        try agrees(#"v.quantile(0.9)"#, [], [2.6]) { v.quantile(0.9) }
        try agrees(#"x.cumulativeSum(axis: 1)"#, [2, 3], [0.5, -0.75, 1.25, 3, 3.75, 3.25]) { x.cumulativeSum(axis: 1) }
        try agrees(#"x.cumulativeProduct(axis: 1)"#, [2, 3], [0.5, -0.625, -1.25, 3, 2.25, -1.125]) {
            x.cumulativeProduct(axis: 1)
        }
        try agrees(#"v.cumulativeMaximum(axis: 0)"#, [5], [0.5, 0.5, 2, 2, 3]) { v.cumulativeMaximum(axis: 0) }
    }

    @Test func linesFrom240() throws {
        try agrees(#"v.cumulativeMinimum(axis: 0)"#, [5], [0.5, -1, -1, -1, -1]) { v.cumulativeMinimum(axis: 0) }
        try agrees(#"v.differences()"#, [4], [-1.5, 3, -1.75, 2.75]) { v.differences() }
        try agrees(#"v.differences(order: 2)"#, [3], [4.5, -4.75, 4.5]) { v.differences(order: 2) }
        try agrees(
            #"x.transposed().covariance()"#, [2, 2],
            [2.6458333333333335, -0.8958333333333333, -0.8958333333333333, 3.1458333333333335]
        ) { x.transposed().covariance() }
        try agrees(#"x.transposed().correlation()"#, [2, 2], [1, -0.31051180905666687, -0.3105118090566668, 1]) {
            x.transposed().correlation()
        }
        try agrees(#"x.logSumExp(axis: 1)"#, [2], [2.2326219831020326, 3.1271581586310475]) { x.logSumExp(axis: 1) }
        try agrees(#"select(x.isNaN(), 0, otherwise: x).sum()"#, [], [4.5]) { select(x.isNaN(), 0, otherwise: x).sum() }
        try agrees(#"x[x.isFinite()].mean()"#, [], [0.75]) { x[x.isFinite()].mean() }
        try agrees(#"((v[0..<4] + v[1..<5]) / 2).sum()"#, [], [3]) { ((v[0..<4] + v[1..<5]) / 2).sum() }
        try agrees(#"(v[2..<5] - v[0..<3]) / 2"#, [3], [0.75, 0.625, 0.5]) { (v[2..<5] - v[0..<3]) / 2 }
        try agrees(#"v.slidingWindows([3], axes: [0]).matmul(b.flipped())"#, [3], [1.5, 1.25, 9.5]) {
            v.slidingWindows([3], axes: [0]).matmul(b.flipped())
        }
        try agrees(#"x.sorted(axis: 1)"#, [2, 3], [-1.25, 0.5, 2, -0.5, 0.75, 3]) { x.sorted(axis: 1) }
    }

    @Test func linesFrom252() throws {
        try agrees(#"v.sorted(descending: true)"#, [5], [3, 2, 0.5, 0.25, -1]) { v.sorted(descending: true) }
        try agrees(#"v.argsorted()"#, [5], [1, 3, 0, 2, 4]) { v.argsorted() }
        try agrees(#"v.argsorted(axis: 0)"#, [5], [1, 3, 0, 2, 4]) { v.argsorted(axis: 0) }
        try agrees(#"v.topK(1, smallest: true).values"#, [1], [-1]) { v.topK(1, smallest: true).values }
        try agrees(#"v.topK(2).values"#, [2], [3, 2]) { v.topK(2).values }
        try agrees(#"v.topK(2).indices"#, [2], [4, 2]) { v.topK(2).indices }
        try agrees(#"n.unique().values"#, [4], [-3, 5, 7, 12]) { n.unique().values }
        try agrees(#"n.unique().counts"#, [4], [1, 1, 1, 1]) { n.unique().counts }
        try agrees(#"n.unique().inverse"#, [4], [2, 0, 3, 1]) { n.unique().inverse }
        try agrees(#"Tensor(concatenating: [n, k], axis: 0).unique().values"#, [6], [-3, 2, 3, 5, 7, 12]) {
            Tensor(concatenating: [n, k], axis: 0).unique().values
        }
        try agrees(#"v.sorted().searchSorted([0.6])[0]"#, [], [3]) { v.sorted().searchSorted([0.6])[0] }
        try agrees(#"Tensor<Double>([0.15, 0.25]).searchSorted(p, side: .right)"#, [4], [0, 2, 1, 2]) {
            Tensor<Double>([0.15, 0.25]).searchSorted(p, side: .right)
        }
    }

    @Test func linesFrom264() throws {
        try agrees(#"Tensor<Int32>(k).binCounts()"#, [6], [0, 0, 2, 1, 0, 1]) { Tensor<Int32>(k).binCounts() }
        try agrees(#"v.histogram(bins: 3).counts"#, [3], [2, 1, 2]) { v.histogram(bins: 3).counts }
        try agrees(#"b.matmul(b)"#, [], [14]) { b.matmul(b) }
        try agrees(#"a.matmul(b)"#, [3], [7.5, 7.75, 7]) { a.matmul(b) }
        try agrees(#"(x * y).sum()"#, [], [3.25]) { (x * y).sum() }
        try agrees(#"x.matmul(y.transposed())"#, [2, 2], [-2.625, -4, 7.125, 5.875]) { x.matmul(y.transposed()) }
        try agrees(#"b.outer(v)"#, [3, 5], [0.5, -1, 2, 0.25, 3, 1, -2, 4, 0.5, 6, 1.5, -3, 6, 0.75, 9]) { b.outer(v) }
        try agrees(
            #"b[[1, 2, 0]] * Tensor<Double>([1, 0, 1]) - b[[2, 0, 1]] * Tensor<Double>([1, 1, 0])"#, [3], [-1, -1, 1]
        ) { b[[1, 2, 0]] * Tensor<Double>([1, 0, 1]) - b[[2, 0, 1]] * Tensor<Double>([1, 1, 0]) }
        try agrees(
            #"a.kronecker(x)"#, [6, 9],
            [
                2, -5, 8, 0.5, -1.25, 2, 0.25, -0.625, 1, 12, 3, -2, 3, 0.75, -0.5, 1.5, 0.375, -0.25, 0.5, -1.25, 2,
                1.5, -3.75, 6, 0.125, -0.3125, 0.5, 3, 0.75, -0.5, 9, 2.25, -1.5, 0.75, 0.1875, -0.125, 0.25, -0.625, 1,
                0.125, -0.3125, 0.5, 1, -2.5, 4, 1.5, 0.375, -0.25, 0.75, 0.1875, -0.125, 6, 1.5, -1,
            ]
        ) { a.kronecker(x) }
        try agrees(#"x.tensordot(y, axes: [1], [1])"#, [2, 2], [-2.625, -4, 7.125, 5.875]) {
            x.tensordot(y, axes: [1], [1])
        }
        try agrees(#"einsum("ij,kj->ik", x, y)"#, [2, 2], [-2.625, -4, 7.125, 5.875]) { einsum("ij,kj->ik", x, y) }
        try agrees(#"einsum("ii", a)"#, [], [9]) { einsum("ii", a) }
    }

    @Test func linesFrom276() throws {
        try agrees(#"a.trace()"#, [], [9]) { a.trace() }
        try agrees(#"x.norm()"#, [], [3.952847075210474]) { x.norm() }
        try agrees(#"x.norm(axis: 1)"#, [2], [2.4109126902482387, 3.132491021535417]) { x.norm(axis: 1) }
        try agrees(#"try x.matrixNorm(.one)"#, [], [3.5]) { try x.matrixNorm(.one) }
        try agrees(#"try a.matrixNorm(.nuclear)"#, [], [9]) { try a.matrixNorm(.nuclear) }
        try agrees(#"try a.determinant()"#, [], [21.25]) { try a.determinant() }
        try agrees(#"try a.logDeterminant().logMagnitude"#, [], [3.056356895370426]) {
            try a.logDeterminant().logMagnitude
        }
        try agrees(
            #"try a.inverse()"#, [3, 3],
            [
                0.2794117647058823, -0.08823529411764705, -0.0588235294117647, -0.08823529411764706,
                0.36470588235294116, -0.02352941176470588, -0.0588235294117647, -0.02352941176470588,
                0.5176470588235293,
            ]
        ) { try a.inverse() }
        try agrees(
            #"try x.pseudoInverse()"#, [3, 2],
            [
                0.10940076965365587, 0.31061022539857064, -0.2100054975261133, 0.06706981858163823, 0.3413963716327653,
                -0.035733919736118766,
            ]
        ) { try x.pseudoInverse() }
        try agrees(#"try a.solve(b)"#, [3], [-0.07352941176470587, 0.5705882352941176, 1.4470588235294117]) {
            try a.solve(b)
        }
        try agrees(#"try x.transposed().leastSquares(b).solution"#, [2], [0.7135788894997256, 0.33754810335349084]) {
            try x.transposed().leastSquares(b).solution
        }
        try agrees(
            #"try a.cholesky()"#, [3, 3],
            [2, 0, 0, 0.5, 1.6583123951777, 0, 0.25, 0.07537783614444091, 1.3898986228564232]
        ) { try a.cholesky() }
    }

    @Test func linesFrom288() throws {
        try agrees(
            #"try x.transposed().qr().r.abs()"#, [2, 2],
            [2.4109126902482387, 0.18146654657782424, 0, 3.127230386855615]
        ) { try x.transposed().qr().r.abs() }
        try agrees(#"try x.singularValues()"#, [2], [3.14003063986164, 2.401084667547169]) { try x.singularValues() }
        try agrees(#"try a.symmetricEigenvalues()"#, [3], [1.881680210169898, 2.3867603743778876, 4.731559415452212]) {
            try a.symmetricEigenvalues()
        }
        try agrees(#"try a.symmetricEigen().values"#, [3], [1.8816802101698977, 2.3867603743778876, 4.731559415452212])
        { try a.symmetricEigen().values }
        try agrees(
            #"try a.eigen().values.real.sorted()"#, [3], [1.8816802101698975, 2.3867603743778854, 4.7315594154522085]
        ) { try a.eigen().values.real.sorted() }
        try agrees(
            #"try a.matrixPower(3)"#, [3, 3],
            [77.75, 39.4375, 16.90625, 39.4375, 37.75, 9.578125, 16.90625, 9.578125, 10.6875]
        ) { try a.matrixPower(3) }
        try agrees(#"try a.matrixRank()"#, [], [3]) { try a.matrixRank() }
        try agrees(#"try a.conditionNumber()"#, [], [2.514539606613069]) { try a.conditionNumber() }
        try agrees(#"einsum("ij,jk,k->i", x, a, b)"#, [2], [8.0625, 24.8125]) { einsum("ij,jk,k->i", x, a, b) }
        try agrees(
            #"try a.matrixExponential()"#, [3, 3],
            [
                82.3264679852463, 43.83647401660108, 18.056958503459718, 43.83647401660108, 37.7177382676771,
                10.572990653666189, 18.056958503459718, 10.572990653666189, 10.870889672375563,
            ]
        ) { try a.matrixExponential() }
        try agrees(#"try a.solveTriangular(b, upper: false)"#, [3], [0.25, 0.5833333333333334, 1.3645833333333333]) {
            try a.solveTriangular(b, upper: false)
        }
        try agrees(
            #"try CholeskyFactorization(a).solve(b)"#, [3],
            [-0.0735294117647059, 0.5705882352941176, 1.447058823529412]
        ) { try CholeskyFactorization(a).solve(b) }
    }

    @Test func linesFrom300() throws {
        try agrees(
            #"try LUFactorization(a).solve(b)"#, [3], [-0.07352941176470584, 0.5705882352941176, 1.4470588235294115]
        ) { try LUFactorization(a).solve(b) }
        try agrees(
            #"(x.expandingDimensions(at: 1) - y).norm(axis: -1)"#, [2, 2],
            [4.190763653560053, 5.5565276927232174, 1.4361406616345072, 3.8890872965260113]
        ) { (x.expandingDimensions(at: 1) - y).norm(axis: -1) }
        try agrees(#"x.relu()"#, [2, 3], [0.5, 0, 2, 3, 0.75, 0]) { x.relu() }
        try agrees(#"x.elu()"#, [2, 3], [0.5, -0.7134952031398099, 2, 3, 0.75, -0.3934693402873666]) { x.elu() }
        try agrees(
            #"x.selu()"#, [2, 3],
            [
                0.5253504936777402, -1.2543954463378648, 2.101401974710961, 3.1521029620664414, 0.7880257405166103,
                -0.6917581878028713,
            ]
        ) { x.selu() }
        try agrees(
            #"x.gelu()"#, [2, 3],
            [
                0.34573123063700656, -0.13206221708356905, 1.9544997361036416, 2.99595030590511, 0.5800294857173489,
                -0.15426876936299344,
            ]
        ) { x.gelu() }
        try agrees(
            #"x.gelu(.tanh)"#, [2, 3],
            [
                0.34571400982514394, -0.13228579703028542, 1.954597694087775, 2.996362607918227, 0.5799605551656203,
                -0.15428599017485606,
            ]
        ) { x.gelu(.tanh) }
        try agrees(
            #"x.silu()"#, [2, 3],
            [
                0.3112296656009273, -0.27837517353163604, 1.7615941559557646, 2.8577223804672998, 0.5093840243815447,
                -0.1887703343990727,
            ]
        ) { x.silu() }
        try agrees(
            #"x.mish()"#, [2, 3],
            [
                0.3752452113048951, -0.30841396114152775, 1.9439589595339946, 2.9865350049679575, 0.6100183352182934,
                -0.22074377465173,
            ]
        ) { x.mish() }
        try agrees(#"x.leakyReLU(negativeSlope: 0.1)"#, [2, 3], [0.5, -0.125, 2, 3, 0.75, -0.05]) {
            x.leakyReLU(negativeSlope: 0.1)
        }
        try agrees(
            #"x.hardSigmoid()"#, [2, 3],
            [0.5833333333333334, 0.2916666666666667, 0.8333333333333334, 1, 0.625, 0.4166666666666667]
        ) { x.hardSigmoid() }
        try agrees(#"x.hardTanh()"#, [2, 3], [0.5, -1, 1, 1, 0.75, -0.5]) { x.hardTanh() }
    }

    @Test func linesFrom312() throws {
        try agrees(
            #"x.hardSwish()"#, [2, 3],
            [0.2916666666666667, -0.3645833333333333, 1.6666666666666667, 3, 0.46875, -0.20833333333333334]
        ) { x.hardSwish() }
        try agrees(
            #"x.softplus()"#, [2, 3],
            [
                0.9740769841801067, 0.2519290813453729, 2.1269280110429727, 3.048587351573742, 1.1368710061148999,
                0.4740769841801067,
            ]
        ) { x.softplus() }
        try agrees(
            #"x.logSigmoid()"#, [2, 3],
            [
                -0.4740769841801067, -1.501929081345373, -0.1269280110429725, -0.04858735157374206,
                -0.38687100611489994, -0.9740769841801067,
            ]
        ) { x.logSigmoid() }
        try agrees(
            #"x.softmax(axis: 1)"#, [2, 3],
            [
                0.17682018210744427, 0.03072674032643643, 0.7924530775661193, 0.880594387980004, 0.09281396564662192,
                0.026591646373374078,
            ]
        ) { x.softmax(axis: 1) }
        try agrees(
            #"x.logSoftmax(axis: 1)"#, [2, 3],
            [
                -1.7326219831020326, -3.4826219831020326, -0.23262198310203266, -0.12715815863104757,
                -2.3771581586310475, -3.6271581586310475,
            ]
        ) { x.logSoftmax(axis: 1) }
        try agrees(
            #"x.layerNormalized()"#, [2, 3],
            [
                0.06274540265308406, -1.2549080530616805, 1.192162650408597, 1.3234981212354047, -0.23017358630180965,
                -1.0933245349335954,
            ]
        ) { x.layerNormalized() }
        runs(#"x.dropout(probability: 0.5, seed: 1, counter: 0)"#) { x.dropout(probability: 0.5, seed: 1, counter: 0) }
        try agrees(#"a.gatheringRows(i)"#, [2, 3], [0.5, 0.25, 2, 4, 1, 0.5]) { a.gatheringRows(i) }
        try agrees(
            #"x / x.norm(axis: 1, keepingDimensions: true)"#, [2, 3],
            [
                0.20739033894608505, -0.5184758473652127, 0.8295613557843402, 0.9577042613611466, 0.23942606534028665,
                -0.15961737689352443,
            ]
        ) { x / x.norm(axis: 1, keepingDimensions: true) }
        try agrees(#"meanSquaredError(predicted: x, expected: y)"#, [], [5.447916666666667]) {
            meanSquaredError(predicted: x, expected: y)
        }
        try agrees(#"(x - y).abs().mean()"#, [], [2.125]) { (x - y).abs().mean() }
        try agrees(#"binaryCrossEntropy(logits: x, expected: Tensor<Double>(mask))"#, [], [0.8770782364062001]) {
            binaryCrossEntropy(logits: x, expected: Tensor<Double>(mask))
        }
    }

    @Test func linesFrom324() throws {
        try agrees(#"binaryCrossEntropy(probabilities: p, expected: [0, 1, 1, 0])"#, [], [0.7469410259762035]) {
            binaryCrossEntropy(probabilities: p, expected: [0, 1, 1, 0])
        }
        try agrees(#"softmaxCrossEntropy(logits: x, labels: i)"#, [], [0.17989007086654013]) {
            softmaxCrossEntropy(logits: x, labels: i)
        }
        try agrees(
            #"negativeLogLikelihood(logProbabilities: x.logSoftmax(axis: 1), labels: i)"#, [], [0.17989007086654013]
        ) { negativeLogLikelihood(logProbabilities: x.logSoftmax(axis: 1), labels: i) }
        try agrees(#"huberLoss(predicted: x, expected: y)"#, [], [1.6302083333333333]) {
            huberLoss(predicted: x, expected: y)
        }
        try agrees(#"poissonLoss(logMeans: x, expected: y * y)"#, [], [1.829516627667324]) {
            poissonLoss(logMeans: x, expected: y * y)
        }
        try agrees(#"x.cosineSimilarity(y)"#, [2], [-0.42706221326059424, 0.4540427065851704]) { x.cosineSimilarity(y) }
        try agrees(
            #"c.convolved(with: Tensor<Double>(ones: [1, 1, 2, 2]))"#, [1, 1, 3, 3],
            [10, 14, 18, 26, 30, 34, 42, 46, 50]
        ) { c.convolved(with: Tensor<Double>(ones: [1, 1, 2, 2])) }
        try agrees(#"c.maxPooled([2, 2])"#, [1, 1, 2, 2], [5, 7, 13, 15]) { c.maxPooled([2, 2]) }
        try agrees(#"c.averagePooled([2, 2])"#, [1, 1, 2, 2], [2.5, 4.5, 10.5, 12.5]) { c.averagePooled([2, 2]) }
        try agrees(#"gradient(at: x) { $0.pow(3).sum() }"#, [2, 3], [0.75, 4.6875, 12, 27, 1.6875, 0.75]) {
            gradient(at: x) { $0.pow(3).sum() }
        }
        try agrees(#"jacobian(at: b) { $0.squared() }"#, [3, 3], [2, 0, 0, 0, 4, 0, 0, 0, 6]) {
            jacobian(at: b) { $0.squared() }
        }
        try agrees(#"hessian(at: b) { $0.pow(3).sum() }"#, [3, 3], [6, 0, 0, 0, 12, 0, 0, 0, 18]) {
            hessian(at: b) { $0.pow(3).sum() }
        }
    }

    @Test func linesFrom336() throws {
        try agrees(#"vectorJacobianProduct(at: b, along: b) { $0.squared() }.product"#, [3], [2, 8, 18]) {
            vectorJacobianProduct(at: b, along: b) { $0.squared() }.product
        }
        try agrees(#"jacobianVectorProduct(at: b, along: b) { $0.squared() }.product"#, [3], [2, 8, 18]) {
            jacobianVectorProduct(at: b, along: b) { $0.squared() }.product
        }
        try agrees(#"x.stoppingGradient()"#, [2, 3], [0.5, -1.25, 2, 3, 0.75, -0.5]) { x.stoppingGradient() }
        try agrees(#"vectorized(over: x) { $0.sum() }"#, [2], [1.25, 3.25]) { vectorized(over: x) { $0.sum() } }
        try agrees(#"vectorized(over: x, y, axes: [1, 1]) { $0.matmul($1) }"#, [3], [4, 2.375, -3.125]) {
            vectorized(over: x, y, axes: [1, 1]) { $0.matmul($1) }
        }
        try agrees(#"Tensor<Float>(x)"#, [2, 3], [0.5, -1.25, 2, 3, 0.75, -0.5]) { Tensor<Float>(x) }
        try agrees(#"Tensor<Int32>(x)"#, [2, 3], [0, -1, 2, 3, 0, 0]) { Tensor<Int32>(x) }
        try agrees(#"Tensor<Float16>(x)"#, [2, 3], [0.5, -1.25, 2, 3, 0.75, -0.5]) { Tensor<Float16>(x) }
        try agrees(#"Tensor<BFloat16>(x)"#, [2, 3], [0.5, -1.25, 2, 3, 0.75, -0.5]) { Tensor<BFloat16>(x) }
        try agrees(#"Tensor<Float>(Tensor<Float16>(x))"#, [2, 3], [0.5, -1.25, 2, 3, 0.75, -0.5]) {
            Tensor<Float>(Tensor<Float16>(x))
        }
        try agrees(
            #"Tensor<BFloat16>(x).matmul(Tensor<BFloat16>(a))"#, [2, 3], [1.75, -2.75, 3.9375, 12.5, 5.125, 0.6875]
        ) { Tensor<BFloat16>(x).matmul(Tensor<BFloat16>(a)) }
        try agrees(#"Tensor<Float16>(x).sum()"#, [], [4.5]) { Tensor<Float16>(x).sum() }
    }

    @Test func linesFrom348() throws {
        try agrees(#"Tensor<Double>(n)"#, [4], [7, -3, 12, 5]) { Tensor<Double>(n) }
        try agrees(#"Tensor<Double>(mask)"#, [2, 3], [1, 0, 1, 0, 1, 1]) { Tensor<Double>(mask) }
        try agrees(#"Tensor<Int64>(n)"#, [4], [7, -3, 12, 5]) { Tensor<Int64>(n) }
        try agrees(#"(x.nestedArrays() as [[Double]])[1][2]"#, [], [-0.5]) { (x.nestedArrays() as [[Double]])[1][2] }
        try agrees(#"x.bytes.count"#, [], [48]) { x.bytes.count }
        try agrees(#"x.count * MemoryLayout<Double>.stride"#, [], [48]) { x.count * MemoryLayout<Double>.stride }
    }
}
