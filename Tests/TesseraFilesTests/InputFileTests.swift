import Foundation
import Tessera
import TestSupport
import Testing

@testable import TesseraFiles

/// Files are told apart by their identity, not by the spelling of their paths.
struct InputFileTests {
    private let folder = try! TemporaryFolder()

    @Test func spellingsOfAFileAreOneFile() throws {
        try folder.write("x", to: "a")
        try FileManager.default.createDirectory(atPath: folder.file("sub"), withIntermediateDirectories: false)
        try FileManager.default.linkItem(atPath: folder.file("a"), toPath: folder.file("hard"))
        for (link, end) in [("sub/link", "../a"), ("second", "sub/link"), ("folder", "sub"), ("sub/new", "../b")] {
            try FileManager.default.createSymbolicLink(atPath: folder.file(link), withDestinationPath: end)
        }
        let one = ["a", "./a", "sub/../a", "hard", "sub/link", "second", "folder/link", ".//a"]
        let identities = Set(one.map { FileIdentity(folder.file($0)) })
        #expect(identities.count == 1 && identities.first != .some(nil))
        // Files that are yet to be made.
        let new = Set(["b", "./b", "sub/../b", "sub/new", "folder/new"].map { FileIdentity(folder.file($0)) })
        #expect(new.count == 1 && new.first != .some(nil) && new != identities)
        #expect(FileIdentity(folder.file("c")) != FileIdentity(folder.file("b")))
        for nowhere in ["none/b", "a/b", "a\0b"] { #expect(FileIdentity(folder.file(nowhere)) == nil) }
        #expect(FileIdentity("") == nil && FileIdentity("/dev/null") == nil)
    }

    /// The shell's process substitution <(…) gives such pipes.
    @Test func pipesAreReadByDescriptorAndByName() throws {
        let text = String(repeating: "0123456789\n", count: 20_000)
        let pipe = Pipe()
        let path = folder.file("fifo")
        #expect(mkfifo(path, 0o600) == 0)
        for (name, writer) in [
            ("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)", pipe.fileHandleForWriting), (path, nil),
        ] {
            Thread.detachNewThread {
                let handle = writer ?? FileHandle(forWritingAtPath: path)!
                try? handle.write(contentsOf: Data(text.utf8))
                try? handle.close()
            }
            #expect(try InputFile.bytes(name) == Array(text.utf8))
        }
    }

    @Test func aPipeIsReadOnceAndItsLinesAreKnown() throws {
        let path = folder.file("fifo")
        #expect(mkfifo(path, 0o600) == 0)
        Thread.detachNewThread { try? Data("x\n1\n".utf8).write(to: URL(filePath: path), options: []) }
        let table = try NumericTable(csv: path)
        #expect(table.values == [1])
        #expect(
            table.location(row: 0, column: "x")
                == FileLocation(file: path, line: 2, column: .init(number: 1, name: "x")))
    }

    @Test(arguments: ["/dev/zero", "/dev/urandom", "/dev/full"])
    func devicesWithoutEndAreRefused(path: String) {
        #expect(throws: FileError(.read, path, .endlessDevice)) { try InputFile.bytes(path) }
        #expect(throws: CSVError(file: path, reason: .unreadable(.endlessDevice))) { try NumericTable(csv: path) }
    }

    @Test func theEmptyDeviceIsAnEmptyFile() throws {
        #expect(try InputFile.bytes("/dev/null").isEmpty)
    }

    /// Files of holes take no room on the disk and say that they are larger than memory.
    @Test(arguments: [1 << 40, 3 << 40, 15 << 40])
    func filesLargerThanMemoryAreRefused(size: Int) throws {
        let path = folder.file("sparse.csv")
        try folder.write("x,y\n", to: "sparse.csv")
        guard truncate(path, off_t(size)) == 0 else { return }
        let error = #expect(throws: FileError.self) { try InputFile.bytes(path) }
        guard case .outOfMemory(let memory)? = error?.reason else {
            Issue.record("\(error.map(String.init(describing:)) ?? "nothing was thrown")")
            return
        }
        #expect(memory.bytes == 2 * size && memory.available < size)
        #expect(throws: CSVError.self) { try NumericTable(csv: path) }
        #expect(throws: RowFileError(path, .notNPY)) { try RowFile<Float>(path: path) }
    }

    @Test func rowsAreNotReadFromAPipe() throws {
        let path = folder.file("rows.npy")
        #expect(mkfifo(path, 0o600) == 0)
        #expect(throws: FileError(.read, path, .notAFile)) { try RowFile<Float>(path: path) }
        #expect(throws: FileError(.read, folder.path, .isDirectory)) { try RowFile<Float>(path: folder.path) }
    }

    @Test(
        arguments: [
            ([0x93] + Array("NUMPY\u{1}".utf8), FileFormat.npy), ([0x50, 0x4B, 3, 4, 0], .zip),
            ([0x1F, 0x8B, 8], .gzip),
            (Array("PAR1\u{15}".utf8), .parquet), ([0xFF, 0xFE, 0x78, 0], .utf16), ([0xFE, 0xFF, 0, 0x78], .utf16),
        ] as [([UInt8], FileFormat)])
    func otherFormatsAreNamed(bytes: [UInt8], format: FileFormat) {
        #expect(throws: CSVError(file: "t", reason: .otherFormat(format))) { try NumericTable(csv: bytes, name: "t") }
    }

    @Test func namesOfColumnsMayBeginAsFilesOfOtherKindsDo() throws {
        for name in ["PAR1", "PK", "NUMPY"] {
            #expect(try NumericTable(csv: Array("\(name)\n1\n".utf8), name: "t").columns == [name])
        }
    }
}
