import Foundation
import Tessera

/// An open file, closed when it goes out of scope.
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

    /// Another handle on a file that is already open, such as the standard output.
    init(
        _ operation: FileError.Operation = .write, duplicating number: Int32, shownAs path: String
    ) throws(FileError) {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw FileError(operation, path, FileError.Reason(errno: errno)) }
        self.number = copy
        self.operation = operation
        self.path = path
    }

    deinit { _ = close(number) }

    /// All bytes from here to the end.
    ///
    /// - Parameter uses: how many times the memory of the bytes will be needed for what becomes of them; more than the
    ///   machine has is refused before it is taken.
    func readAll(uses: Int = 2) throws(FileError) -> [UInt8] {
        let status = try status()
        try refuseEndless(status)
        var capacity = max(status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0, 65_535)
        try require(capacity, uses)
        // One byte more than the size lets the last read meet the end instead of growing the buffer.
        capacity += 1
        var bytes = [UInt8](repeating: 0, count: capacity)
        var filled = 0
        while true {
            if filled == bytes.count {
                try require(2 * bytes.count, uses)
                bytes.append(contentsOf: repeatElement(0, count: bytes.count))
            }
            let count = bytes.withUnsafeMutableBytes { buffer in
                retrying(number, POLLIN) { read(number, buffer.baseAddress! + filled, buffer.count - filled) }
            }
            try check(count)
            if count == 0 { break }
            filled += count
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    private func require(_ bytes: Int, _ uses: Int) throws(FileError) {
        do throws(MemoryError) {
            try requireMemory(bytes, uses, for: "what it holds")
        } catch {
            throw FileError(operation, path, .outOfMemory(error))
        }
    }

    /// Devices other than terminals and the empty one have no end.
    private func refuseEndless(_ status: stat) throws(FileError) {
        let kind = status.st_mode & S_IFMT
        let isEmptyDevice = status.st_rdev == Self.emptyDevice
        if kind == S_IFBLK || kind == S_IFCHR && !isEmptyDevice && isatty(number) != 1 {
            throw FileError(operation, path, .endlessDevice)
        }
    }

    private static let emptyDevice: dev_t? = {
        var status = stat()
        return stat("/dev/null", &status) == 0 ? status.st_rdev : nil
    }()

    func status() throws(FileError) -> stat {
        var status = stat()
        try check(fstat(number, &status))
        return status
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

    /// - Throws: where the file is none that can be read at any place.
    func identity() throws(FileError) -> Identity {
        let status = try status()
        if status.st_mode & S_IFMT == S_IFDIR { throw FileError(operation, path, .isDirectory) }
        if status.st_mode & S_IFMT != S_IFREG { throw FileError(operation, path, .notAFile) }
        return Identity(status)
    }

    /// Reads bytes from a place in the file on; returns how many there were before the end.
    func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = retrying(number, POLLIN) {
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
            let count = retrying(number, POLLOUT) {
                write(number, buffer.baseAddress! + written, buffer.count - written)
            }
            try check(count)
            written += count
        }
    }

    func writeAll(_ bytes: [UInt8]) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                retrying(number, POLLOUT) { write(number, buffer.baseAddress! + written, buffer.count - written) }
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

    /// Hands the file to an owner and a group, each where that is allowed; returns whether the group has it now.
    func give(to owner: uid_t, _ group: gid_t) -> Bool {
        if fchown(number, owner, group) == 0 { return true }
        return fchown(number, uid_t.max, group) == 0
    }

    /// Throws where the disk has no room for so many bytes; a pipe or a device has no such bound.
    func requireRoom(_ count: Int) throws(FileError) {
        var disk = statvfs()
        guard try status().st_mode & S_IFMT == S_IFREG, fstatvfs(number, &disk) == 0 else { return }
        let (room, isEndless) = UInt64(disk.f_bavail).multipliedReportingOverflow(by: UInt64(disk.f_frsize))
        if !isEndless, room < count { throw FileError(operation, path, .noSpace) }
    }

    /// Locks the file for as long as it is open; false where another handle has locked it or files cannot be locked.
    func lock(waiting: Bool) -> Bool {
        retrying { flock(number, waiting ? LOCK_EX : LOCK_EX | LOCK_NB) } == 0
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

/// Repeats reading or writing for as long as signals interrupt it, and waits where another program has made the file
/// one that does not wait.
private func retrying(_ number: Int32, _ event: Int32, _ call: () -> Int) -> Int {
    while true {
        let result = retrying(call)
        if result >= 0 || errno != EAGAIN { return result }
        var poller = pollfd(fd: number, events: Int16(event), revents: 0)
        _ = poll(&poller, 1, -1)
    }
}
