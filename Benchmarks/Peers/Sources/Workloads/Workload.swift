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

    /// Repeats the work for about that time. The first repetition, which warms the caches, does not count, unless a
    /// repetition alone takes longer than that time and the workload has run before.
    func run(seconds: Double, hasRun: Bool) -> Outcome {
        let start = ContinuousClock.now
        var times = [repetition()]
        if !hasRun || start.duration(to: .now) < .seconds(seconds) { times = [] }
        let measured = ContinuousClock.now
        while times.isEmpty || measured.duration(to: .now) < .seconds(seconds), times.count < 2000 {
            times.append(repetition())
        }
        return Outcome(milliseconds: times, check: check())
    }
}

/// The milliseconds that `body` takes, for each of `units`.
func milliseconds(units: Int = 1, _ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return start.duration(to: .now) / .milliseconds(1) / Double(units)
}

/// The processor time that all threads of the process spend in `body`, in milliseconds, for each of `units`.
func processorMilliseconds(units: Int = 1, _ body: () -> Void) -> Double {
    let start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID)
    body()
    return Double(nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - start) / 1e6 / Double(units)
}

private func nanoseconds(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
