/// A recurrence: runs a traced body once for each element of its sequences, and keeps the state before and after every
/// step. `scan(_:over:_:)` explains it.
///
/// The result is one row of numbers: the history of the state, of `steps` + 1 rows, the sums over the steps, and the
/// outputs of the steps. The gradient is another recurrence, which runs the other way: backpropagation through time (P.
/// Werbos, "Backpropagation through time: what it does and how to do it", 1990). Its state is the gradient with respect
/// to the state of this one, its body the vector–Jacobian product of this body. It reads the stored states.
struct ScanOperation<Scalar: RealScalar>: TensorOperation {
    /// Where the body reads: `count` elements of an operand, which lie `stride` elements further on in each step.
    struct Location {
        let operand: Int
        /// The first element of the first step is `base` + `column`; `column` is less than the stride, if there is one.
        let base: Int
        var column = 0
        var stride = 0
        let count: Int

        var offset: Int { base + column }
    }

    let body: ScanBody
    let steps: Int
    /// Whether the steps run from the last element of the sequences to the first.
    let runsBackwards: Bool
    let state: [Location]
    let sequences: [Location]
    let captured: [Location]

    var name: String { "scan" }
    var operandCount: Int? { nil }

    func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        for location in state + captured + sequences {
            let end = location.offset + max(0, steps - 1) * location.stride + location.count
            guard location.operand < inputs.count, end <= inputs[location.operand].elementCount || steps == 0 else {
                throw ShapeError(name, inputs, "the operands are not those of the recurrence")
            }
        }
        return [outputsBase + steps * body.outputs.width]
    }

    var sumsBase: Int { (steps + 1) * body.state.width }
    var outputsBase: Int { sumsBase + body.sums.width }
    /// The row of the history that holds the last state: that after the last step.
    var lastRow: Int { runsBackwards ? 0 : steps }

    func rowRule(axes: [Int?], shapes: [Shape]) -> RowRule {
        axes.contains { $0 != nil } ? .mixesRows("a recurrence reads them one after another") : .noRows
    }

    func forward(_ inputs: Inputs, into result: borrowing Destination<Scalar>) {
        let operands = inputs.tensors.indices.map { (inputs[$0] as Tensor<Scalar>).contiguous() }
        let bases = operands.map { UnsafeMutablePointer(mutating: $0.base) }
        let (history, sums) = (result.base, result.base + sumsBase)
        // The room behind a tensor, and the sums if there is no step.
        history.initialize(repeating: 0, count: result.count)
        let first = history + (runsBackwards ? steps : 0) * body.state.width
        for (location, offset) in zip(state, body.state.offsets) {
            (first + offset).update(from: bases[location.operand] + location.offset, count: location.count)
        }
        let (outputs, kernels) = (result.base + outputsBase, result.kernels)
        let program = body.program(kernels, Scalar.scalarType)
        do {
            try kernels.singleThreaded {
                try program.run(steps, kernels: kernels, as: Scalar.self) { step, slots in
                    let index = runsBackwards ? steps - 1 - step : step
                    let before = index + (runsBackwards ? 1 : 0)
                    let after = index + (runsBackwards ? 0 : 1)
                    slots[ScanProgram.Slot.before] = UnsafeMutableRawPointer(history + before * body.state.width)
                    slots[ScanProgram.Slot.after] = UnsafeMutableRawPointer(history + after * body.state.width)
                    slots[ScanProgram.Slot.outputs] = UnsafeMutableRawPointer(outputs + index * body.outputs.width)
                    slots[ScanProgram.Slot.sums] = UnsafeMutableRawPointer(sums)
                    var slot = ScanProgram.Slot.sequences
                    for location in sequences {
                        slots[slot] = UnsafeMutableRawPointer(
                            bases[location.operand] + location.offset + index * location.stride)
                        slot += 1
                    }
                    if step > 0 { return }
                    for location in captured {
                        slots[slot] = UnsafeMutableRawPointer(bases[location.operand] + location.offset)
                        slot += 1
                    }
                }
            }
        } catch {
            fatalError("\(error)")
        }
        withExtendedLifetime(operands) {}
    }

    func gradient(
        _ upstream: Tensor<Scalar>, at input: Int, inputs: Inputs, result: Tensor<Scalar>
    ) -> AnyTensor? {
        let sweep = ReverseSweep(self, at: input, upstream: inputs.count, result: inputs.count + 1)
        let swept = apply(sweep.operation, to: inputs.tensors + [upstream.erased, result.erased])
        return sweep.gradient(from: swept, shape: inputs.shape(input)).erased
    }
}

