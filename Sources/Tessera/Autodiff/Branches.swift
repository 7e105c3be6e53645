/// How an operation propagates a mask of the elements of its result that have a gradient, from the result to an
/// operand. The others have none because another operand was chosen there.
enum Branch {
    /// The operand is chosen where a mask of the result's or the operand's shape is true.
    case chosen(() -> Tensor<Bool>)
    /// The operation is elementwise with a constant factor: a gradient of 0 stays 0.
    case passed
    /// Elements are moved, repeated or summed, and the mask with them.
    case moved
    /// The operation is elementwise, and the gradient is multiplied by a derivative.
    case sloped
}

/// An operation that chooses between operands or elements, or passes on what other operations have chosen.
///
/// The derivative of an element that was not chosen may be infinite or NaN, and 0 times that is not 0. (With `where` in
/// other libraries the user has to mask the operand as well, the "double where" of JAX.) Behind a choice the reverse
/// walk therefore masks the gradient again after each operation that multiplies it by a derivative. Elementwise
/// operations that do not conform are taken as `sloped`; behind all other operations the mask is lost.
protocol BranchingOperation: TensorOperation {
    /// Returns how the mask propagates to one input.
    func branch(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> Branch
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
    func chosenElements(at input: Int, given chosen: GradientMask?) -> (operand: GradientMask?, choosesSlopes: Bool) {
        let branch = branch(to: input)
        let operand: GradientMask? =
            switch branch {
            case .chosen(let own): intersecting(own, at: input, chosen)
            case .passed, .sloped: chosen
            case .moved: chosen.map { chosen in GradientMask { self.moved(chosen.mask, at: input) } }
            case nil: nil
            }
        if case .sloped = branch { return (keepsShape(input) ? operand : nil, chosen != nil) }
        if case .passed = branch { return (keepsShape(input) ? operand : nil, false) }
        return (operand, false)
    }

    private func branch(to input: Int) -> Branch? {
        guard let operation = operation as? any BranchingOperation else {
            return operation.broadcastsGradient ? .sloped : nil
        }
        return branch(of: operation, to: input)
    }

    private func branch<Op: BranchingOperation>(of operation: Op, to input: Int) -> Branch? {
        guard let value: Tensor<Op.Scalar> = value.typed() else { return nil }
        // A plan has to know what a mask is computed from. A mask that has been evaluated does not need its history.
        if isTraced { return operation.branch(to: input, inputs: Inputs(inputs), result: value.recorded(by: self)) }
        return operation.branch(to: input, inputs: Inputs(inputs.map { $0.recorded(by: nil) }), result: value)
    }

    /// Combines the mask of this operation's own choice with the one propagated from later operations.
    private func intersecting(
        _ own: @escaping () -> Tensor<Bool>, at input: Int, _ chosen: GradientMask?
    ) -> GradientMask? {
        if operation.broadcastsGradient {
            return keepsShape(input) ? GradientMask { chosen.map { own() && $0.mask } ?? own() } : nil
        }
        return GradientMask { chosen.map { own() && self.moved($0.mask, at: input) } ?? own() }
    }

    private func keepsShape(_ input: Int) -> Bool { inputs[input].shape == value.shape }

    /// Propagates a mask through the vjp: an element is set if the gradient of ones in the masked elements is not 0
    /// there.
    private func moved(_ mask: Tensor<Bool>, at input: Int) -> Tensor<Bool> {
        let whole = mask.expanded(to: value.shape)
        let ones: AnyTensor =
            switch value {
            case .float: Tensor<Float>(whole).erased
            case .double: Tensor<Double>(whole).erased
            case .int32, .bool: whole.erased
            }
        let gradient = pull(operation, ones, self, at: input, recording: isTraced)?.summed(to: inputs[input].shape)
        return switch gradient {
        case .float(let tensor): tensor .> 0
        case .double(let tensor): tensor .> 0
        case .int32, .bool, nil: Tensor(true)
        }
    }
}

extension AnyTensor {
    /// Returns these elements where a mask is true, 0 elsewhere.
    func chosen(where mask: Tensor<Bool>) -> AnyTensor {
        switch self {
        case .float(let tensor): .float(select(mask, tensor, otherwise: 0))
        case .double(let tensor): .double(select(mask, tensor, otherwise: 0))
        case .int32, .bool: self
        }
    }
}

extension Select: BranchingOperation {
    func branch(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> Branch {
        .chosen { input == 1 ? inputs[0] : !(inputs[0] as Tensor<Bool>) }
    }
}

extension Cast: BranchingOperation {
    func branch(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> Branch { .passed }
}

extension Unary: BranchingOperation {
    func branch(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> Branch {
        switch function {
        case .relu: .chosen { (inputs[0] as Tensor<Scalar>) .> 0 }
        case .negate: .passed
        default: .sloped
        }
    }
}

extension Binary: BranchingOperation {
    func branch(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> Branch {
        switch function {
        case .maximum: .chosen { inputs[input] .>= (inputs[1 - input] as Tensor<Scalar>) }
        case .minimum: .chosen { inputs[input] .<= (inputs[1 - input] as Tensor<Scalar>) }
        case .add, .subtract: .passed
        default: .sloped
        }
    }
}

extension Reduce: BranchingOperation {
    func branch(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> Branch {
        switch reduction {
        case .sum, .mean: .moved
        case .maximum, .minimum: .chosen { isExtreme(inputs[0], result) }
        }
    }
}

extension Reshape: BranchingOperation {
    func branch(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> Branch { .moved }
}

extension Permute: BranchingOperation {
    func branch(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> Branch { .moved }
}

extension Expand: BranchingOperation {
    func branch(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> Branch { .moved }
}

extension Slice: BranchingOperation {
    func branch(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> Branch { .moved }
}

extension Concatenate: BranchingOperation {
    func branch(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> Branch { .moved }
}
