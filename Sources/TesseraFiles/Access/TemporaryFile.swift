import Foundation
import Synchronization

/// A new file in the same folder as its target, onto which it is renamed once it is complete.
///
/// The process that writes it keeps it locked (`flock`), and the system releases the lock when the process ends,
/// however it ends. A file with such a name that can be locked, and whose name contains the number of a process that no
/// longer exists, is therefore abandoned and is removed. On a file system without locks all such files are kept.
struct TemporaryFile: ~Copyable {
    let file: Descriptor
    let path: String

    /// The address of the path, a C string, of the file that was begun last and is not complete yet; 0 if there is
    /// none. A signal handler reads it, so the string is never changed or freed.
    private static let unfinished = Atomic<UInt>(0)

    private static let prefix = ".tessera-"
    private static let suffix = ".tmp"

    /// Creates the file, and removes those that dead processes left behind. Errors name `shownPath`.
    init(in folder: String, shownAs shownPath: String, mode: mode_t) throws(FileError) {
        Self.removeAbandoned(in: folder)
        while true {
            let random = String(UInt64.random(in: .min ... .max), radix: 36)
            let path = "\(folder)/\(Self.prefix)\(getpid())-\(random)\(Self.suffix)"
            let file = try Descriptor(
                .write, path, shownAs: shownPath, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            _ = file.lock(waiting: true)
            // Another process may have found the file before it was locked, taken it for an abandoned one and removed
            // it.
            if try file.status().st_nlink > 0 {
                self.file = file
                self.path = path
                Self.unfinished.store(UInt(bitPattern: strdup(path)), ordering: .releasing)
                return
            }
        }
    }

    /// Renames the file onto `target`; returns false if that is a mount point (EBUSY). Errors name `shownPath`.
    func replaceFile(at target: String, shownAs shownPath: String) throws(FileError) -> Bool {
        if rename(path, target) == 0 {
            Self.unfinished.store(0, ordering: .releasing)
            return true
        }
        if errno == EBUSY { return false }
        throw FileError(.write, shownPath, FileError.Reason(errno: errno))
    }

    func remove() {
        unlink(path)
        Self.unfinished.store(0, ordering: .releasing)
    }

    /// Removes the file that is being written; called when the process is about to end. It is async-signal-safe.
    static func removeUnfinished() {
        if let path = UnsafePointer<CChar>(bitPattern: unfinished.load(ordering: .acquiring)) { unlink(path) }
    }

    private static func removeAbandoned(in folder: String) {
        guard let entries = opendir(folder) else { return }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if isOfDeadProcess(name) { removeIfAbandoned("\(folder)/\(name)") }
        }
    }

    /// Returns whether the name is that of a temporary file of a process that no longer exists on this machine.
    private static func isOfDeadProcess(_ name: String) -> Bool {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return false }
        let parts = name.dropFirst(prefix.count).dropLast(suffix.count).split(
            separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let process = pid_t(parts[0]), process > 0 else { return false }
        return kill(process, 0) != 0 && errno == ESRCH
    }

    private static func removeIfAbandoned(_ path: String) {
        guard let file = try? Descriptor(.write, path, flags: O_WRONLY | O_NOFOLLOW | O_NONBLOCK),
            let status = try? file.status(), status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            file.lock(waiting: false)
        else { return }
        unlink(path)
    }
}
