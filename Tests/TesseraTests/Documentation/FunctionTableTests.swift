import Foundation
import Testing

@testable import Tessera

/// The lines of docs/from-numpy.md: their Swift gives what NumPy or PyTorch has given.
@Suite struct FunctionTableTests {
    let x = Tensor<Double>([[0.5, -1.25, 2.0], [3.0, 0.75, -0.5]])
    let y = Tensor<Double>([[2.0, 0.5, -1.5], [1.0, 4.0, 0.25]])
    let a = Tensor<Double>([[4, 1, 0.5], [1, 3, 0.25], [0.5, 0.25, 2]])
    let b = Tensor<Double>([1, 2, 3])
    let v = Tensor<Double>([0.5, -1, 2, 0.25, 3])
    let p = Tensor<Double>([0.1, 0.4, 0.2, 0.3])
    let n = Tensor<Int64>([7, -3, 12, 5])
    let k = Tensor<Int64>([2, 2, 5, 3])
    let i = Tensor<Int32>([2, 0])
    let j = Tensor<Int32>([[0, 2, 1], [1, 0, 2]])
    let t = Tensor<Double>(rangeFrom: 0, to: 24, by: 1).reshaped(to: [2, 3, 4])
    let c = Tensor<Double>(rangeFrom: 0, to: 16, by: 1).reshaped(to: [1, 1, 4, 4])
    let mask = Tensor<Bool>([[true, false, true], [false, true, true]])

    /// A line that is changed in the page only is noticed.
    @Test func thePageHasTheseLines() throws {
        let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../docs/from-numpy.md")
        let page = try String(contentsOf: folder.standardized, encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.hasSuffix("` |") }
        let code = rows.compactMap { row -> String? in
            let hidden = row.replacingOccurrences(of: "\\|", with: "\u{1}").split(
                separator: "|", omittingEmptySubsequences: false)
            guard hidden.count == 5 else { return nil }
            let cell = hidden[3].trimmingCharacters(in: CharacterSet(charactersIn: " "))
            guard cell.hasPrefix("`") else { return nil }
            return cell.trimmingCharacters(in: CharacterSet(charactersIn: "`")).replacingOccurrences(
                of: "\u{1}", with: "|")
        }
        #expect(code.filter { $0 != "Tessera" } == Self.lines)
    }

    /// The functions of Python are right to some ulps, and so are those here: hence 10⁻¹².
    func agrees<S: TensorScalar>(
        _ line: String, _ shape: [Int], _ expected: [Double], _ compute: () throws -> Tensor<S>
    ) throws {
        let found = try compute()
        #expect(found.shape == Shape(shape), "\(line)")
        let numbers = Tensor<Double>(found).scalars
        let agrees =
            numbers.count == expected.count
            && zip(numbers, expected).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) || $0 == $1 }
        #expect(agrees, "\(line): \(numbers), not \(expected)")
    }

    func agrees(_ line: String, _ shape: [Int], _ expected: [Double], _ compute: () throws -> Int) throws {
        let found = Double(try compute())
        #expect(shape.isEmpty && expected == [found], "\(line)")
    }

    func agrees(_ line: String, _ shape: [Int], _ expected: [Double], _ compute: () throws -> Double) throws {
        let found = try compute()
        #expect(shape.isEmpty && expected == [found], "\(line)")
    }

    func agrees(_ line: String, _ shape: [Int], _ expected: [Double], _ compute: () throws -> Bool) throws {
        let found = try compute() ? 1.0 : 0
        #expect(shape.isEmpty && expected == [found], "\(line)")
    }

    /// Random numbers are others than those of Python.
    func runs<S: TensorScalar>(_ line: String, _ compute: () -> Tensor<S>) {
        #expect(compute().count > 0, "\(line)")
    }
}
