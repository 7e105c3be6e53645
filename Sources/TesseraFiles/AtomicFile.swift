import Foundation

/// Files that are either written whole or not touched.
public enum AtomicFile {
    /// Writes the bytes to the file at `path`, creating or replacing it.
    ///
    /// The bytes go to a temporary file in the same folder, which takes the file's place only once the disk holds all
    /// of it. On failure the old file is as it was and the temporary is gone. A replaced file passes on its
    /// permissions, a new one gets 0644 less the umask. A symbolic link stays and its target is written. What is not
    /// a regular file, such as `/dev/null` or a pipe, is written directly, and so is `/dev/stdout`.
    ///
    /// - Throws: `FileError`; folders and write-protected files are refused.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let target = try WriteTarget(path)
        switch target.kind {
        case .stream(let number):
            // What the program has printed so far comes first.
            fflush(nil)
            try Descriptor(duplicating: number, shownAs: path).writeAll(bytes)
        case .device:
            try Descriptor(.write, path, flags: O_WRONLY).writeAll(bytes)
        case .newFile:
            try replace(target.path, with: bytes, permissions: nil, shownAs: path)
        case .file(let permissions):
            try replace(target.path, with: bytes, permissions: permissions, shownAs: path)
        }
    }

    static func replace(
        _ target: String, with bytes: [UInt8], permissions: mode_t?, shownAs path: String
    ) throws(FileError) {
        do {
            try replace(target, permissions: permissions, shownAs: path) { try $0.writeAll(bytes) }
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError(.write, path, .system(code: EIO))
        }
    }

    /// Writes a file piece by piece, with the promises of `write(_:to:)`; what `content` throws is passed on.
    static func write(to path: String, _ content: (borrowing Descriptor) throws -> Void) throws {
        let target = try WriteTarget(path)
        switch target.kind {
        case .stream(let number):
            fflush(nil)
            try content(try Descriptor(duplicating: number, shownAs: path))
        case .device: try content(try Descriptor(.write, path, flags: O_WRONLY))
        case .newFile: try replace(target.path, permissions: nil, shownAs: path, content)
        case .file(let permissions): try replace(target.path, permissions: permissions, shownAs: path, content)
        }
    }

    private static func replace(
        _ target: String, permissions: mode_t?, shownAs path: String,
        _ content: (borrowing Descriptor) throws -> Void
    ) throws {
        let folder = PathParts(target).folder
        let temporary = "\(folder)/.tessera-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
        let file = try Descriptor(
            .write, temporary, shownAs: path, flags: O_WRONLY | O_CREAT | O_EXCL,
            // Nobody may look into a replacement before it has the permissions of the file it replaces.
            mode: permissions == nil ? 0o644 : 0o600)
        do {
            try content(file)
            if let permissions { try file.setPermissions(permissions) }
            try file.synchronize()
            if rename(temporary, target) != 0 { throw FileError(.write, path, FileError.Reason(errno: errno)) }
        } catch {
            unlink(temporary)
            throw error
        }
        try Descriptor(.write, folder, shownAs: path, flags: O_RDONLY | O_DIRECTORY).synchronize()
    }
}
