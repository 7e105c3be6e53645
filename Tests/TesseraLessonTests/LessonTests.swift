import Foundation
import Testing

@testable import TesseraLesson

/// The numbers of every chapter against what they are on paper.
@Suite struct LessonTests {
    @Test func regressionMeasuresBothGuesses() throws {
        let output = try LessonOutput("regression")
        #expect(output.rows.map { Array($0.prefix(2)) } == [[1, 2], [2, 4], [3, 6], [4, 8]])
        for guess in 1...2 {
            let line = try #require(output.lines.first { $0.hasPrefix("guess \(guess):") })
            let fields = line.split(whereSeparator: { " ,".contains($0) })
            let w = try #require(Double(fields[4]))
            let loss = try #require(Double(fields[6]))
            #expect(w != 2 && (0..<4).contains(w))
            #expect(abs(loss - 7.5 * (w - 2) * (w - 2)) < 0.002)
            for row in output.rows {
                let (predicted, error) = (row[2 * guess], row[2 * guess + 1])
                #expect(isPrinted(predicted, w * row[0], decimals: 3))
                #expect(abs(error - (predicted - row[1]) * (predicted - row[1])) < 0.002)
            }
        }
    }

    @Test func lossIsAParabola() throws {
        let rows = try LessonOutput("loss").rows
        #expect(rows.map { $0[0] } == [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4])
        for row in rows { #expect(row[1] == 7.5 * (row[0] - 2) * (row[0] - 2)) }
    }

    @Test func descentTakesFifteenPercentOffEachTime() throws {
        let output = try LessonOutput("descent")
        #expect(output.rows.map { $0[0] } == [0, 1, 2, 3, 4, 5, 60])
        for row in output.rows {
            let distance = -2 * pow(0.85, row[0])
            #expect(isPrinted(row[1], 2 + distance, decimals: 5))
            #expect(isPrinted(row[2], 15 * distance, decimals: 5))
            #expect(isPrinted(row[3], 7.5 * distance * distance, decimals: 5))
        }
        #expect(try isPrinted(output.number(after: "prediction at x = 5: "), 10 - 10 * pow(0.85, 60), decimals: 5))
    }

    @Test func chainRuleMultipliesLocalGradients() throws {
        let lines = try LessonOutput("chain-rule").lines
        for expected in [
            "x = 2, y = 3", "z = x·y = 6", "∂z/∂x = y = 3", "∂z/∂y = x = 2", "∂L/∂z = 6",
            "∂L/∂x = ∂L/∂z · ∂z/∂x = 6 · 3 = 18", "∂L/∂y = ∂L/∂z · ∂z/∂y = 6 · 2 = 12",
            "gradients(of:) gives ∂L/∂x = 18", "gradients(of:) gives ∂L/∂y = 12",
        ] {
            #expect(lines.contains(expected))
        }
    }

    @Test func graphHoldsValuesAndGradients() throws {
        let lines = try LessonOutput("graph").lines
        for expected in [
            "ŷ = x·w = 1", "e = ŷ − y = -1", "L = e² = 1", "∂ŷ/∂x = w = 1", "∂ŷ/∂w = x = 1", "∂e/∂ŷ = 1", "∂e/∂y = -1",
            "∂L/∂e = 2e = -2", "∂L/∂ŷ = ∂L/∂e · ∂e/∂ŷ = -2 · 1 = -2", "∂L/∂w = ∂L/∂ŷ · ∂ŷ/∂w = -2 · 1 = -2",
            "∂L/∂y = ∂L/∂e · ∂e/∂y = -2 · (-1) = 2",
        ] {
            #expect(lines.contains(expected))
        }
    }

    @Test func backpropagationRepeatsTheDescent() throws {
        let output = try LessonOutput("backpropagation")
        #expect(output.rows.map { $0[0] } == [1, 2, 3, 4, 5, 60])
        for row in output.rows {
            let distance = -2 * pow(0.85, row[0] - 1)
            #expect(isPrinted(row[1], 2 + distance, decimals: 5))
            #expect(isPrinted(row[2], 7.5 * distance * distance, decimals: 5))
            #expect(isPrinted(row[3], 15 * distance, decimals: 5))
            #expect(row[3] == row[4])
        }
        #expect(output.lines.contains { $0.hasSuffix("in 60 of 60 epochs") })
        let descent = try LessonOutput("descent")
        let prediction = "prediction at x = 5: "
        #expect(try output.number(after: prediction) == descent.number(after: prediction))
    }

    @Test func linearRegressionFindsTheLine() throws {
        let output = try LessonOutput("linear-regression")
        // From w = b = 0 the gradient is (−30, −10); the first step leads to w = 3, b = 1.
        #expect(output.rows.prefix(2) == [[1, 30], [2, 13.5]])
        #expect(try abs(output.number(after: "w = ") - 2) < 0.001)
        #expect(try abs(output.number(after: "b = ")) < 0.002)
        #expect(try abs(output.number(after: "prediction at x = 5: ") - 10) < 0.002)
    }

    @Test func logisticRegressionSeparatesTheClasses() throws {
        let output = try LessonOutput("logistic-regression")
        let rows = output.rows
        #expect(rows.map { $0[0] } == [1, 2, 3, 4])
        #expect(rows.map { $0[1] } == rows.map { $0[3] })
        for (row, mirrored) in zip(rows, rows.reversed()) { #expect(isPrinted(row[2] + mirrored[2], 1, decimals: 3)) }
        let (w, b) = (try output.number(after: "w = "), try output.number(after: "b = "))
        for row in rows { #expect(abs(row[2] - 1 / (1 + exp(-w * row[0] - b))) < 0.0002) }
        #expect(try output.number(after: "boundary: x = ") == 2.5)
        #expect(try isPrinted(output.number(after: "loss: "), log(2), decimals: 4))
    }
}
