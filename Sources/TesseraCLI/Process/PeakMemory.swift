import Foundation

/// Returns the peak resident memory of the process in bytes.
func peakResidentBytes() -> Int {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    // Linux counts in KiB.
    return usage.ru_maxrss * 1024
}
