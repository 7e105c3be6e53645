import TestSupport
import Foundation
import Testing

@testable import TesseraFiles

private let old = Array("old".utf8)
private let new = Array("new".utf8)

struct AtomicFileTests {
    @Test func createsAFile() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write(new, to: folder.file("a"))
        #expect(try folder.text("a") == "new")
        #expect(try folder.names == ["a"])
        let permissions = try #require(try folder.permissions("a"))
        #expect(permissions & 0o600 == 0o600 && permissions & ~0o644 == 0)
    }

    @Test(arguments: [0o600, 0o640, 0o755])
    func replacesAFileAndKeepsItsPermissions(permissions: Int) throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write(old, to: folder.file("a"))
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: folder.file("a"))
        try AtomicFile.write(new, to: folder.file("a"))
        #expect(try folder.text("a") == "new")
        #expect(try folder.permissions("a") == permissions)
        #expect(try folder.names == ["a"])
    }

    @Test func writesTheTargetOfALink() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "second")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("second"), withDestinationPath: folder.file("target"))
        for bytes in [old, new] {
            try AtomicFile.write(bytes, to: folder.file("link"))
            #expect(try folder.text("target") == String(decoding: bytes, as: UTF8.self))
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "second")
        }
        #expect(try folder.names == ["link", "second", "target"])
    }

    @Test func namesTheFolderThatALinkLeadsTo() throws {
        let folder = try TemporaryFolder()
        let end = folder.file("none")
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "\(end)/a")
        for body in [{ try AtomicFile.write(new, to: $0) }, { try AtomicFile.check($0) }] as [(String) throws -> Void] {
            let error = #expect(throws: FileError.self) { try body(folder.file("link")) }
            #expect(error?.reason == .missingTargetFolder(end))
            #expect(error?.description.hasSuffix("it is a symbolic link, and the folder \(end) does not exist") == true)
        }
    }

    /// A check reports the errors that writing would, and changes nothing.
    @Test func aCheckWritesNothing() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write(old, to: folder.file("a"))
        for name in ["a", "b"] { try AtomicFile.check(folder.file(name)) }
        for path in ["/dev/null", "/dev/full", "/dev/stdout"] { try AtomicFile.check(path) }
        for path in [folder.path, folder.file("none/a"), folder.file("a/b"), "/proc/nothing"] {
            #expect(throws: FileError.self) { try AtomicFile.check(path) }
        }
        #expect(try folder.names == ["a"])
        #expect(try folder.text("a") == "old")
    }

    /// A number that no process has: the greatest there can be is 2²² on 64-bit Linux.
    private static let dead = 1 << 23

    @Test func removesWhatDeadRunsLeft() throws {
        let folder = try TemporaryFolder()
        let kept = [
            ".tessera-.tmp", ".tessera-1.tmp", ".tessera-\(getpid())-abc.tmp", ".tessera-x-abc.tmp",
            ".tessera-\(Self.dead)-abc", ".tessera-\(Self.dead)-a-b.tmp",
        ]
        for name in kept + [".tessera-\(Self.dead)-abc.tmp", ".tessera-\(Self.dead)-def.tmp"] {
            try folder.write("half", to: name)
        }
        try AtomicFile.write(new, to: folder.file("a"))
        #expect(try folder.names == (kept + ["a"]).sorted())
    }

    /// A run of another container has a number that is not known here, and holds its file locked.
    @Test func leavesWhatOthersWrite() throws {
        let folder = try TemporaryFolder()
        let name = ".tessera-\(Self.dead)-abc.tmp"
        try folder.write("half", to: name)
        let other = try Descriptor(.write, folder.file(name), flags: O_WRONLY)
        let isLocked = other.lock(waiting: false)
        #expect(isLocked)
        try AtomicFile.write(new, to: folder.file("a"))
        #expect(try folder.names == [name, "a"])
    }

    @Test(.enabled(if: geteuid() == 0, "only the superuser may give files away"))
    func keepsTheOwnerOfAReplacedFile() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write(old, to: folder.file("a"))
        #expect(chown(folder.file("a"), 12_345, 23_456) == 0)
        try AtomicFile.write(new, to: folder.file("a"))
        var status = stat()
        #expect(stat(folder.file("a"), &status) == 0)
        #expect(status.st_uid == 12_345 && status.st_gid == 23_456)
        #expect(try folder.text("a") == "new")
    }

    @Test func saysWhyAFileCannotBeWritten() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write(old, to: folder.file("plain"))
        try FileManager.default.createSymbolicLink(atPath: folder.file("loop"), withDestinationPath: "loop")
        let table: [(String, FileError.Reason, String)] = [
            ("none/a", .notFound, "the folder \(folder.file("none")) does not exist"),
            ("none/", .notFound, "the folder \(folder.file("none")) does not exist"),
            ("", .isDirectory, "it is a folder, not a file"),
            ("plain/a", .notADirectory, "a part of the path before the last is a file, not a folder"),
            ("loop", .linkLoop, "its symbolic links lead in a circle"),
            ("a\0b", .system(code: EINVAL), "Invalid argument"),
        ]
        for (name, reason, words) in table {
            let path = folder.file(name)
            let error = #expect(throws: FileError.self) { try AtomicFile.write(new, to: path) }
            #expect(error == FileError(.write, path, reason))
            #expect(error?.description == "cannot write \(path.replacing("\0", with: "\\0")): \(words)")
        }
        #expect(try folder.names == ["loop", "plain"])
        #expect(try folder.text("plain") == "old")
    }

    @Test(.enabled(if: getuid() != 0, "the superuser may write everything"))
    func refusesAWriteProtectedFile() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write(old, to: folder.file("a"))
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder.file("a"))
        let error = #expect(throws: FileError.self) { try AtomicFile.write(new, to: folder.file("a")) }
        #expect(error?.reason == .permissionDenied)
        #expect(try folder.text("a") == "old")
    }

    @Test func removesTheTemporaryWhenTheLastStepFails() throws {
        let folder = try TemporaryFolder()
        #expect(throws: FileError(.write, folder.file("sub"), .isDirectory)) {
            try AtomicFile.write(to: folder.file("sub")) { file in
                try file.writeAll(new)
                try FileManager.default.createDirectory(
                    atPath: folder.file("sub"), withIntermediateDirectories: false)
            }
        }
        #expect(try folder.names == ["sub"])
    }

    /// The test runs in a process of its own, whose files may not grow beyond a limit: the write itself fails halfway.
    @Test func leavesTheOldFileWhenWritingFails() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            try AtomicFile.write(old, to: folder.file("a"))
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            let error = #expect(throws: FileError.self) {
                try AtomicFile.write([UInt8](repeating: 0, count: 10_000), to: folder.file("a"))
            }
            #expect(error?.reason == .system(code: EFBIG))
            #expect(try folder.text("a") == "old")
            #expect(try folder.names == ["a"])
        }
    }

    @Test func writesDevicesDirectly() throws {
        try AtomicFile.write(new, to: "/dev/null")
        var status = stat()
        #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
        let error = #expect(throws: FileError.self) { try AtomicFile.write(new, to: "/dev/full") }
        #expect(error?.description == "cannot write /dev/full: no space left")
    }

    @Test func writesTheStandardOutputAfterWhatWasPrinted() async {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            print("printed before, ", terminator: "")
            try AtomicFile.write(Array("written\n".utf8), to: "/dev/stdout")
            print("printed after")
        }
        let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
        #expect(output.contains("printed before, written\nprinted after\n"))
    }
}
