/// The equation of an Einstein summation, such as `ij,jk->ik`, read against the shapes of its operands.
struct EinsumEquation {
    /// A label of an axis: the code of a letter; −1, −2, … for the axes that an ellipsis stands for, the last one first.
    typealias Label = Int

    /// The labels of the axes of each operand.
    let operands: [[Label]]
    /// The labels of each operand, each once, without those of extent 1 that other operands stretch.
    let distinct: [[Label]]
    /// The labels of the axes of the result.
    let output: [Label]
    /// The extent of each label. An operand may have extent 1 where others have more.
    let extents: LabelExtents

    /// - Throws: `ShapeError` if the equation cannot be read, or does not fit the shapes.
    init(_ equation: String, _ shapes: [Shape]) throws(ShapeError) {
        do throws(Failure) {
            let text = equation.utf8.filter { $0 != UInt8(ascii: " ") }
            let (inputs, result) = try Self.sides(text)
            let terms = try inputs.map { (text) throws(Failure) in try Term(text) }
            guard terms.count == shapes.count else {
                throw Failure(reason: "the equation has \(counted(terms.count, "operand")), \(shapes.count) were given")
            }
            operands = try zip(terms, shapes).map { (term, shape) throws(Failure) in try term.labels(shape) }
            let extents = try Self.extents(operands, shapes)
            self.extents = extents
            distinct = zip(operands, shapes).map { Self.distinct($0, $1, extents) }
            let ellipsis = extents.labels.filter { $0 < 0 }.sorted()
            let implicit = Self.implicitOutput(operands, ellipsis)
            output = try result.map { (text) throws(Failure) in try Term(text).expanded(ellipsis) } ?? implicit
            for (index, label) in output.enumerated() {
                let name = Self.text([label])
                if extents[label] == nil { throw Failure(reason: "no operand has the label \(name) of the result") }
                if output[..<index].contains(label) { throw Failure(reason: "the result names \(name) twice") }
            }
        } catch {
            throw ShapeError("einsum \(equation)", shapes, error.reason)
        }
    }

    private struct Failure: Error {
        let reason: String
    }

    /// Divides the equation at its arrow and the left side at its commas. The right side is nil if there is no arrow.
    private static func sides(_ text: [UInt8]) throws(Failure) -> ([ArraySlice<UInt8>], ArraySlice<UInt8>?) {
        let end = text.firstIndex(of: UInt8(ascii: "-")) ?? text.endIndex
        let inputs = text[..<end].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        if end == text.endIndex { return (inputs, nil) }
        guard end + 1 < text.endIndex, text[end + 1] == UInt8(ascii: ">") else {
            throw Failure(reason: "- must be followed by >")
        }
        return (inputs, text[(end + 2)...])
    }

    /// The labels of one operand or of the result as they are written: letters and at most one ellipsis.
    private struct Term {
        var letters: [Label] = []
        /// The number of letters before the ellipsis; nil if there is none.
        var ellipsis: Int?

        init(_ text: ArraySlice<UInt8>) throws(Failure) {
            var rest = text
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    letters.append(Label(byte))
                case UInt8(ascii: "."):
                    guard rest.prefix(2).elementsEqual([byte, byte]), ellipsis == nil else {
                        throw Failure(reason: "an ellipsis is three points, once in an operand")
                    }
                    rest = rest.dropFirst(2)
                    ellipsis = letters.count
                default: throw Failure(reason: "a label is a letter, not \(Character(UnicodeScalar(byte)))")
                }
            }
        }

        /// Returns the labels of the axes of an operand.
        func labels(_ shape: Shape) throws(Failure) -> [Label] {
            let missing = shape.rank - letters.count
            guard missing == 0 || (missing > 0 && ellipsis != nil) else {
                throw Failure(reason: "\(counted(letters.count, "label")) for the axes of \(shape)")
            }
            return expanded(Array(-missing..<0))
        }

        /// Returns the labels with those of the ellipsis in its place.
        func expanded(_ axes: [Label]) -> [Label] {
            guard let ellipsis else { return letters }
            return letters[..<ellipsis] + axes + letters[ellipsis...]
        }
    }

    private static func extents(_ operands: [[Label]], _ shapes: [Shape]) throws(Failure) -> LabelExtents {
        var extents = LabelExtents()
        for (labels, shape) in zip(operands, shapes) {
            for (label, extent) in zip(labels, shape) {
                let known = extents[label] ?? 1
                guard known == 1 || extent == 1 || known == extent else {
                    throw Failure(reason: "\(text([label])) has the extents \(known) and \(extent)")
                }
                extents[label] = known == 1 ? extent : known
            }
        }
        return extents
    }

    /// The result if the equation names none: the axes of the ellipsis, then the letters that occur once, in
    /// alphabetical order.
    private static func implicitOutput(_ operands: [[Label]], _ ellipsis: [Label]) -> [Label] {
        let letters = operands.flatMap { $0 }.filter { $0 > 0 }.sorted()
        return ellipsis + letters.filter { letter in letters.count { $0 == letter } == 1 }
    }

    /// Returns whether a label of an operand is also one of the result or of another operand; else it is summed alone.
    func keeps(_ label: Label, of operand: Int) -> Bool {
        if output.contains(label) { return true }
        for (index, labels) in distinct.enumerated() where index != operand {
            if labels.contains(label) { return true }
        }
        return false
    }

    /// The labels of an operand, each once, without those of extent 1 that other operands stretch.
    private static func distinct(_ labels: [Label], _ shape: Shape, _ extents: LabelExtents) -> [Label] {
        var distinct: [Label] = []
        for (label, extent) in zip(labels, shape) where extent != 1 || extents[label] == 1 {
            if !distinct.contains(label) { distinct.append(label) }
        }
        return distinct
    }

    /// Returns labels as they are written in an equation.
    static func text(_ labels: [Label]) -> String {
        var text = ""
        for label in labels {
            if label > 0 {
                text.append(Character(UnicodeScalar(UInt8(label))))
            } else if !text.hasSuffix("...") {
                text += "..."
            }
        }
        return text
    }
}

