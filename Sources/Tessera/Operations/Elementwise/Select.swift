/// Selects the elements of one operand where a mask is true, of another where it is false. The operands are the mask
/// and the two choices; all three are broadcast.
package struct Select<Scalar: TensorScalar>: ElementwiseOperation {
    package init() {}

    package var name: String { "select" }
    package var operandCount: Int? { 3 }
    package var broadcastsGradient: Bool { true }

    package func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let mask: Tensor<Bool> = inputs[0]
        let (x, y): (Tensor<Scalar>, Tensor<Scalar>) = (inputs[1], inputs[2])
        let kernels = result.kernels
        Chunks.zip(mask, x, y, into: result) { count, mask, x, y, out in
            kernels.select(count, mask, x, y, out)
        }
    }

    package func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let mask: Tensor<Bool> = inputs[0]
        let nothing = Tensor<Scalar>(.zeroScalar)
        switch input {
        case 1: return select(mask, upstream, otherwise: nothing).erased
        case 2: return select(mask, nothing, otherwise: upstream).erased
        default: return nil
        }
    }

    package func step(_ extent: Step.Extent, _ operands: [Step.Operand], _ result: Step.Reference) -> Step {
        .select(extent, operands[0], operands[1], operands[2], result)
    }
}

extension Select: MaskPropagatingOperation {
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation {
        .selected { input == 1 ? inputs[0] : !(inputs[0] as Tensor<Bool>) }
    }
}

/// Returns the elements of `x` where `mask` is true, of `y` elsewhere (`where` in other libraries). The three are
/// broadcast; the program stops if their shapes do not fit.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func select<Scalar: TensorScalar>(
    _ mask: Tensor<Bool>, _ x: Tensor<Scalar>, otherwise y: Tensor<Scalar>
) -> Tensor<Scalar> {
    apply(Select<Scalar>(), to: [mask.erased, x.erased, y.erased])
}

/// Returns the elements of `x` where `mask` is true, and the number `y` elsewhere.
public func select<Scalar: TensorScalar>(
    _ mask: Tensor<Bool>, _ x: Tensor<Scalar>, otherwise y: Scalar
) -> Tensor<Scalar> {
    select(mask, x, otherwise: Tensor(y))
}

/// Returns the number `x` where `mask` is true, and the elements of `y` elsewhere.
public func select<Scalar: TensorScalar>(
    _ mask: Tensor<Bool>, _ x: Scalar, otherwise y: Tensor<Scalar>
) -> Tensor<Scalar> {
    select(mask, Tensor(x), otherwise: y)
}

extension Tensor<Bool> {
    /// The elementwise logical operators.
    public static func && (x: Tensor, y: Tensor) -> Tensor { select(x, y, otherwise: false) }
    /// The elementwise disjunction of two operands that are broadcast.
    public static func || (x: Tensor, y: Tensor) -> Tensor { select(x, true, otherwise: y) }
    /// The elementwise negation.
    public static prefix func ! (x: Tensor) -> Tensor { select(x, Tensor(false), otherwise: true) }

    /// Whether all elements are true; true if there are none.
    public var allTrue: Bool { scalars.allSatisfy { $0 } }
    /// Whether any element is true.
    public var anyTrue: Bool { scalars.contains(true) }
}
