import Foundation

/// Files that are either written whole or not touched.
public enum AtomicFile {
    /// Writes the bytes to the file at `path`, creating or replacing it.
    ///
    /// The bytes go to a temporary file in the same folder, which takes the file's place only once the disk holds all
    /// of it. On failure the old file is as it was and the temporary is gone; those that runs left which were killed go
    /// with the next file that is written there. A replaced file passes on its permissions and, where that is allowed,
    /// its owner and group; a new one gets 0644 less the umask. A symbolic link stays and its target is written. What is
    /// not a regular file, such as `/dev/null` or a pipe, is written directly, and so are `/dev/stdout` and a file that is
    /// mounted by itself, as containers do, whose place nothing else can take.
    ///
    /// - Throws: `FileError`; folders and write-protected files are refused.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        do {
            try write(to: path) { try $0.writeAll(bytes) }
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError(.write, path, .system(code: EIO))
        }
    }

    /// Finds out whether `write(_:to:)` can begin: that there is a folder to write to, that it takes a new file, and
    /// that the file itself may be replaced. Leaves everything as it was.
    public static func check(_ path: String) throws(FileError) {
        let target = try WriteTarget(path)
        switch target.kind {
        case .stream(let number): _ = try Descriptor(duplicating: number, shownAs: path)
        case .device:
            if access(target.path, W_OK) != 0 { throw FileError(.write, path, FileError.Reason(errno: errno)) }
        case .newFile, .file: try temporary(for: target, shownAs: path, mode: 0o600).remove()
        }
    }

    /// Removes the temporary file that is being written, where the process is about to end. Safe in a signal handler: nothing
    /// is allocated or locked.
    package static func removeUnfinished() { TemporaryFile.removeUnfinished() }

    /// Writes a file piece by piece, with the promises of `write(_:to:)`; what `content` throws is passed on.
    static func write(to path: String, _ content: (borrowing Descriptor) throws -> Void) throws {
        let target = try WriteTarget(path)
        switch target.kind {
        case .stream(let number):
            // What the program has printed so far comes first.
            fflush(nil)
            try content(try Descriptor(duplicating: number, shownAs: path))
        case .device: try content(try Descriptor(.write, path, flags: O_WRONLY))
        case .newFile: try replace(target, nil, shownAs: path, content)
        case .file(let owner): try replace(target, owner, shownAs: path, content)
        }
    }

    static func replace(
        _ target: WriteTarget, _ owner: WriteTarget.Ownership?, shownAs path: String,
        _ content: (borrowing Descriptor) throws -> Void
    ) throws {
        // Nobody may look into a replacement before it has the permissions of the file it replaces.
        let temporary = try temporary(for: target, shownAs: path, mode: owner == nil ? 0o644 : 0o600)
        do {
            try content(temporary.file)
            if let owner { try owner.pass(to: temporary.file) }
            try temporary.file.synchronize()
            if try !temporary.takePlace(of: target.path, shownAs: path) {
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
            // The answer of file systems such as /proc, where nothing can be made.
            if access(target.folder, F_OK) == 0 { throw FileError(.write, path, .permissionDenied) }
            // The folder of a link's target is another one than that of the path.
            throw target.path == path ? error : FileError(.write, path, .missingTargetFolder(target.folder))
        }
    }
}
