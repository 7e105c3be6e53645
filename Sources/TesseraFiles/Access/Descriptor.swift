import Foundation
import Tessera

/// An open file descriptor, closed when it goes out of scope.
///
/// Invariant: a pointer never escapes the closure that provides it, and every system call gets it together with a
/// length that ends within the provided buffer.
struct Descriptor: ~Copyable {
    private let number: Int32
    private let operation: FileError.Operation
    private let path: String

    /// Opens the file at `path`; errors name `shownPath` if it is given.
    init(
        _ operation: FileError.Operation, _ path: String, shownAs shownPath: String? = nil, flags: Int32,
        mode: mode_t = 0
    ) throws(FileError) {
        let shownPath = shownPath ?? path
        // A C string ends at the first zero byte, so another file than the one named would be opened.
        let isNameable = !path.utf8.contains(0)
        let number = isNameable ? retrying { open(path, flags | O_CLOEXEC, mode) } : -1
        guard number >= 0 else {
            throw FileError(operation, shownPath, FileError.Reason(errno: isNameable ? errno : EINVAL))
        }
        self.number = Int32(number)
        self.operation = operation
        self.path = shownPath
    }

    /// Duplicates the descriptor of a file that is already open, such as standard output.
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

    /// Returns all bytes from the current offset to the end of the file.
    ///
    /// - Parameter uses: The number of times that the size of the file is needed in memory, for the bytes and what is
    ///   made of them. More than the machine has is refused before it is allocated.
    /// - Throws: `FileError` if the file cannot be read, does not fit into memory or is a device without an end.
    func readAll(uses: Int = 2) throws(FileError) -> [UInt8] {
        let status = try status()
        try refuseEndless(status)
        var capacity = max(status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0, 65_535)
        try require(capacity, uses)
        // One byte more than the size lets the last read find the end of the file without growing the buffer.
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

    /// Refuses block devices, and character devices other than terminals and `/dev/null`: their bytes may never end.
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

    /// The device, inode, size and modification time of a file, by which a change to it is detected.
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

    /// Returns the identity of the file.
    ///
    /// - Throws: `FileError` if it is not a regular file, which alone can be read at any offset.
    func identity() throws(FileError) -> Identity {
        let status = try status()
        if status.st_mode & S_IFMT == S_IFDIR { throw FileError(operation, path, .isDirectory) }
        if status.st_mode & S_IFMT != S_IFREG { throw FileError(operation, path, .notAFile) }
        return Identity(status)
    }

    /// Reads bytes from an offset of the file, without moving the current offset (`pread`). Returns their number, which
    /// is less than the size of the buffer at the end of the file.
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

    /// Writes all bytes, repeating `write` until none are left.
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

    /// Waits until the disk holds what was written (`fsync`).
    func synchronize() throws(FileError) {
        let result = retrying { fsync(number) }
        // Some file systems cannot synchronize folders and answer EINVAL.
        if result != 0, errno == EINVAL { return }
        try check(result)
    }

    func setPermissions(_ mode: mode_t) throws(FileError) {
        try check(fchmod(number, mode))
    }

    /// Changes the owner and the group of the file, each where that is allowed; returns whether the group was set.
    func setOwner(_ owner: uid_t, _ group: gid_t) -> Bool {
        if fchown(number, owner, group) == 0 { return true }
        return fchown(number, uid_t.max, group) == 0
    }

    /// Checks that the disk has room for `count` bytes; a pipe or a device has no such limit.
    ///
    /// - Throws: `FileError` if it has not.
    func requireRoom(_ count: Int) throws(FileError) {
        var disk = statvfs()
        guard try status().st_mode & S_IFMT == S_IFREG, fstatvfs(number, &disk) == 0 else { return }
        let (room, isEndless) = UInt64(disk.f_bavail).multipliedReportingOverflow(by: UInt64(disk.f_frsize))
        if !isEndless, room < count { throw FileError(operation, path, .noSpace) }
    }

    /// Locks the file exclusively (`flock`) for as long as it is open. Returns false if another descriptor holds the
    /// lock or the file system has no locks.
    func lock(waiting: Bool) -> Bool {
        retrying { flock(number, waiting ? LOCK_EX : LOCK_EX | LOCK_NB) } == 0
    }

    private func check(_ result: some SignedInteger) throws(FileError) {
        if result < 0 { throw FileError(operation, path, FileError.Reason(errno: errno)) }
    }
}

/// Repeats a system call while signals interrupt it (EINTR).
private func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}

/// Repeats a read or write while signals interrupt it, and polls if it would block (EAGAIN) because another program has
/// put the file into non-blocking mode.
private func retrying(_ number: Int32, _ event: Int32, _ call: () -> Int) -> Int {
    while true {
        let result = retrying(call)
        if result >= 0 || errno != EAGAIN { return result }
        var poller = pollfd(fd: number, events: Int16(event), revents: 0)
        _ = poll(&poller, 1, -1)
    }
}
