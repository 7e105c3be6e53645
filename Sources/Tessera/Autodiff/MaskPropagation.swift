/// The rule by which an operation propagates a mask, from its result to an operand: the mask says which elements have a
/// gradient. The other elements have none because another operand was selected there.
enum MaskPropagation {
    /// The operand is selected where a mask of the result's or the operand's shape is true.
    case selected(() -> Tensor<Bool>)
    /// The operation is elementwise with a constant factor: a gradient of 0 stays 0.
    case elementwiseLinear
    /// Elements are moved, repeated or summed, and the mask with them.
    case rearranged
    /// The operation is elementwise, and the gradient is multiplied by a derivative.
    case elementwise
}

/// An operation that selects between operands or elements, or passes on what other operations have selected.
///
/// The derivative of an element that was not selected may be infinite or NaN, and 0 times that is not 0. (With `where`
/// in other libraries the user has to mask the operand as well, the "double where" of JAX.) Behind a selection the
/// reverse walk therefore masks the gradient again after each operation that multiplies it by a derivative. Elementwise
/// operations that do not conform are taken as `elementwise`; behind all other operations the mask is lost.
protocol MaskPropagatingOperation: TensorOperation {
    /// Returns how the mask propagates to one input.
    func maskPropagation(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> MaskPropagation
}

/// A mask of the elements that have a gradient, computed on first use.
final class GradientMask {
    private let compute: () -> Tensor<Bool>
    private(set) lazy var mask: Tensor<Bool> = compute()

    init(_ compute: @escaping () -> Tensor<Bool>) {
        self.compute = compute
    }

    /// Returns the mask of the sum of two parts of a gradient: all elements that either part has. It is nil, which
    /// means unknown, if either is.
    static func either(_ a: GradientMask?, _ b: GradientMask?) -> GradientMask? {
        guard let a, let b else { return nil }
        return a === b ? a : GradientMask { a.mask || b.mask }
    }
}

extension Node {
    /// Propagates the mask from the result to one operand.
    ///
    /// - Returns: the mask of the operand, nil if it is unknown, and whether the vjp has to be masked with the mask of
    ///   the result.
    func mask(at input: Int, given mask: GradientMask?) -> (operand: GradientMask?, masksGradient: Bool) {
        let propagation = maskPropagation(to: input)
        let operand: GradientMask? =
            switch propagation {
            case .selected(let own): intersecting(own, at: input, mask)
            case .elementwiseLinear, .elementwise: mask
            case .rearranged: mask.map { mask in GradientMask { self.propagated(mask.mask, at: input) } }
            case nil: nil
            }
        if case .elementwise = propagation { return (keepsShape(input) ? operand : nil, mask != nil) }
        if case .elementwiseLinear = propagation { return (keepsShape(input) ? operand : nil, false) }
        return (operand, false)
    }

    private func maskPropagation(to input: Int) -> MaskPropagation? {
        guard let operation = operation as? any MaskPropagatingOperation else {
            return operation.broadcastsGradient ? .elementwise : nil
        }
        return maskPropagation(of: operation, to: input)
    }

    private func maskPropagation<Op: MaskPropagatingOperation>(of operation: Op, to input: Int) -> MaskPropagation? {
        guard let value: Tensor<Op.Scalar> = value.typed() else { return nil }
        // A plan has to know what a mask is computed from. A mask that has been evaluated does not need a tape.
        if isTraced {
            return operation.maskPropagation(to: input, inputs: Inputs(inputs), result: value.recorded(by: self))
        }
        return operation.maskPropagation(
            to: input, inputs: Inputs(inputs.map { $0.recorded(by: nil) }), result: value)
    }

    /// Combines the mask of this operation's own selection with the one propagated from later operations.
    private func intersecting(
        _ own: @escaping () -> Tensor<Bool>, at input: Int, _ mask: GradientMask?
    ) -> GradientMask? {
        if operation.broadcastsGradient {
            return keepsShape(input) ? GradientMask { mask.map { own() && $0.mask } ?? own() } : nil
        }
        return GradientMask { mask.map { own() && self.propagated($0.mask, at: input) } ?? own() }
    }

    private func keepsShape(_ input: Int) -> Bool { inputs[input].shape == value.shape }

    /// Propagates a mask through the vjp: an element is set if the gradient of ones in the masked elements is not 0
    /// there.
    private func propagated(_ mask: Tensor<Bool>, at input: Int) -> Tensor<Bool> {
        let whole = mask.expanded(to: value.shape)
        let ones: AnyTensor =
            switch value {
            case .float: Tensor<Float>(whole).erased
            case .double: Tensor<Double>(whole).erased
            case .float16, .bfloat16, .int32, .int64, .uint8, .bool: whole.erased
            }
        let gradient = vjp(operation, ones, self, at: input, recording: isTraced)?.summed(to: inputs[input].shape)
        return switch gradient {
        case .float(let tensor): tensor .> 0
        case .double(let tensor): tensor .> 0
        case .float16, .bfloat16, .int32, .int64, .uint8, .bool, nil: Tensor(true)
        }
    }
}
