import Testing

@testable import Tessera

@Suite struct MemoryTests {
    @Test(arguments: [[], [0], [8, 1000], [1 << 20], [0, .max, .max]] as [[Int]])
    func littleIsGranted(sizes: [Int]) throws {
        switch sizes.count {
        case 0: try requireMemory(for: "nothing")
        case 1: try requireMemory(sizes[0], for: "a test")
        case 2: try requireMemory(sizes[0], sizes[1], for: "a test")
        default: try requireMemory(sizes[0], sizes[1], sizes[2], for: "a test")
        }
    }

    @Test(arguments: [
        (1 << 50, 8, Optional(1 << 53)), (1 << 60, 4, 1 << 62), (1 << 60, 8, nil), (.max, 1, .max), (.max, .max, nil),
        (3_037_000_500, 3_037_000_500, nil),
    ])
    func moreThanThereIsIsRefused(count: Int, size: Int, bytes: Int?) {
        let error = #expect(throws: MemoryError.self) { try requireMemory(count, size, for: "a test") }
        #expect(error?.bytes == bytes && error?.purpose == "a test")
        #expect(error?.description.hasPrefix("not enough memory: a test would take ") == true)
    }

    @Test func theMachineHasSomeMemory() {
        #expect(availableMemory() > 1 << 20)
    }

    @Test(arguments: [
        (0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (20 << 20, "20 MiB"),
        (3 << 40, "3.0 TiB"), (.max, "7.9 EiB"),
    ])
    func bytesAreShownAsPeopleSayThem(bytes: Int, text: String) {
        #expect(byteText(bytes) == text)
    }

    /// The last resort, where nothing could throw: a sentence of the library's, not the allocator's.
    @Test func anAllocationThatFailsStopsWithASentence() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor<Float>(zeros: [1 << 50])
        }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("not enough memory: a block of memory would take 4.0 PiB"))
    }
}
