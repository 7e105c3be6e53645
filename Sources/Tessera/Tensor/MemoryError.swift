import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The error of a request for more memory than is available.
public struct MemoryError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The purpose of the memory, as the message says it.
    package let purpose: String
    /// The number of bytes needed; nil if it overflows `Int`.
    package let bytes: Int?
    /// The number of bytes that were available.
    package let available: Int

    public var description: String {
        let needed = bytes.map(byteText)
        return "not enough memory: \(purpose) would take \(needed ?? "more than can be counted"), "
            + "\(byteText(available)) are free"
    }
}

/// Throws if the memory of that size cannot be had. Sizes below 64 MiB are not checked.
///
/// Sizes that a user or a file can choose are checked here before anything of that size is allocated: an allocation
/// that the system grants and cannot keep ends the process without a message.
///
/// - Parameters:
///   - sizes: factors whose product is the number of bytes.
///   - purpose: the purpose of the memory, as the message says it.
/// - Throws: `MemoryError` if the product overflows or exceeds the available memory.
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

/// The handler of an allocation that fails where no error can be thrown. By default the process stops with the
/// library's message; a program may install its own handler.
package let outOfMemoryHandler = Mutex<@Sendable (MemoryError) -> Never>({ fatalError($0.description) })

/// Allocates memory that is released with `free`. If there is none, what is only kept for reuse is released; if that
/// is not enough the process stops; see `outOfMemoryHandler`.
func allocateOrTrap(_ byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer {
    if let base = allocate(byteCount, alignment: alignment) { return base }
    PreparedRuns.releaseAll()
    if let base = allocate(byteCount, alignment: alignment) { return base }
    let error = MemoryError(purpose: "a block of memory", bytes: byteCount, available: availableMemory())
    outOfMemoryHandler.withLock { $0 }(error)
}

/// Allocates memory that is released with `free`; returns nil if there is none.
private func allocate(_ byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    var base: UnsafeMutableRawPointer?
    // The system overcommits: it grants more memory than it has, and kills the process that uses it.
    let isSafe = byteCount < 1 << 30 || byteCount <= availableMemory()
    return isSafe && posix_memalign(&base, alignment, max(byteCount, 1)) == 0 ? base : nil
}

/// Returns the number of bytes that the system (free memory and swap), the control group and the address space of the
/// process still allow; `Int.max` if none of the limits is known.
package func availableMemory() -> Int {
    var available = Int.max
    if let free = number(after: "MemAvailable:", in: systemText("/proc/meminfo")) {
        let swap = number(after: "SwapFree:", in: systemText("/proc/meminfo")) ?? 0
        available = (free + swap) << 10
    }
    // The address space, which `ulimit -v` limits.
    if let limit = number(after: "Max address space", in: systemText("/proc/self/limits")),
        let pages = Int(systemText("/proc/self/statm").prefix { $0 != " " })
    {
        available = min(available, max(0, limit - pages * Int(sysconf(Int32(_SC_PAGESIZE)))))
    }
    // Inside a cgroup namespace, such as a container's, the process sees its own group as the root: both folders are
    // read.
    for folder in ["/sys/fs/cgroup", "/sys/fs/cgroup" + controlGroup()] {
        guard let limit = Int(systemText(folder + "/memory.max").filter(\.isNumber)) else { continue }
        let used = number(after: "anon", in: systemText(folder + "/memory.stat")) ?? 0
        available = min(available, max(0, limit - used))
    }
    return available
}

/// Returns whether the address space, which `ulimit -v` limits, has room for so many bytes. The memory is mapped and
/// unmapped, but not touched.
private func canAllocate(_ bytes: Int) -> Bool {
    let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    if memory == MAP_FAILED { return false }
    munmap(memory, bytes)
    return true
}

/// Returns the path of the process's control group (cgroup v2), empty if it has none.
private func controlGroup() -> String {
    let lines = systemText("/proc/self/cgroup").split(separator: "\n")
    return lines.first { $0.hasPrefix("0::") }.map { String($0.dropFirst(3)) } ?? ""
}

/// Returns the number that follows `name` at the start of a line.
private func number(after name: String, in text: String) -> Int? {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
    return line.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
}

/// Returns the first 8 KiB of a kernel file such as /proc/meminfo, or an empty string if it cannot be read.
private func systemText(_ path: String) -> String {
    guard let file = fopen(path, "re") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8192)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
}

/// Formats a number of bytes in binary units, such as "1.5 GiB".
package func byteText(_ bytes: Int) -> String {
    let units = [("EiB", 60), ("PiB", 50), ("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)]
    for (unit, shift) in units where bytes >> shift > 0 {
        let tenths = ((bytes >> (shift - 10)) * 10) >> 10
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(tenths / 10) \(unit)"
    }
    return "\(bytes) bytes"
}
