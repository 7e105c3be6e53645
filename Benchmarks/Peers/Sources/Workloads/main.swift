import Foundation

// Answers lines "NAME SECONDS" on standard input with a JSON line each: the workload runs for about that time, and the
// answer holds the milliseconds of every repetition and a number to compare with other libraries.
while let line = readLine() {
    let words = line.split(separator: " ")
    guard let name = words.first, let workload = workloads[String(name)] else {
        print("{\"error\": \"no workload \(line)\"}")
        continue
    }
    let seconds = words.count > 1 ? Double(words[1]) ?? 1 : 1
    let outcome = workload().run(seconds: seconds)
    let times = outcome.milliseconds.map { "\($0)" }.joined(separator: ", ")
    print("{\"workload\": \"\(name)\", \"ms\": [\(times)], \"check\": \(outcome.check)}")
    fflush(nil)
}
