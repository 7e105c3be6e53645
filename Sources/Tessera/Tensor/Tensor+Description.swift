extension Tensor: CustomStringConvertible {
    /// The elements in nested brackets, as NumPy prints them: columns are aligned, and a tensor of more than 1000
    /// elements shows only the first and last three along each axis.
    public var description: String {
        formatted(TensorFormat())
    }

    /// Returns the elements in nested brackets, as `description` does, with other limits.
    ///
    /// ```swift
    /// print(x.formatted(TensorFormat(precision: 3, lineWidth: 80)))
    /// ```
    public func formatted(_ format: TensorFormat) -> String {
        if isTraced { return "traced \(shape)" }
        if count == 0 { return "[]" }
        return Printer(tensor: self, format: format).text(axis: 0, start: 0)
    }
}

/// Prints one tensor recursively, axis by axis; `edge` is the number of entries shown at either end of an axis.
private struct Printer<Scalar: TensorScalar> {
    private let shape: Shape
    private let edge: Int
    private let lineWidth: Int
    private let scalars: [Scalar]
    private let format: NumberFormat
    private let rowMajor: [Int]

    init(tensor: Tensor<Scalar>, format options: TensorFormat) {
        let edge = tensor.count > options.threshold ? Swift.min(options.edgeItems, 1 << 30) : Int.max
        self.edge = edge
        lineWidth = options.lineWidth ?? Int.max
        shape = tensor.shape
        var shown = tensor.stoppingHistory()
        // Only the printed elements are read: an abbreviated tensor may be very large.
        if edge != Int.max {
            for axis in tensor.shape.indices where tensor.shape[axis] > 2 * edge + 1 {
                let tail = shown.sliced(axis: axis, (tensor.shape[axis] - edge)..<tensor.shape[axis])
                shown = Tensor(concatenating: [shown.sliced(axis: axis, 0..<(edge + 1)), tail], axis: axis)
            }
        }
        scalars = shown.scalars
        rowMajor = shown.shape.rowMajorStrides
        format = NumberFormat(scalars, precision: options.precision)
    }

    func text(axis: Int, start: Int) -> String {
        guard axis < shape.rank else { return format.text(scalars[start]) }
        let isLast = axis == shape.rank - 1
        let gap =
            isLast
            ? " " : String(repeating: "\n", count: shape.rank - 1 - axis) + String(repeating: " ", count: axis + 1)
        var parts: [String] = []
        for index in 0..<shape[axis] {
            if shape[axis] > 2 * Swift.min(edge, 1 << 30) + 1, index >= edge, index < shape[axis] - edge {
                if index == edge { parts.append("...") }
                continue
            }
            let isTail = edge != Int.max && shape[axis] > 2 * edge + 1 && index >= edge
            let offset = isTail ? 2 * edge + 1 - (shape[axis] - index) : index
            parts.append(text(axis: axis + 1, start: start + offset * rowMajor[axis]))
        }
        return "[" + (isLast ? broken(parts) : parts.joined(separator: gap)) + "]"
    }

    /// Returns the entries of a row separated by blanks, or by line breaks where a line would be wider than the limit. A
    /// line starts behind the brackets of all axes.
    private func broken(_ parts: [String]) -> String {
        var (text, column) = ("", shape.rank)
        for (index, part) in parts.enumerated() {
            let closing = index == parts.count - 1 ? shape.rank : 0
            if index > 0, column + 1 + part.count > lineWidth - closing {
                text += "\n" + String(repeating: " ", count: shape.rank)
                column = shape.rank
            } else if index > 0 {
                text += " "
                column += 1
            }
            text += part
            column += part.count
        }
        return text
    }
}

extension Tensor {
    fileprivate func stoppingHistory() -> Tensor { recorded(by: nil) }
}

/// The common notation of all printed numbers, so that columns line up: whole numbers as `1.`, up to eight digits after
/// the point unless the format says otherwise, and exponents if the magnitudes differ too much.
private struct NumberFormat {
    private var (digits, width, usesExponent): (Int, Int, Bool) = (0, 0, false)

    init<Scalar: TensorScalar>(_ scalars: [Scalar], precision: Int) {
        if Scalar.scalarType.isFloatingPoint {
            let finite = scalars.map { abs($0._converted(to: Double.self)) }.filter { $0.isFinite && $0 != 0 }
            let (low, high) = (finite.min() ?? 1, finite.max() ?? 1)
            usesExponent = high >= 1e16 || low < 1e-4 || high / low > 1000 && high >= 1e8
            digits = scalars.map { Self.fraction($0, usesExponent, atMost: precision) }.max() ?? 0
        }
        width = scalars.map { plain($0).count }.max() ?? 0
    }

    func text<Scalar: TensorScalar>(_ scalar: Scalar) -> String {
        let text = plain(scalar)
        return String(repeating: " ", count: Swift.max(0, width - text.count)) + trimmed(text)
    }

    /// Replaces trailing zeros of a fraction by blanks, which keeps the columns aligned.
    private func trimmed(_ text: String) -> String {
        guard !usesExponent, text.contains(".") else { return text }
        let zeros = text.reversed().prefix { $0 == "0" }.count
        return text.dropLast(zeros) + String(repeating: " ", count: zeros)
    }

    private func plain<Scalar: TensorScalar>(_ scalar: Scalar) -> String {
        guard Scalar.scalarType.isFloatingPoint else { return String(describing: scalar) }
        let value = scalar._converted(to: Double.self)
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        return usesExponent ? Self.exponential(value, digits) : Self.fixed(value, digits)
    }

    /// Returns how many digits after the point the shortest exact form of a real number has, up to a limit.
    private static func fraction<Scalar: TensorScalar>(
        _ scalar: Scalar, _ usesExponent: Bool, atMost limit: Int
    ) -> Int {
        let value = scalar._converted(to: Double.self)
        guard value.isFinite else { return 0 }
        return (0...limit).first { digits in
            let text = usesExponent ? exponential(value, digits) : fixed(value, digits)
            return Double(text).map { Scalar(scalarValue: $0) } == scalar
        } ?? limit
    }

    private static func fixed(_ value: Double, _ digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let rounded = (value.magnitude * scale).rounded(.toNearestOrEven)
        guard rounded < 0x1p63 else { return String(value) }
        let text = String(UInt64(rounded))
        let padded = String(repeating: "0", count: Swift.max(0, digits + 1 - text.count)) + text
        return (value.sign == .minus ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
    }

    private static func exponential(_ value: Double, _ digits: Int) -> String {
        guard value != 0 else { return fixed(0, digits) + "e+00" }
        var exponent = 0
        var mantissa = value.magnitude
        while mantissa >= 10 { mantissa /= 10; exponent += 1 }
        while mantissa < 1 { mantissa *= 10; exponent -= 1 }
        var text = fixed(mantissa, digits)
        if text.hasPrefix("10") {
            text = fixed(mantissa / 10, digits)
            exponent += 1
        }
        let power = String(exponent.magnitude)
        return (value < 0 ? "-" : "") + text + "e" + (exponent < 0 ? "-" : "+") + (power.count < 2 ? "0" : "") + power
    }
}
