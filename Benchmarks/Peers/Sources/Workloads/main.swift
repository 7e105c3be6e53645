import Foundation

// Answers lines "NAME SECONDS" on standard input with a JSON line each: the workload runs for about that time, and the
// answer holds the milliseconds of every repetition and a number to compare with other libraries.
var made: (name: String, workload: Workload)?
while let line = readLine() {
    let words = line.split(separator: " ").map(String.init)
    guard let name = words.first, let make = workloads[name] else {
        print("{\"error\": \"no workload \(line)\"}")
        fflush(nil)
        continue
    }
    let hasRun = made?.name == name
    if !hasRun { made = nil }
    let workload = made?.workload ?? make()
    made = (name, workload)
    let outcome = workload.run(seconds: words.count > 1 ? Double(words[1]) ?? 1 : 1, hasRun: hasRun)
    let times = outcome.milliseconds.map { "\($0)" }.joined(separator: ", ")
    print("{\"workload\": \"\(name)\", \"ms\": [\(times)], \"check\": \(outcome.check)}")
    fflush(nil)
}
