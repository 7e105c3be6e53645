import Foundation
import Synchronization

/// A new file beside the one whose place it takes once it is whole.
///
/// Whoever writes it keeps it locked (`flock`), and a lock ends with its process however that ends. So a file of this name
/// that can be locked belongs to a run that is dead, whose number the name holds, and is removed; on a file system without
/// locks all stay.
struct TemporaryFile: ~Copyable {
    let file: Descriptor
    let path: String

    /// Where in memory the path of the file stands that was begun last and is not whole yet, for a signal handler; 0 where
    /// there is none. The text is never changed or freed, as a handler may be reading it.
    private static let unfinished = Atomic<UInt>(0)

    private static let prefix = ".tessera-"
    private static let suffix = ".tmp"

    /// Makes the file, and removes those of dead runs. Errors name `shownPath`.
    init(in folder: String, shownAs shownPath: String, mode: mode_t) throws(FileError) {
        Self.removeAbandoned(in: folder)
        while true {
            let random = String(UInt64.random(in: .min ... .max), radix: 36)
            let path = "\(folder)/\(Self.prefix)\(getpid())-\(random)\(Self.suffix)"
            let file = try Descriptor(
                .write, path, shownAs: shownPath, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            _ = file.lock(waiting: true)
            // Another run may have found it before it was locked, and have taken it for a dead one's.
            if try file.status().st_nlink > 0 {
                self.file = file
                self.path = path
                Self.unfinished.store(UInt(bitPattern: strdup(path)), ordering: .releasing)
                return
            }
        }
    }

    /// Takes the place of `target`; false where that is a mount, whose place cannot be taken. Errors name `shownPath`.
    func takePlace(of target: String, shownAs shownPath: String) throws(FileError) -> Bool {
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

    /// Removes the file that is being written, where the process is about to end; safe in a signal handler.
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
            if isOurs(name) { removeIfAbandoned("\(folder)/\(name)") }
        }
    }

    /// Whether the name is one of ours, with the number of a process that is not at work here.
    private static func isOurs(_ name: String) -> Bool {
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
