import Testing

@testable import Tessera

/// Convolutions of several strips, on several workers, with padding; and what does not fit. Small ones are rows of the
/// operation table.
@Suite struct ConvolutionTests {
    /// The convolution as a sum over the positions of the kernel of shifted images, in double precision.
    private func shifted(_ x: Tensor<Double>, _ w: Tensor<Double>, padding: Int, stride: Int) -> Tensor<Double> {
        let padded = x.padded([(0, 0), (0, 0), (padding, padding), (padding, padding)])
        let windows = padded.slidingWindows(Array(w.shape[2...]), axes: [2, 3], strides: [stride])
        return einsum("nchwij,fcij->nfhw", windows, w)
    }

    /// Images of one and of several strips of rows, and rows longer than a strip.
    @Test(arguments: [[2, 3, 40, 41], [1, 2, 3, 700], [3, 4, 1, 9]], backendNumbers)
    func stripsAreWhatTheWholeIs(_ shape: [Int], _ backend: Int) {
        onBackend(backend) {
            let x = Tensor<Double>(normal: Shape(shape), seed: 1)
            let w = Tensor<Double>(normal: [5, shape[1], 3, 3], seed: 2)
            for stride in [1, 2] {
                let (value, gradients) = valueAndGradient(at: x, w) {
                    $0.convolved(with: $1, strides: [stride], padding: 1).sin().sum()
                }
                let (expected, right) = valueAndGradient(at: x, w) {
                    shifted($0, $1, padding: 1, stride: stride).sin().sum()
                }
                #expect(value.isClose(to: expected, relativeTolerance: 1e-11))
                #expect(gradients.0.isClose(to: right.0, relativeTolerance: 1e-10, absoluteTolerance: 1e-11))
                #expect(gradients.1.isClose(to: right.1, relativeTolerance: 1e-10, absoluteTolerance: 1e-11))
            }
        }
    }

    @Test func workersGiveTheSameBits() throws {
        let x = Tensor<Float>(normal: [6, 16, 30, 30], seed: 1)
        let w = Tensor<Float>(normal: [24, 16, 3, 3], seed: 2)
        let results = try [1, 2].map { workers in
            try WorkerPool(count: workers).run {
                gradient(at: x, w) { $0.convolved(with: $1, padding: .same).squared().sum() }
            }
        }
        #expect(results[0].0 == results[1].0)
        #expect(results[0].1 == results[1].1)
    }

    @Test func samePaddingGivesTheExtentOverTheStride() {
        let x = Tensor<Float>(ones: [1, 1, 7, 6])
        let result = x.convolved(with: Tensor(ones: [1, 1, 3, 2]), strides: [2], padding: .same)
        #expect(result.flattened() == [4, 4, 4, 6, 6, 6, 6, 6, 6, 4, 4, 4])
        #expect(result.shape == [1, 1, 4, 3])
        #expect(x.transposedConvolved(with: Tensor(ones: [1, 2, 3, 3]), strides: [2]).shape == [1, 2, 15, 13])
    }

    @Test func paddingIsNotTheLargestAndCountsIfAsked() {
        let x = Tensor<Double>([[-1, -2, -3, -4]])
        #expect(x.maxPooled([3], strides: [2], padding: 1) == [[-1, -2]])
        #expect(x.averagePooled([3], strides: [2], padding: 1) == [[-1.5, -3]])
        #expect(x.averagePooled([3], strides: [2], padding: 1, countingPadding: true) == [[-1, -3]])
        #expect(x.averagePooled([2], dilations: [2]) == [[-2]])
        let gradients = gradient(at: Tensor<Double>([[1, 1, 2, 0]])) { $0.maxPooled([2]).sum() }
        #expect(gradients == [[0.5, 0.5, 1, 0]])
    }

    static let errors: [(String, @Sendable () throws(ShapeError) -> Void)] = [
        (
            "convolution of [1, 3, 4, 4] and [2, 2, 3, 3]: the channels do not fit kernels in 1 group",
            { () throws(ShapeError) in
                _ = try apply(checking: convolution(.convolution), to: [z(1, 3, 4, 4), z(2, 2, 3, 3)])
            }
        ),
        (
            "transposedConvolution of [1, 3, 2, 2] and [2, 2, 3, 3]: the channels do not fit kernels in 1 group",
            { () throws(ShapeError) in
                _ = try apply(checking: convolution(.transposedConvolution), to: [z(1, 3, 2, 2), z(2, 2, 3, 3)])
            }
        ),
        (
            "convolutionKernel of [1, 3, 4, 4] and [2, 3, 2, 2]: the channels do not fit kernels in 1 group",
            { () throws(ShapeError) in
                _ = try apply(checking: convolution(.convolutionKernel), to: [z(1, 3, 4, 4), z(2, 3, 2, 2)])
            }
        ),
        (
            "convolution of [1, 3, 4, 5] and [2, 3, 3, 3]: heights and widths must be [4, 4] and [3, 3]",
            { () throws(ShapeError) in
                _ = try apply(checking: convolution(.convolution), to: [z(1, 3, 4, 5), z(2, 3, 3, 3)])
            }
        ),
        (
            "convolution of [3, 4, 4] and [2, 3, 3, 3]: needs images and kernels of four axes each",
            { () throws(ShapeError) in
                _ = try apply(checking: convolution(.convolution), to: [z(3, 4, 4), z(2, 3, 3, 3)])
            }
        ),
        (
            "slidingWindows of [4]: sizes, strides and dilations must be at least 1",
            { () throws(ShapeError) in
                let windows = [AxisWindows(size: 2, stride: 0, dilation: 1)]
                _ = try apply(checking: SlidingWindows<Float>(axes: [0], windows: windows), to: [z(4)])
            }
        ),
        (
            "foldedWindows of [2, 2] and [4]: these are not the windows of the second shape",
            { () throws(ShapeError) in
                let windows = [AxisWindows(size: 2, stride: 1, dilation: 1)]
                _ = try apply(checking: FoldWindows<Float>(axes: [0], windows: windows, target: [4]), to: [z(2, 2)])
            }
        ),
    ]

    @Test(arguments: errors.indices)
    func namesWhatDoesNotFit(_ index: Int) {
        let (message, body) = Self.errors[index]
        let error = #expect(throws: ShapeError.self) { try body() }
        #expect(error?.description == message)
    }

    private static func convolution(_ target: Convolution<Float>.Target) -> Convolution<Float> {
        let window = AxisWindows(size: 3, stride: 1, dilation: 1)
        let padding = AxisPadding(before: 0, after: 0)
        return Convolution(
            target: target, windows: [window, window], padding: [padding, padding], groups: 1, extents: [4, 4])
    }

    private static func z(_ extents: Int...) -> AnyTensor { Tensor<Float>(zeros: Shape(extents)).erased }
}