/// The parts of the result of a recurrence.
extension ScanOperation {
    /// Returns all tensors of the last state in one row, so that their gradients meet in a row and not in whole results.
    func lastRow(of result: Tensor<Scalar>) -> Tensor<Scalar> {
        result.sliced(axis: 0, lastRow * body.state.width..<(lastRow + 1) * body.state.width)
    }

    /// Returns a tensor of the last state from the row of all of them.
    func last(_ index: Int, of row: Tensor<Scalar>) -> Tensor<Scalar> {
        let (shape, offset) = (body.state.shapes[index], body.state.offsets[index])
        return row.sliced(axis: 0, offset..<offset + shape.elementCount).reshaped(to: shape)
    }

    /// Returns the state after each step, in rows.
    func history(_ index: Int, of result: Tensor<Scalar>) -> Tensor<Scalar> {
        rows(index, body.state, from: runsBackwards ? 0 : body.state.width, of: result)
    }

    /// Returns a sum over the steps.
    func sum(_ index: Int, of result: Tensor<Scalar>) -> Tensor<Scalar> {
        let (shape, offset) = (body.sums.shapes[index], sumsBase + body.sums.offsets[index])
        return result.sliced(axis: 0, offset..<offset + shape.elementCount)
    }

    /// Returns an output of each step, in rows.
    func outputs(_ index: Int, of result: Tensor<Scalar>) -> Tensor<Scalar> {
        rows(index, body.outputs, from: outputsBase, of: result)
    }

    private func rows(_ index: Int, _ layout: ScanLayout, from base: Int, of result: Tensor<Scalar>) -> Tensor<Scalar> {
        let (offset, count) = (layout.offsets[index], layout.shapes[index].elementCount)
        let all = result.sliced(axis: 0, base..<base + steps * layout.width).reshaped(to: [steps, layout.width])
        return count == layout.width ? all : all.sliced(axis: 1, offset..<offset + count)
    }
}

/// The recurrence that computes the gradient of another one with respect to one of its operands.
private struct ReverseSweep<Scalar: RealScalar> {
    private let forward: ScanOperation<Scalar>
    private let input: Int
    /// The indices of the sequences and captured tensors that lie in the operand.
    private let sequences: [Int]
    private let captured: [Int]
    let operation: ScanOperation<Scalar>

    /// - Parameters:
    ///   - upstream: the operand that is the upstream gradient.
    ///   - result: the operand that is the result of the recurrence.
    init(_ forward: ScanOperation<Scalar>, at input: Int, upstream: Int, result: Int) {
        self.forward = forward
        self.input = input
        sequences = forward.sequences.indices.filter { forward.sequences[$0].operand == input }
        captured = forward.captured.indices.filter { forward.captured[$0].operand == input }
        let body = forward.body
        func parts(_ layout: ScanLayout, operand: Int, base: Int, stride: Int) -> [ScanOperation<Scalar>.Location] {
            layout.shapes.indices.map {
                .init(
                    operand: operand, base: base, column: layout.offsets[$0], stride: stride,
                    count: layout.shapes[$0].elementCount)
            }
        }
        // The row of the history before the first element of the sequences.
        let before = forward.runsBackwards ? body.state.width : 0
        operation = ScanOperation(
            body: Self.body(body, sequences, captured), steps: forward.steps, runsBackwards: !forward.runsBackwards,
            state: parts(body.state, operand: upstream, base: forward.lastRow * body.state.width, stride: 0),
            sequences: parts(body.state, operand: upstream, base: before, stride: body.state.width)
                + parts(body.outputs, operand: upstream, base: forward.outputsBase, stride: body.outputs.width)
                + parts(body.state, operand: result, base: before, stride: body.state.width) + forward.sequences,
            captured: forward.captured + parts(body.sums, operand: upstream, base: forward.sumsBase, stride: 0))
    }

