/// Stream compaction: writes the elements whose mask is true one after another. Each part of a long mask first counts
/// its true elements, then writes behind those of the parts before it.
struct Compaction {
    /// The number of elements of a part; a multiple of `chunk`.
    private static let length = 1 << 15
    /// The number of elements that are compacted at once, in memory that stays in the first-level cache.
    private static let chunk = 1024

    private let mask: Tensor<Bool>
    /// The elements of the mask as numbers, 0 and 1: `Bool` would be branched on.
    private let bytes: UnsafePointer<UInt8>
    /// The number of true elements before each part, and of all.
    private let starts: [Int]

    init(_ mask: Tensor<Bool>) {
        let mask = mask.contiguous()
        let parts = (mask.count + Self.length - 1) / Self.length
        let bytes = UnsafeRawPointer(mask.base).assumingMemoryBound(to: UInt8.self)
        let counts = [Int](unsafeUninitializedCapacity: parts) { counts, initialized in
            guard let counts = counts.baseAddress else { return }
            Self.forEachPart(mask.count) { range in
                var count = 0
                for index in range { count &+= Int(bytes[index]) }
                (counts + range.lowerBound / Self.length).initialize(to: count)
            }
            initialized = parts
        }
        (self.mask, self.bytes) = (mask, bytes)
        starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    }

    /// The number of true elements.
    var count: Int { starts[starts.count - 1] }

    private static func forEachPart(_ count: Int, _ body: (Range<Int>) -> Void) {
        if count < ParallelParts.minimumElements {
            for start in stride(from: 0, to: count, by: length) { body(start..<min(count, start + length)) }
        } else {
            CurrentExecutor.value.forEachRange(count, length: length) { range, _ in body(range) }
        }
    }

    /// Calls `body` for each chunk of the mask that has true elements, with the number of those before it, the index
    /// of its first element, and what `choose` wrote for the true ones.
    private func forEachChunk<Chosen: BitwiseCopyable>(
        _ choose: (_ first: Int, _ count: Int, UnsafeMutablePointer<Chosen>) -> Int,
        _ body: (_ before: Int, _ first: Int, UnsafeBufferPointer<Chosen>) -> Void
    ) {
        Self.forEachPart(mask.count) { range in
            var before = starts[range.lowerBound / Self.length]
            // One element more: that behind the last true one is written, too.
            withUnsafeTemporaryAllocation(of: Chosen.self, capacity: Self.chunk + 1) { buffer in
                guard let chosen = buffer.baseAddress else { return }
                for first in stride(from: range.lowerBound, to: range.upperBound, by: Self.chunk) {
                    let trueCount = choose(first, min(Self.chunk, range.upperBound - first), chosen)
                    if trueCount > 0 { body(before, first, UnsafeBufferPointer(start: chosen, count: trueCount)) }
                    before += trueCount
                }
            }
        }
        withExtendedLifetime(mask.storage) {}
    }

    /// Writes the distances of the true elements of a chunk from its first one.
    private func chooseDistances(_ first: Int, _ count: Int, _ chosen: UnsafeMutablePointer<Int32>) -> Int {
        // There is no branch, which a random mask would mispredict.
        var trueCount = 0
        for index in 0..<count {
            chosen[trueCount] = Int32(truncatingIfNeeded: index)
            trueCount &+= Int(bytes[first + index])
        }
        return trueCount
    }

    /// Returns the indices of the true elements in row-major order. Stops if they are more than `Int32` counts.
    func positions(_ operation: String) -> Tensor<Int32> {
        guard mask.count <= Int(Int32.max) else {
            mask.stop(operation, "at most \(Int32.max) elements can be numbered")
        }
        let storage = Storage<Int32>(count: count)
        let out = storage.base
        forEachChunk(chooseDistances) { before, first, chosen in
            for index in chosen.indices { out[before + index] = Int32(truncatingIfNeeded: first) &+ chosen[index] }
        }
        return Tensor<Int32>(storage: storage, shape: [count])
    }

    /// Returns the blocks of `width` consecutive elements whose mask is true, one after another.
    func compacted<Scalar: TensorScalar>(_ x: Tensor<Scalar>, width: Int) -> Storage<Scalar> {
        let x = x.contiguous()
        let storage = Storage<Scalar>(count: count * width)
        let (source, out) = (x.base, storage.base)
        if width == 1 {
            forEachChunk { first, count, chosen in
                chooseElements(bytes + first, source + first, count, to: chosen)
            } _: { before, _, chosen in
                guard let base = chosen.baseAddress else { return }
                (out + before).update(from: base, count: chosen.count)
            }
        } else {
            forEachChunk(chooseDistances) { before, first, chosen in
                for index in chosen.indices {
                    let row = source + (first + Int(chosen[index])) * width
                    (out + (before + index) * width).update(from: row, count: width)
                }
            }
        }
        withExtendedLifetime(x.storage) {}
        return storage
    }
}

/// Writes the elements whose mask is true; without a branch, as `chooseDistances`.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
@specialized(where Scalar == Int32)
@specialized(where Scalar == Float16)
@specialized(where Scalar == BFloat16)
private func chooseElements<Scalar: TensorScalar>(
    _ mask: UnsafePointer<UInt8>, _ x: UnsafePointer<Scalar>, _ count: Int, to chosen: UnsafeMutablePointer<Scalar>
) -> Int {
    var trueCount = 0
    for index in 0..<count {
        chosen[trueCount] = x[index]
        trueCount &+= Int(mask[index])
    }
    return trueCount
}
