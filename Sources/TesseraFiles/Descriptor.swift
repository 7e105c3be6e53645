import Foundation

/// An open file, closed when it goes out of scope; the only file of the module with unsafe pointers.
///
/// Invariant: a pointer never leaves the closure that lends it, and every call gets it together with a length that
/// ends within the lent buffer.
struct Descriptor: ~Copyable {
    private let number: Int32
    private let operation: FileError.Operation
    private let path: String

    /// Opens the file at `path`; errors name `shownPath` where that is another one.
    init(
        _ operation: FileError.Operation, _ path: String, shownAs shownPath: String? = nil, flags: Int32,
        mode: mode_t = 0
    ) throws(FileError) {
        let shownPath = shownPath ?? path
        // C strings end at a zero byte: another file than the one named would be opened.
        let isNameable = !path.utf8.contains(0)
        let number = isNameable ? retrying { open(path, flags | O_CLOEXEC, mode) } : -1
        guard number >= 0 else {
            throw FileError(operation, shownPath, FileError.Reason(errno: isNameable ? errno : EINVAL))
        }
        self.number = Int32(number)
        self.operation = operation
        self.path = shownPath
    }

    /// Another handle on a file that is already open for writing, such as the standard output.
    init(duplicating number: Int32, shownAs path: String) throws(FileError) {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw FileError(.write, path, FileError.Reason(errno: errno)) }
        self.number = copy
        self.operation = .write
        self.path = path
    }

    deinit { _ = close(number) }

    func readAll() throws(FileError) -> [UInt8] {
        var status = stat()
        try check(fstat(number, &status))
        // One byte more than the size lets the last read meet the end instead of growing the buffer.
        var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size) + 1, 65_536))
        var filled = 0
        while true {
            if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
            let count = bytes.withUnsafeMutableBytes { buffer in
                retrying { read(number, buffer.baseAddress! + filled, buffer.count - filled) }
            }
            try check(count)
            if count == 0 { break }
            filled += count
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    /// What tells one state of a file from another.
    struct Identity: Equatable, Sendable {
        let size: Int
        private let file: [UInt64]
        private let modified: [Int]

        init(_ status: stat) {
            size = Int(status.st_size)
            file = [UInt64(status.st_dev), UInt64(status.st_ino)]
            modified = [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
        }
    }

    func identity() throws(FileError) -> Identity {
        var status = stat()
        try check(fstat(number, &status))
        return Identity(status)
    }

    /// Reads bytes from a place in the file on; returns how many there were before the end.
    func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = retrying {
                pread(number, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset + filled))
            }
            try check(count)
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    func writeAll(_ buffer: UnsafeRawBufferPointer) throws(FileError) {
        var written = 0
        while written < buffer.count {
            let count = retrying { write(number, buffer.baseAddress! + written, buffer.count - written) }
            try check(count)
            written += count
        }
    }

    func writeAll(_ bytes: [UInt8]) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                retrying { write(number, buffer.baseAddress! + written, buffer.count - written) }
            }
            try check(count)
            written += count
        }
    }

    /// Waits until the disk holds what was written.
    func synchronize() throws(FileError) {
        let result = retrying { fsync(number) }
        // Some file systems cannot synchronize folders, and say so with EINVAL.
        if result != 0, errno == EINVAL { return }
        try check(result)
    }

    func setPermissions(_ mode: mode_t) throws(FileError) {
        try check(fchmod(number, mode))
    }

    private func check(_ result: some SignedInteger) throws(FileError) {
        if result < 0 { throw FileError(operation, path, FileError.Reason(errno: errno)) }
    }
}

/// Repeats a system call for as long as signals interrupt it.
private func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