    /// Traces the vector–Jacobian product of a body: λ ← upstream gradient of the state before the step + λ·∂state′ / ∂state.
    private static func body(_ body: ScanBody, _ sequences: [Int], _ captured: [Int]) -> ScanBody {
        let (state, outputs) = (body.state.shapes, body.outputs.shapes)
        return ScanTrace<Scalar>(
            state: state, sequences: state + outputs + state + body.sequences,
            captured: body.captured + body.sums.shapes
        ) { variables in
            let upstreams = variables.sequences.prefix(state.count)
            let upstreamOutputs = variables.sequences.dropFirst(state.count).prefix(outputs.count)
            let stored = Array(variables.sequences.dropFirst(state.count + outputs.count).prefix(state.count))
            let elements = Array(variables.sequences.suffix(body.sequences.count))
            let constants = Array(variables.captured.prefix(body.captured.count))
            let results = body.replay(state: stored, sequences: elements, captured: constants)
            let values = results.state + results.outputs + results.sums
            let weights = variables.state + upstreamOutputs + variables.captured.dropFirst(body.captured.count)
            let targets = stored + sequences.map { elements[$0] } + captured.map { constants[$0] }
            let gradients = gradients(of: values, weighted: weights, along: targets)
            let adjoints = zip(gradients.prefix(state.count), upstreams).map { $0 + $1 }
            return .init(
                state: adjoints,
                outputs: Array(gradients.dropFirst(state.count).prefix(sequences.count)),
                sums: Array(gradients.suffix(captured.count)))
        }.body
    }

    /// Returns the gradients of the sum of the values times their weights with respect to the targets.
    private static func gradients(
        of values: [Tensor<Scalar>], weighted weights: [Tensor<Scalar>], along targets: [Tensor<Scalar>]
    ) -> [Tensor<Scalar>] {
        let terms = zip(values, weights).map { ($0 * $1).sum() }
        guard let first = terms.first, let root = terms.dropFirst().reduce(first, +).node else {
            return targets.map { Tensor(zeros: $0.shape) }
        }
        let walk = ReverseWalk(from: root)
        let seed = Tensor<Scalar>(ones: []).erased
        let all = walk.gradients(seed: seed, targets: targets.compactMap(\.node), recording: true)
        return targets.map { target in
            walk.position(of: target.erased).flatMap { all[$0] }?.typed() ?? Tensor(zeros: target.shape)
        }
    }

    /// Returns the gradient of the operand from the result of the sweep.
    func gradient(from swept: Tensor<Scalar>, shape: Shape) -> Tensor<Scalar> {
        let count = shape.elementCount
        var dense: [(offset: Int, part: Tensor<Scalar>)] = []
        let row = operation.lastRow(of: swept)
        for (index, location) in forward.state.enumerated() where location.operand == input {
            dense.append((location.offset, operation.last(index, of: row).flattened()))
        }
        for (index, number) in captured.enumerated() {
            dense.append((forward.captured[number].offset, operation.sum(index, of: swept)))
        }
        var strided: [Tensor<Scalar>] = []
        for (index, number) in sequences.enumerated() {
            let (location, rows) = (forward.sequences[number], operation.outputs(index, of: swept))
            if location.count == location.stride {
                dense.append((location.offset, rows.flattened()))
            } else {
                let after = location.stride - location.column - location.count
                let whole = rows.padded([(0, 0), (location.column, after)]).flattened()
                let end = location.base + forward.steps * location.stride
                strided.append(whole.padded([(location.base, count - end)]))
            }
        }
        if let joined = Self.joined(dense, count) { strided.append(joined) }
        guard let first = strided.first else { return Tensor(zeros: shape) }
        return strided.dropFirst().reduce(first, +).reshaped(to: shape)
    }

    /// Returns disjoint parts at their offsets in a vector that is zero elsewhere; nil if there are none.
    private static func joined(_ parts: [(offset: Int, part: Tensor<Scalar>)], _ count: Int) -> Tensor<Scalar>? {
        var (pieces, end): ([Tensor<Scalar>], Int) = ([], 0)
        for (offset, part) in parts.sorted(by: { $0.offset < $1.offset }) where part.count > 0 {
            if offset > end { pieces.append(Tensor(zeros: [offset - end])) }
            pieces.append(part)
            end = offset + part.count
        }
        if pieces.isEmpty { return nil }
        if end < count { pieces.append(Tensor(zeros: [count - end])) }
        return pieces.count == 1 ? pieces[0] : Tensor(concatenating: pieces)
    }
}
