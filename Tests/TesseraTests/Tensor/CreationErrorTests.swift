import Testing

@testable import Tessera

/// Mistakes that stop say so in the library's own words: the call, and what is wrong with it.
@Suite struct CreationErrorTests {
    enum Mistake: String, CaseIterable, Codable, Sendable {
        case rangeOverBothEnds, rangeEmptyOverBothEnds, rangeBeforeTheAxis, rangeToTheLastInteger, rowBeforeTheFirst
        case strideOverBothEnds, strideOfNothing, rangeTooLong, rangeOfInfinity, linearTooLong, uniformOfInfinity,
            uniformOfNothing
        case rowsOfAScalar, rowOutOfBounds, tooFewAppended

        func make() {
            let x = Tensor<Double>(zeros: [3])
            switch self {
            case .rangeOverBothEnds: _ = Tensor<Double>(zeros: [10])[(-1)..<2]
            case .rangeEmptyOverBothEnds: _ = x[(-1)..<2]
            case .rangeBeforeTheAxis: _ = x[..<(-4)]
            case .rangeToTheLastInteger: _ = x[0...Int.max]
            case .rowBeforeTheFirst: _ = x[[-4]]
            case .strideOverBothEnds: _ = x[stride(from: 2, through: -1, by: -1)]
            case .strideOfNothing: _ = x[stride(from: 0, to: -1, by: 2)]
            case .rangeTooLong: _ = Tensor<Double>(rangeFrom: 0, to: 1e30)
            case .rangeOfInfinity: _ = Tensor<Float>(rangeFrom: 0, to: .infinity)
            case .linearTooLong: _ = Tensor<Double>(linearFrom: 0, to: 1, count: .max)
            case .uniformOfInfinity: _ = Tensor<Float>(uniform: [2], in: 0..<Float.infinity, seed: 1)
            case .uniformOfNothing: _ = Tensor<Float>(uniform: [2], in: 3..<3, seed: 1)
            case .rowsOfAScalar: _ = Tensor<Float>(1).rows
            case .rowOutOfBounds: _ = x.rows[-1]
            case .tooFewAppended: _ = Tensor<Float>(shape: [3]) { $0.append(1) }
            }
        }

        var message: String {
            switch self {
            case .rangeOverBothEnds: "subscript of [10]: -1..<2 along axis 0 ends before it begins"
            case .rangeEmptyOverBothEnds: "subscript of [3]: -1..<2 along axis 0 ends before it begins"
            case .rangeBeforeTheAxis: "subscript of [3]: ..<-4 is out of axis 0"
            case .rangeToTheLastInteger: "subscript of [3]: 0..<9223372036854775807 is out of axis 0"
            case .rowBeforeTheFirst: "subscript of [3]: position -4 is out of axis 0"
            case .strideOverBothEnds: "subscript: 2, 1, …, -1 are counted from both ends of an axis"
            case .strideOfNothing: "subscript: a stride without positions chooses nothing"
            case .rangeTooLong:
                "Tensor(rangeFrom: 0.0, to: 1e+30, by: 1.0): 1e+30 elements are more than can be addressed"
            case .rangeOfInfinity: "Tensor(rangeFrom: 0.0, to: inf, by: 1.0): needs finite bounds"
            case .linearTooLong:
                "Tensor(linearFrom:to:count: 9223372036854775807): the count must be at least 0 and addressable"
            case .uniformOfInfinity: "Tensor(uniform: [2], in: 0.0..<inf): needs finite bounds"
            case .uniformOfNothing:
                "Tensor(uniform: [2], in: 3.0..<3.0): needs finite bounds, the lower below the upper one"
            case .rowsOfAScalar: "rows of []: a scalar has no axis to divide"
            case .rowOutOfBounds: "rows of [3]: position -1 is out of bounds"
            case .tooFewAppended: "Tensor of shape [3]: needs 3 elements, 1 were appended"
            }
        }
    }

    @Test(arguments: Mistake.allCases)
    func mistakesStopInOurWords(_ mistake: Mistake) async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [mistake] in
            mistake.make()
        }
        let printed = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(printed.contains(mistake.message))
    }
}
