/// Stream compaction: writes the elements whose mask is true one after another. Each part of a long mask first counts
/// its true elements, then writes behind those of the parts before it.
struct Compaction {
    /// The number of elements of a part; a multiple of `chunk`.
    private static let length = 1 << 15
    /// The number of elements that are compacted at once, in memory that stays in the first-level cache.
    private static let chunk = 1024

    private let mask: Tensor<Bool>
    /// The number of true elements before each part, and of all.
    private let starts: [Int]

    init(_ mask: Tensor<Bool>) {
        let mask = mask.contiguous()
        let parts = (mask.count + Self.length - 1) / Self.length
        let base = mask.base
        let counts = [Int](unsafeUninitializedCapacity: parts) { counts, initialized in
            guard let counts = counts.baseAddress else { return }
            Self.forEachPart(mask.count) { range in
                var count = 0
                for index in range { count &+= base[index] ? 1 : 0 }
                (counts + range.lowerBound / Self.length).initialize(to: count)
            }
            initialized = parts
        }
        self.mask = mask
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
    /// of its first element, and the distances from there of the true ones.
    private func forEachChunk(_ body: (_ before: Int, _ first: Int, UnsafeBufferPointer<Int32>) -> Void) {
        Self.forEachPart(mask.count) { range in
            var before = starts[range.lowerBound / Self.length]
            // One element more: that behind the last true one is written, too.
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.chunk + 1) { buffer in
                guard let chosen = buffer.baseAddress else { return }
                for first in stride(from: range.lowerBound, to: range.upperBound, by: Self.chunk) {
                    let count = min(Self.chunk, range.upperBound - first)
                    let trueCount = Self.compact(mask.base + first, count, to: chosen)
                    if trueCount > 0 { body(before, first, UnsafeBufferPointer(start: chosen, count: trueCount)) }
                    before += trueCount
                }
            }
        }
    }

    /// Writes the indices of the true elements without a branch, which a random mask would mispredict.
    @inline(__always)
    private static func compact(
        _ mask: UnsafePointer<Bool>, _ count: Int, to chosen: UnsafeMutablePointer<Int32>
    ) -> Int {
        var trueCount = 0
        for index in 0..<count {
            chosen[trueCount] = Int32(truncatingIfNeeded: index)
            trueCount &+= mask[index] ? 1 : 0
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
        forEachChunk { before, first, chosen in
            for index in chosen.indices { out[before + index] = Int32(truncatingIfNeeded: first) &+ chosen[index] }
        }
        return Tensor<Int32>(storage: storage, shape: [count])
    }

    /// Returns the blocks of `width` consecutive elements whose mask is true, one after another.
    func compacted<Scalar: TensorScalar>(_ x: Tensor<Scalar>, width: Int) -> Storage<Scalar> {
        let x = x.contiguous()
        let storage = Storage<Scalar>(count: count * width)
        let (source, out) = (x.base, storage.base)
        forEachChunk { before, first, chosen in
            copy(chosen, source + first * width, to: out + before * width, width: width)
        }
        withExtendedLifetime(x.storage) {}
        return storage
    }
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
@specialized(where Scalar == Int32)
private func copy<Scalar: TensorScalar>(
    _ chosen: UnsafeBufferPointer<Int32>, _ source: UnsafePointer<Scalar>, to out: UnsafeMutablePointer<Scalar>,
    width: Int
) {
    if width == 1 {
        for index in chosen.indices { out[index] = source[Int(chosen[index])] }
        return
    }
    for index in chosen.indices {
        (out + index * width).update(from: source + Int(chosen[index]) * width, count: width)
    }
}
