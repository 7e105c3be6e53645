/// What an operation makes of the knowledge that nothing flows back to some elements of its result, because there another
/// operand was chosen.
enum Branch {
    /// The operand is chosen where a mask of the result's or the operand's shape is true.
    case chosen(() -> Tensor<Bool>)
    /// Elements stay where they are, with a constant factor: what is 0 stays 0.
    case passed
    /// Elements are moved, repeated or added up, and with them those that nothing flows to.
    case moved
    /// Elements stay where they are and are multiplied with a slope.
    case sloped
}

/// An operation that chooses between operands or elements, or hands on what others have chosen.
///
/// The slope of what was not chosen may be infinite or not a number, and 0 times that is not 0: behind a choice the walk
/// chooses once more after each operation that multiplies with a slope. Operations that work element by element and are none
/// of these are `sloped`; behind all others the knowledge is lost.
protocol BranchingOperation: TensorOperation {
    func branch(to input: Int, inputs: Inputs, result: Tensor<Scalar>) -> Branch
}

/// The elements that something flows back to, found out when somebody asks.
final class ChosenElements {
    private let find: () -> Tensor<Bool>
    private(set) lazy var mask: Tensor<Bool> = find()

    init(_ find: @escaping () -> Tensor<Bool>) {
        self.find = find
    }

    /// What two parts of a gradient reach.
    static func either(_ a: ChosenElements?, _ b: ChosenElements?) -> ChosenElements? {
        guard let a, let b else { return nil }
        return a === b ? a : ChosenElements { a.mask || b.mask }
    }
}

extension Node {
    /// What is known of an operand's elements, given what is known of the result's.
    func chosenElements(at input: Int, given chosen: ChosenElements?) -> (operand: ChosenElements?, choosesSlopes: Bool)
    {
        let branch = branch(to: input)
        let operand: ChosenElements? =
            switch branch {
            case .chosen(let own): chosenHere(own, at: input, chosen)
            case .passed, .sloped: chosen
            case .moved: chosen.map { chosen in ChosenElements { self.moved(chosen.mask, at: input) } }
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
        // A plan needs to know what a mask is computed from; a mask that is there has no use for its history.
        if isTraced { return operation.branch(to: input, inputs: Inputs(inputs), result: value.recorded(by: self)) }
        return operation.branch(to: input, inputs: Inputs(inputs.map { $0.recorded(by: nil) }), result: value)
    }

    private func chosenHere(
        _ own: @escaping () -> Tensor<Bool>, at input: Int, _ chosen: ChosenElements?
    ) -> ChosenElements? {
        if operation.broadcastsGradient {
            return keepsShape(input) ? ChosenElements { chosen.map { own() && $0.mask } ?? own() } : nil
        }
        return ChosenElements { chosen.map { own() && self.moved($0.mask, at: input) } ?? own() }
    }

    private func keepsShape(_ input: Int) -> Bool { inputs[input].shape == value.shape }

    /// Where something of what flows back from the chosen elements arrives: the gradient of ones there is not 0.
    private func moved(_ mask: Tensor<Bool>, at input: Int) -> Tensor<Bool> {
        let whole = mask.expanded(to: value.shape)
        let ones: AnyTensor =
            switch value {
            case .float: Tensor<Float>(whole).erased
            case .double: Tensor<Double>(whole).erased
            case .int32, .bool: whole.erased
            }
        let arrived = pull(operation, ones, self, at: input, recording: isTraced)?.summed(to: inputs[input].shape)
        return switch arrived {
        case .float(let tensor): tensor .> 0
        case .double(let tensor): tensor .> 0
        case .int32, .bool, nil: Tensor(true)
        }
    }
}

extension AnyTensor {
    /// These elements where a mask is true, 0 elsewhere.
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
