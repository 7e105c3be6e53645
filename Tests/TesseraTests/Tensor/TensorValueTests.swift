import Testing

@testable import Tessera

/// A tensor behaves as the values of Swift's library do: equal ones hash alike, rows are a collection, numbers can be
/// written in place of scalars.
@Suite struct TensorValueTests {
    @Test func equalTensorsHashAlike() {
        let x = Tensor<Double>([[1, 2], [3, 4]])
        let same = Tensor<Double>([[1, 3], [2, 4]]).transposed()
        #expect(x == same && x.hashValue == same.hashValue)
        let (zero, negative) = (Tensor<Float>([0]), Tensor<Float>([-0.0]))
        #expect(zero == negative && zero.hashValue == negative.hashValue)
        let different: Set<Tensor<Double>> = [x, same, x.reshaped(to: [4]), x.reshaped(to: [1, 4]), x + 1]
        #expect(different.count == 4)
        #expect(Tensor<Float>([.nan]) != Tensor<Float>([.nan]))
    }

    @Test func mirrorsShowShapeAndElements() {
        let children = Dictionary(
            uniqueKeysWithValues: Mirror(reflecting: Tensor<Int32>([[1, 2]])).children.map {
                ($0.label ?? "", $0.value)
            })
        #expect(children["shape"] as? [Int] == [1, 2])
        #expect(children["scalars"] as? [Int32] == [1, 2])
        var text = ""
        dump(Tensor<Float>(zeros: [2000]), to: &text)
        #expect(text.contains("..."))
        dump(Tensor<Float>(tracedVariable: "x", shape: [2]), to: &text)
        #expect(text.contains("traced [2]"))
    }

    @Test func elementsAreNumbersWhereTheContextAsks() {
        var x = Tensor<Double>([[1, 2, 3], [4, 5, 6]])
        let (element, value): (Double, Double) = (x[1, -1], 9)
        #expect(element == 6 && x[0, 1] == 2)
        let row = x[0]
        #expect(row == [1, 2, 3])
        x[0, 1] = value
        x[1] = 7
        x[.full, 0] = -value
        #expect(x == [[-9, 9, 3], [-9, 7, 7]])
    }

    /// What an expression means must not depend on whether a number is a literal or a variable, and neither may be
    /// ambiguous.
    @Test func expressionsOfNumbersAndTensors() {
        let (x, two): (Tensor<Double>, Double) = ([1, 2, 4], 2)
        #expect(2 * x == two * x && x * 2 == x * two && 2.0 * x == two * x)
        #expect(1 - x / 2 + 0.5 * x.pow(2) - 3 == -2 - x / two + 0.5 * x.pow(two))
        #expect(maximum(x, 2) == [2, 2, 4] && minimum(x, two) == [1, 2, 2])
        #expect((x .> 1) == [false, true, true] && (x .> two) == [false, false, true])
        #expect(select(x .> 1, x, otherwise: 0) == [0, 2, 4] && select(x .> 1, two, otherwise: x) == [1, 2, 2])
        let mean = x.sum() / 3 + 1e-3 * x.squared().sum()
        #expect(mean.item == 7.0 / 3 + 1e-3 * 21)
        // Numbers are computed with numbers before they meet a tensor.
        let count = 3
        #expect(x * (1 / Double(count + 1).squareRoot()) == [0.5, 1, 2])
        #expect(1 / Double(count + 1) * x == [0.25, 0.5, 1] && x + 2 * two - 1 == [4, 5, 7])
        #expect((1 - two) * x / (2 * two) == [-0.25, -0.5, -1])
        var y = x
        y *= 2
        y += two
        #expect(y == [4, 6, 10])
        #expect([1.5, 2.5].map(Float.init) == [1.5, 2.5])
        #expect(gradient(at: x) { (3 * $0 - 1).sum() } == [3, 3, 3])
    }

    @Test func rowsAreACollection() {
        let x = Tensor<Double>([[1, 2], [3, 4], [5, 6]])
        #expect(x.rows.count == 3)
        #expect(x.rows.map(\.scalars) == [[1, 2], [3, 4], [5, 6]])
        #expect(x.rows.last == [5, 6])
        #expect(x.rows[1...].map { $0.sum().item } == [7, 11])
        #expect(x.rows.reversed().first == [5, 6])
        #expect(Tensor<Int32>([7, 8]).rows.map(\.item) == [7, 8])
        #expect(Tensor<Float>(zeros: [0, 3]).rows.isEmpty)
        let found = gradient(at: x) { $0.rows.reduce(Tensor(0)) { $0 + $1.sum() * $1[0] } }
        // The gradient of (a + b)·a is 2a + b with respect to a, and a with respect to b.
        #expect(found == [[4, 1], [10, 3], [16, 5]])
    }

    @Test func elementsAreAssigned() {
        var x = Tensor<Float>([[1, 2, 3], [4, 5, 6]])
        let before = x
        x[1, 2] = 5
        x[0, -1] = 7.5
        x[-1, 0] += 1
        let value: Float = 9
        x[0, 0] = Tensor(value)
        #expect(x == [[9, 2, 7.5], [5, 5, 5]])
        #expect(before == [[1, 2, 3], [4, 5, 6]])
        x[0] = 0
        x[.full, 1] = [8, 9]
        #expect(x == [[0, 8, 0], [5, 9, 5]])
        var view = before.transposed()
        view[2, 0] = -1
        #expect(view == [[1, 4], [2, 5], [-1, 6]] && before[0, 2] == 3)
        var flags = Tensor<Bool>(zeros: [2])
        flags[1] = true
        #expect(flags == [false, true])
    }

    @Test func assignedNumbersTakeTheGradient() {
        let found = gradient(at: Tensor<Double>([1, 2, 3])) { x in
            var y = x * x
            y[1] = 5
            return y.sum()
        }
        #expect(found == [2, 0, 6])
    }

    @Test func elementsAreMadeInPlace() {
        let squares = Tensor<Double>(shape: [2, 3]) { output in
            for index in 0..<6 { output.append(Double(index * index)) }
        }
        #expect(squares == [[0, 1, 4], [9, 16, 25]])
        #expect(Tensor<Float>(shape: [0]) { _ in }.count == 0)
        struct Failure: Error {}
        #expect(throws: Failure.self) {
            try Tensor<Float>(shape: [2]) { output throws(Failure) in
                output.append(1)
                throw Failure()
            }
        }
    }
}
