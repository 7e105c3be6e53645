import Foundation

/// Something to measure: `repetition` does the work once and returns the milliseconds of one unit of it.
struct Workload {
    let repetition: () -> Double
    /// A number that depends on the result.
    let check: () -> Double

    struct Outcome {
        let milliseconds: [Double]
        let check: Double
    }

    func run(seconds: Double) -> Outcome {
        _ = repetition()
        var times: [Double] = []
        let start = ContinuousClock.now
        while times.count < 3 || start.duration(to: .now) < .seconds(seconds), times.count < 2000 {
            times.append(repetition())
        }
        return Outcome(milliseconds: times, check: check())
    }
}

/// The milliseconds that `body` takes, for each of `units`.
func milliseconds(units: Int = 1, _ body: () -> Void) -> Double {
    let start = ContinuousClock.now
    body()
    return start.duration(to: .now) / .milliseconds(1) / Double(units)
}
