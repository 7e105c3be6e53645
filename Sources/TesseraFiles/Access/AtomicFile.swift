import Foundation

/// Writes files atomically: a file is either written as a whole or left untouched.
public enum AtomicFile {
    /// Writes the bytes to the file at `path`, creating or replacing it.
    ///
    /// The bytes go to a temporary file in the same folder, which is renamed onto the destination only after `fsync`
    /// has put all of it on the disk. On failure the old file is unchanged and the temporary file is removed; temporary
    /// files that killed processes left behind are removed by the next write to the same folder. The new file takes
    /// over the permissions of the file it replaces and, where that is allowed, its owner and group; a file that did
    /// not exist gets 0644 less the umask. A symbolic link is kept and its target is written. Anything other than a
    /// regular file, such as `/dev/null` or a pipe, is written directly, and so are `/dev/stdout` and a file that is
    /// itself a mount point, as containers have them, because nothing can be renamed onto it.
    ///
    /// - Throws: `FileError` if the file cannot be written; folders and write-protected files are refused.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        do {
            try write(to: path) { try $0.writeAll(bytes) }
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError(.write, path, .system(code: EIO))
        }
    }

    /// Checks that `write(_:to:)` can begin: that the folder exists, that a new file can be created in it, and that the
    /// file itself may be replaced. Changes nothing.
    ///
    /// - Throws: `FileError` if it cannot.
    package static func check(_ path: String) throws(FileError) {
        let target = try WriteTarget(path)
        switch target.kind {
        case .stream(let number): _ = try Descriptor(duplicating: number, shownAs: path)
        case .device:
            if access(target.path, W_OK) != 0 { throw FileError(.write, path, FileError.Reason(errno: errno)) }
        case .newFile, .file: try temporary(for: target, shownAs: path, mode: 0o600).remove()
        }
    }

    /// Removes the temporary file that is being written; called when the process is about to end. It is
    /// async-signal-safe: it neither allocates nor locks.
    package static func removeUnfinished() { TemporaryFile.removeUnfinished() }

    /// Writes a file piece by piece with the guarantees of `write(_:to:)`; rethrows what `content` throws.
    static func write(to path: String, _ content: (borrowing Descriptor) throws -> Void) throws {
        let target = try WriteTarget(path)
        switch target.kind {
        case .stream(let number):
            // Flushes what the program has printed so far, so that it comes first.
            fflush(nil)
            try content(try Descriptor(duplicating: number, shownAs: path))
        case .device: try content(try Descriptor(.write, path, flags: O_WRONLY))
        case .newFile: try replace(target, nil, shownAs: path, content)
        case .file(let owner): try replace(target, owner, shownAs: path, content)
        }
    }

    /// Writes a temporary file and renames it onto the target; writes in place if the target is a mount point.
    static func replace(
        _ target: WriteTarget, _ owner: WriteTarget.Ownership?, shownAs path: String,
        _ content: (borrowing Descriptor) throws -> Void
    ) throws {
        // Nobody else may read the replacement before it has the permissions of the file it replaces.
        let temporary = try temporary(for: target, shownAs: path, mode: owner == nil ? 0o644 : 0o600)
        do {
            try content(temporary.file)
            if let owner { try owner.apply(to: temporary.file) }
            try temporary.file.synchronize()
            if try !temporary.replaceFile(at: target.path, shownAs: path) {
                try content(try Descriptor(.write, target.path, shownAs: path, flags: O_WRONLY | O_TRUNC))
                temporary.remove()
            }
        } catch {
            temporary.remove()
            throw error
        }
        try Descriptor(.write, target.folder, shownAs: path, flags: O_RDONLY | O_DIRECTORY).synchronize()
    }

    private static func temporary(
        for target: WriteTarget, shownAs path: String, mode: mode_t
    ) throws(FileError) -> TemporaryFile {
        do throws(FileError) {
            return try TemporaryFile(in: target.folder, shownAs: path, mode: mode)
        } catch {
            guard case .notFound = error.reason else { throw error }
            // File systems such as /proc, where no file can be created, answer ENOENT although the folder exists.
            if access(target.folder, F_OK) == 0 { throw FileError(.write, path, .permissionDenied) }
            // A symbolic link's target lies in another folder than the path; the error names that folder.
            throw target.path == path ? error : FileError(.write, path, .missingTargetFolder(target.folder))
        }
    }
}
