/// The value of `function` and its gradients along each argument.
///
/// Arguments are tensors or anything made of them; each gradient has the type and shapes of its argument. The
/// function must return a tensor of one element. To differentiate again, differentiate a function that calls this.
public func valueAndGradient<Scalar: RealScalar, each Argument: Parameterized>(
    at arguments: repeat each Argument,
    of function: (repeat each Argument) throws -> Tensor<Scalar>
) rethrows -> (value: Tensor<Scalar>, gradient: (repeat each Argument)) {
    var targets: [Node] = []
    let watched = (repeat watch(each arguments, &targets))
    let value = try function(repeat each watched)
    var gradients = Gradients(of: value, along: targets)
    let gradient = (repeat gradients.take(like: each watched))
    return (gradients.finalValue(value), gradient)
}

/// The gradients of `function` along each argument; see `valueAndGradient(at:of:)`.
public func gradient<Scalar: RealScalar, each Argument: Parameterized>(
    at arguments: repeat each Argument,
    of function: (repeat each Argument) throws -> Tensor<Scalar>
) rethrows -> (repeat each Argument) {
    try valueAndGradient(at: repeat each arguments, of: function).gradient
}

extension Tensor where Scalar: RealScalar {
    /// The gradients of this tensor of one element along tensors that were watched before it was computed; zero
    /// along those it does not depend on.
    ///
    /// ```swift
    /// for _ in 0..<steps {
    ///     let slope = loss(w).gradients(of: [w], recording: false)[0]
    ///     w = (w - rate * slope).stoppingGradient().watched()
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - variables: the time it takes depends on what was computed since them, not on their own history.
    ///   - recording: whether the gradients can be differentiated again. That keeps all they were computed from; a loop of
    ///     steps, which has no use for it, takes half the time and no memory without.
    public func gradients(of variables: [Tensor], recording: Bool = true) -> [Tensor] {
        let targets = variables.map { variable in
            variable.node ?? { fatalError("gradients of \(shape): a tensor that is not watched has no gradient") }()
        }
        var gradients = Gradients(of: self, along: targets, recording: recording)
        return variables.map { gradients.take(like: $0) }
    }
}

private func watch<Argument: Parameterized>(_ argument: Argument, _ targets: inout [Node]) -> Argument {
    argument.mappingParameters { parameter in
        let variable = parameter.watched()
        if let node = variable.node { targets.append(node) }
        return variable
    }
}

/// The result of a reverse walk, handed out in the order of the targets.
private struct Gradients {
    private var results: [AnyTensor?]
    private var next = 0
    private let isRecording: Bool

    init<Scalar: RealScalar>(of value: Tensor<Scalar>, along targets: [Node], recording: Bool? = nil) {
        guard value.count == 1 else {
            ShapeError("gradient", [value.shape], "needs a result of one element; reduce it by sum() or mean()").stop()
        }
        guard let root = value.node else {
            results = targets.map { _ in nil }
            isRecording = false
            return
        }
        let walk = ReverseWalk(from: root, to: targets)
        let keepsHistory = recording ?? walk.reachesVariables(otherThan: targets)
        // What is traced is known by its history: without one it would be taken for the elements that it stands for.
        isRecording = keepsHistory || root.isTraced
        let seed = Tensor<Scalar>(ones: value.shape).erased
        let all = walk.gradients(seed: seed, targets: targets, recording: isRecording)
        results = targets.map { target in
            let gradient = walk.position(of: target.value.recorded(by: target)).flatMap { all[$0] }
            return keepsHistory ? gradient : gradient?.stoppingGradient()
        }
    }

    mutating func take<Argument: Parameterized>(like argument: Argument) -> Argument {
        argument.mappingParameters { parameter in
            defer { next += 1 }
            return results[next]?.typed() ?? Tensor(zeros: parameter.shape)
        }
    }

    /// The value keeps its history only where somebody outside can ask for it.
    func finalValue<Scalar: RealScalar>(_ value: Tensor<Scalar>) -> Tensor<Scalar> {
        isRecording ? value : value.recorded(by: nil)
    }
}
