/// The error of a conversion that would change a value.
public struct InexactConversionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The position of the first element that the other type does not have, in row-major order.
    public let position: Int
    /// What could not be converted, and to what.
    public let description: String
}

extension Tensor where Scalar: NumericScalar {
    /// Converts integers to another type, if it has all of them: an integer type whose range they are in, or a real type
    /// that has them without rounding.
    ///
    /// - Throws: `InexactConversionError` for the first element that would change.
    public init<Source: IntegerScalar>(exactly source: Tensor<Source>) throws(InexactConversionError) {
        try requireExact(source, as: Scalar.self) { Scalar(exactly: $0) != nil }
        self.init(source)
    }
}

extension Tensor where Scalar: IntegerScalar {
    /// Converts real numbers to integers, if all of them are integers in the range of the type.
    ///
    /// - Throws: `InexactConversionError` for the first element that is not.
    public init<Source: RealScalar>(exactly source: Tensor<Source>) throws(InexactConversionError) {
        try requireExact(source, as: Scalar.self) { Scalar(exactly: $0) != nil }
        self.init(source)
    }

    /// Converts integers to another type by their lower bits, which is a conversion modulo 2ⁿ to a type of n bits.
    ///
    /// ```swift
    /// Tensor<UInt8>(truncatingIfNeeded: Tensor<Int32>([-1, 257]))     // [255, 1]
    /// ```
    public init<Source: IntegerScalar>(truncatingIfNeeded source: Tensor<Source>) {
        self = apply(Truncate<Source, Scalar>(), to: [source.erased])
    }

    /// Creates the vector `start, start + step, …` up to but not including `end`. Stops if the step is 0.
    public init(rangeFrom start: Scalar, to end: Scalar, by step: Scalar = 1) {
        guard step != 0 else {
            fatalError("Tensor(rangeFrom: \(start), to: \(end), by: 0): needs a step that is not 0")
        }
        self.init(Array(stride(from: Int64(start), to: Int64(end), by: Int(step)).map { Scalar($0) }))
    }
}

/// Throws for the first element that is not exact.
private func requireExact<Source: TensorScalar, Target: TensorScalar>(
    _ source: Tensor<Source>, as target: Target.Type, _ isExact: (Source) -> Bool
) throws(InexactConversionError) {
    let scalars = source.scalars
    guard let position = scalars.firstIndex(where: { !isExact($0) }) else { return }
    throw InexactConversionError(
        position: position,
        description: "element \(position) is \(scalars[position]), which \(Target.self) does not have")
}

/// Converts every element to another type by its lower bits.
package struct Truncate<Source: IntegerScalar, Scalar: IntegerScalar>: BroadcastingOperation {
    package var name: String { "truncate" }

    package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let x: Tensor<Source> = inputs[0]
        Chunks.map(x, into: result) { count, x, out in
            truncate(count, x, to: out)
        }
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? { nil }

    package func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        .broadcasting(axes: axes, shapes: shapes)
    }
}

@specialized(where Source == Int32, Target == Int64)
@specialized(where Source == Int32, Target == UInt8)
@specialized(where Source == Int64, Target == Int32)
@specialized(where Source == Int64, Target == UInt8)
@specialized(where Source == UInt8, Target == Int32)
@specialized(where Source == UInt8, Target == Int64)
private func truncate<Source: IntegerScalar, Target: IntegerScalar>(
    _ count: Int, _ source: UnsafePointer<Source>, to target: UnsafeMutablePointer<Target>
) {
    for index in 0..<count { target[index] = Target(truncatingIfNeeded: source[index]) }
}
