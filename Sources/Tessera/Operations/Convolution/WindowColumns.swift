/// The windows of an image as the columns of a matrix ("im2col"), and their adjoint ("col2im").
///
/// The matrix has a row for each channel and position in a window, and a column for each window, in row-major order of
/// the result of a convolution. Padding is zeros, which are stored nowhere else.
struct WindowColumns {
    /// The windows along height and width.
    let windows: [AxisWindows]
    let padding: [AxisPadding]
    /// The height and the width of the image, and of the result of the convolution.
    let (input, output): ([Int], [Int])

    var inputArea: Int { input[0] * input[1] }
    var outputArea: Int { output[0] * output[1] }
    /// The number of elements of a window in one channel.
    var size: Int { windows[0].size * windows[1].size }

    /// True if each window is one element, in the order of the image: the matrix is the image itself.
    var isIdentity: Bool { size == 1 && windows.allSatisfy { $0.stride == 1 } && input == output }

    /// The columns of the result whose windows have position `offset` within the image.
    private func inside(_ offset: Int) -> Range<Int> {
        let (stride, first) = (windows[1].stride, padding[1].before - offset * windows[1].dilation)
        // Column p reads position p · stride − first.
        let lower = first > 0 ? (first + stride - 1) / stride : 0
        let last = input[1] - 1 + first
        let upper = last < 0 ? 0 : last / stride + 1
        return min(lower, output[1])..<max(min(lower, output[1]), min(upper, output[1]))
    }

    /// Calls `body` for each row of the matrix and each row of the strip.
    ///
    /// - Parameter body: the index in the matrix where the row of the strip begins; its columns that lie within the
    ///   image; and the index in the image of the first of them, nil if the whole row lies outside.
    @inline(__always)
    private func forEachRun(
        _ rows: Range<Int>, channels: Int, _ body: (_ column: Int, _ inside: Range<Int>, _ element: Int?) -> Void
    ) {
        let (height, width) = (windows[0], windows[1])
        let ranges = (0..<width.size).map { inside($0) }
        var column = 0
        for channel in 0..<channels {
            for i in 0..<height.size {
                for j in 0..<width.size {
                    let columns = ranges[j]
                    let left = columns.lowerBound * width.stride + j * width.dilation - padding[1].before
                    for row in rows {
                        let y = row * height.stride + i * height.dilation - padding[0].before
                        let isOutside = y < 0 || y >= input[0] || columns.isEmpty
                        body(column, columns, isOutside ? nil : (channel * input[0] + y) * input[1] + left)
                        column += output[1]
                    }
                }
            }
        }
    }

    /// Writes the columns of some rows of the result.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func gather<Scalar: RealScalar>(
        _ x: UnsafePointer<Scalar>, _ rows: Range<Int>, channels: Int, to out: UnsafeMutablePointer<Scalar>
    ) {
        let (width, stride) = (output[1], windows[1].stride)
        forEachRun(rows, channels: channels) { column, inside, element in
            let target = out + column
            guard let element else { return target.initialize(repeating: 0, count: width) }
            if inside.lowerBound > 0 { target.initialize(repeating: 0, count: inside.lowerBound) }
            if inside.upperBound < width {
                (target + inside.upperBound).initialize(repeating: 0, count: width - inside.upperBound)
            }
            let (source, start) = (x + element, target + inside.lowerBound)
            if stride == 1 { return start.update(from: source, count: inside.count) }
            for index in 0..<inside.count { start[index] = source[index &* stride] }
        }
    }

    /// Adds the columns of some rows of the result to the elements of the image that they stand for.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func fold<Scalar: RealScalar>(
        _ columns: UnsafePointer<Scalar>, _ rows: Range<Int>, channels: Int,
        addingTo x: UnsafeMutablePointer<Scalar>
    ) {
        let stride = windows[1].stride
        forEachRun(rows, channels: channels) { column, inside, element in
            guard let element else { return }
            let (source, target) = (columns + column + inside.lowerBound, x + element)
            if stride == 1 {
                for index in 0..<inside.count { target[index] += source[index] }
            } else {
                for index in 0..<inside.count { target[index &* stride] += source[index] }
            }
        }
    }
}
