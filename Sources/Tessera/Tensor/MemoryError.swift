import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// More memory was asked for than there is.
public struct MemoryError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What the memory was for.
    public let purpose: String
    /// How much it would take; nil where that is more than can be counted.
    public let bytes: Int?
    /// How much there was.
    public let available: Int

    public var description: String {
        let needed = bytes.map(byteText)
        return "not enough memory: \(purpose) would take \(needed ?? "more than can be counted"), "
            + "\(byteText(available)) are free"
    }
}

/// Throws where so much memory cannot be had; what is small is not looked into.
///
/// Sizes that a user or a file can choose pass through here before anything of that size is made: an allocation that the
/// system grants and cannot keep ends the process without a word.
///
/// - Parameter sizes: numbers whose product is the number of bytes.
package func requireMemory(_ sizes: Int..., for purpose: @autoclosure () -> String) throws(MemoryError) {
    var bytes: Int? = 1
    for size in sizes {
        guard let sofar = bytes else { break }
        let (product, overflow) = sofar.multipliedReportingOverflow(by: max(0, size))
        bytes = overflow ? nil : product
    }
    if sizes.contains(0) { return }
    if let bytes, bytes < 64 << 20 { return }
    let available = availableMemory()
    if let bytes, bytes <= available, canAllocate(bytes) { return }
    throw MemoryError(purpose: purpose(), bytes: bytes, available: available)
}

/// What happens where memory that nobody could refuse before runs out: the process stops with the library's sentence, or
/// with what a program puts here instead.
package let memoryExhausted = Mutex<@Sendable (MemoryError) -> Never>({ fatalError($0.description) })

/// Memory that `free` takes back. Where there is none the process stops: see `memoryExhausted`.
func allocateOrStop(_ byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer {
    var base: UnsafeMutableRawPointer?
    // The system grants more than it has, and kills the process that uses it.
    let isSafe = byteCount < 1 << 30 || byteCount <= availableMemory()
    if isSafe, posix_memalign(&base, alignment, max(byteCount, 1)) == 0, let base { return base }
    let error = MemoryError(purpose: "a block of memory", bytes: byteCount, available: availableMemory())
    memoryExhausted.withLock { $0 }(error)
}

/// What the system, the group of processes and the process itself can still get, in bytes; `Int.max` where nobody says.
package func availableMemory() -> Int {
    var available = Int.max
    if let free = number(after: "MemAvailable:", in: systemText("/proc/meminfo")) {
        let swap = number(after: "SwapFree:", in: systemText("/proc/meminfo")) ?? 0
        available = (free + swap) << 10
    }
    // The address space, which `ulimit -v` narrows.
    if let limit = number(after: "Max address space", in: systemText("/proc/self/limits")),
        let pages = Int(systemText("/proc/self/statm").prefix { $0 != " " })
    {
        available = min(available, max(0, limit - pages * Int(sysconf(Int32(_SC_PAGESIZE)))))
    }
    // The group of a process by itself, as a container's, is the root of what it can see.
    for folder in ["/sys/fs/cgroup", "/sys/fs/cgroup" + controlGroup()] {
        guard let limit = Int(systemText(folder + "/memory.max").filter(\.isNumber)) else { continue }
        let used = number(after: "anon", in: systemText(folder + "/memory.stat")) ?? 0
        available = min(available, max(0, limit - used))
    }
    return available
}

/// Whether the address space has room, which `ulimit -v` narrows. The memory is not touched.
private func canAllocate(_ bytes: Int) -> Bool {
    let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    if memory == MAP_FAILED { return false }
    munmap(memory, bytes)
    return true
}

private func controlGroup() -> String {
    let lines = systemText("/proc/self/cgroup").split(separator: "\n")
    return lines.first { $0.hasPrefix("0::") }.map { String($0.dropFirst(3)) } ?? ""
}

private func number(after name: String, in text: String) -> Int? {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
    return line.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
}

/// The start of a file of the kernel's, or nothing.
private func systemText(_ path: String) -> String {
    guard let file = fopen(path, "re") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8192)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
}

/// A number of bytes as people say it.
package func byteText(_ bytes: Int) -> String {
    let units = [("EiB", 60), ("PiB", 50), ("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)]
    for (unit, shift) in units where bytes >> shift > 0 {
        let tenths = ((bytes >> (shift - 10)) * 10) >> 10
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(tenths / 10) \(unit)"
    }
    return "\(bytes) bytes"
}
