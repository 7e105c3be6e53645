import Testing

@testable import TesseraCharts

@Suite struct AxisTests {
    @Test(arguments: [
        ([0.0, 10], -1.0...11.0), ([1, 11], 0...12), ([0.5, 10.5], 0...11.5), ([-10.5, -0.5], -11.5...0),
        ([5, 5], 4.5...5.5), ([0], -1...1), ([], 0...1), ([.nan, 0, .infinity, 10], -1...11),
    ])
    func linearDomain(values: [Double], domain: ClosedRange<Double>) {
        #expect(Chart.Axis.linear().domain(of: values, padding: 0.1) == domain)
    }

    @Test func logarithmicDomainIgnoresWhatIsNotPositive() {
        let domain = Chart.Axis.logarithmic().domain(of: [-3, 0, 1, 100, .nan], padding: 0.5)
        #expect(abs(domain.lowerBound - 0.1) < 1e-12 && abs(domain.upperBound - 1000) < 1e-9)
        #expect(Chart.Axis.logarithmic().domain(of: [0], padding: 0.1) == 1...10)
    }

    @Test func rangesThatCannotBeUsedAreIgnored() {
        #expect(Chart.Axis.linear(range: 2...3).domain(of: [0, 10], padding: 0.1) == 2...3)
        #expect(Chart.Axis.logarithmic(range: 0...3).domain(of: [2, 2], padding: 0) == (2.0 / 3)...6)
        #expect(Chart.Axis.linear(range: 0 ... .infinity).domain(of: [0, 10], padding: 0) == 0...10)
    }

    @Test func projectionMeetsTheEnds() {
        let linear = AxisProjection(axis: .linear(), domain: -2...6, start: 300, end: 20)
        #expect(linear(-2) == 300 && linear(6) == 20 && linear(2) == 160)
        let logarithmic = AxisProjection(axis: .logarithmic(), domain: 0.01...100, start: 50, end: 450)
        #expect(logarithmic(0.01) == 50 && logarithmic(1) == 250 && logarithmic(100) == 450)
        #expect(logarithmic(0) == nil && logarithmic(-1) == nil && linear(.nan) == nil && linear(.infinity) == nil)
    }

    @Test func farValuesStayDrawable() {
        let projection = AxisProjection(axis: .linear(), domain: 0...1e-200, start: 0, end: 100)
        #expect(projection(1e299) == Double.farthestPixel)
    }
}
