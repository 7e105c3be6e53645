/// One step of an optimizer's update rule on consecutive parameters, in place.
package struct UpdateStep<Scalar: RealScalar> {
    package var count: Int
    package var parameter: UnsafeMutablePointer<Scalar>
    package var gradient: UnsafePointer<Scalar>
    /// The state of each parameter, such as a velocity or the moments of the gradient; nil for a rule that
    /// keeps less.
    package var (first, second): (UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?)
    /// The hyperparameters and what the number of the step makes of them, in the order of the rule.
    package var coefficients: SIMD8<Double>

    package init(
        count: Int, parameter: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
        first: UnsafeMutablePointer<Scalar>? = nil, second: UnsafeMutablePointer<Scalar>? = nil,
        coefficients: SIMD8<Double>
    ) {
        self.count = count
        self.parameter = parameter
        self.gradient = gradient
        self.first = first
        self.second = second
        self.coefficients = coefficients
    }

    /// Returns the same step restricted to a range of the parameters.
    package func part(_ range: Range<Int>) -> UpdateStep {
        var part = self
        part.count = range.count
        part.parameter += range.lowerBound
        part.gradient += range.lowerBound
        part.first = first.map { $0 + range.lowerBound }
        part.second = second.map { $0 + range.lowerBound }
        return part
    }

    /// Returns coefficient `index` in the precision of the parameters.
    @inline(__always)
    package func coefficient(_ index: Int) -> Scalar { Scalar(scalarValue: coefficients[index]) }
}

/// The loop of an update rule: a portable one in Swift for each precision and, where the C library has a loop of the
/// same name, that one. A backend chooses between them.
package struct UpdateKernel: Sendable {
    package typealias Loop<Scalar: RealScalar> = @Sendable (UpdateStep<Scalar>) -> Void
    /// A loop in C; see `tessera_update` in the header.
    typealias NativeLoop =
        @convention(c) (
            _ count: Int, _ parameter: UnsafeMutableRawPointer, _ gradient: UnsafeRawPointer,
            _ first: UnsafeMutableRawPointer?, _ second: UnsafeMutableRawPointer?,
            _ coefficients: UnsafePointer<Double>
        ) -> Void
    /// The loops in C for single and double precision.
    typealias NativeLoops = (float: NativeLoop, double: NativeLoop)

    /// The name of the rule, such as `adam`.
    package let name: String
    private let float: Loop<Float>
    private let double: Loop<Double>
    #if CKernels
        /// The loops in C for each instruction set; nil if there are none.
        let native: [NativeLoops]?
    #endif

    package init(_ name: String, float: @escaping Loop<Float>, double: @escaping Loop<Double>) {
        self.name = name
        self.float = float
        self.double = double
        #if CKernels
            native = Self.nativeLoops(name)
        #endif
    }

    /// Takes a step by the loop in Swift.
    @specialized(where S == Float)
    @specialized(where S == Double)
    func runPortably<S: RealScalar>(_ step: UpdateStep<S>) {
        if S.self == Float.self {
            float(unsafeBitCast(step, to: UpdateStep<Float>.self))
        } else {
            double(unsafeBitCast(step, to: UpdateStep<Double>.self))
        }
    }
}