/// The extents of a few labels, which are looked up one after another.
struct LabelExtents {
    private(set) var labels: [EinsumEquation.Label] = []
    private var extents: [Int] = []

    subscript(label: EinsumEquation.Label) -> Int? {
        get {
            for (index, own) in labels.enumerated() where own == label { return extents[index] }
            return nil
        }
        set {
            guard let newValue else { return }
            for (index, own) in labels.enumerated() where own == label { return extents[index] = newValue }
            labels.append(label)
            extents.append(newValue)
        }
    }
}

/// The order in which the operands of an Einstein summation are multiplied, two at a time.
///
/// The order is greedy, as that of NumPy and opt_einsum (Smith and Gray, "opt_einsum", 2018): of all pairs that share a
/// label the one is next whose product is smallest, less what its operands hold; of equal ones the one with the fewest
/// multiplications, then the first. Pairs that share no label come last.
struct ContractionOrder {
    typealias Label = EinsumEquation.Label

    /// A product of two operands. Operands are numbered from 0, and after them the products in their order.
    struct Step {
        let (first, second): (Int, Int)
        let (left, right, result): ([Label], [Label], [Label])
        let multiplications: Double
    }

    private(set) var steps: [Step] = []

    /// - Parameters:
    ///   - operands: the labels of each operand, each once.
    ///   - output: the labels of the result. All other labels are summed.
    init(_ operands: [[Label]], output: [Label], extents: LabelExtents) {
        var live = operands.enumerated().map { (number: $0.offset, labels: $0.element) }
        while live.count > 1 {
            var best: (cost: Cost, i: Int, j: Int, step: Step)?
            for i in live.indices {
                for j in live.indices where j > i {
                    let others = live.indices.filter { $0 != i && $0 != j }
                    let kept = output + others.flatMap { live[$0].labels }
                    let step = Self.step(live[i], live[j], keeping: kept, output, extents)
                    let cost = Cost(step, extents)
                    if best.map({ cost < $0.cost }) ?? true { best = (cost, i, j, step) }
                }
            }
            guard let best else { return }
            live.remove(at: best.j)
            live.remove(at: best.i)
            live.append((operands.count + steps.count, best.step.result))
            steps.append(best.step)
        }
    }

    private static func step(
        _ a: (number: Int, labels: [Label]), _ b: (number: Int, labels: [Label]), keeping kept: [Label],
        _ output: [Label], _ extents: LabelExtents
    ) -> Step {
        let all = a.labels + b.labels.filter { !a.labels.contains($0) }
        let remaining = all.filter { kept.contains($0) }
        // The last product has the order of the result, if it can.
        let result =
            remaining.count == output.count && output.allSatisfy({ remaining.contains($0) }) ? output : remaining
        return Step(
            first: a.number, second: b.number, left: a.labels, right: b.labels, result: result,
            multiplications: size(all, extents))
    }

    private static func size(_ labels: [Label], _ extents: LabelExtents) -> Double {
        labels.reduce(1) { $0 * Double(extents[$1] ?? 1) }
    }

    private struct Cost: Comparable {
        let isOuter: Bool
        let growth: Double
        let multiplications: Double

        init(_ step: Step, _ extents: LabelExtents) {
            isOuter = !step.left.contains { step.right.contains($0) }
            growth = size(step.result, extents) - size(step.left, extents) - size(step.right, extents)
            multiplications = step.multiplications
        }

        static func < (a: Cost, b: Cost) -> Bool {
            if a.isOuter != b.isOuter { return b.isOuter }
            return a.growth != b.growth ? a.growth < b.growth : a.multiplications < b.multiplications
        }
    }
}
