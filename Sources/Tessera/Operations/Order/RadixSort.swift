/// An item that is sorted by an unsigned key.
protocol RadixItem: BitwiseCopyable {
    /// The number that items are ordered by, in ascending order.
    var radixKey: UInt64 { get }
    /// The number of low bits of the key in which items that are in order need no sorting.
    static var ignoredBits: Int { get }
}

extension RadixItem {
    static var ignoredBits: Int { 0 }
}

extension UInt32: RadixItem {
    @inline(__always)
    var radixKey: UInt64 { UInt64(self) }
}

extension UInt64: RadixItem {
    @inline(__always)
    var radixKey: UInt64 { self }
}

/// A key with the index of its element.
protocol IndexedItem: RadixItem {
    init(key: UInt64, index: Int)
    var index: Int32 { get }
}

/// A key of at most 32 bits and an index in one word.
struct PackedKey: IndexedItem {
    private let word: UInt64

    @inline(__always)
    init(key: UInt64, index: Int) { word = key &<< 32 | UInt64(truncatingIfNeeded: index) }

    static var ignoredBits: Int { 32 }
    @inline(__always)
    var radixKey: UInt64 { word }
    @inline(__always)
    var index: Int32 { Int32(truncatingIfNeeded: word) }
}

/// A key of 64 bits and an index.
struct WideKey: IndexedItem {
    let radixKey: UInt64
    let index: Int32

    @inline(__always)
    init(key: UInt64, index: Int) {
        radixKey = key
        self.index = Int32(truncatingIfNeeded: index)
    }
}

/// A stable radix sort: most significant digit first where items are many, so that each bucket fits a cache and the
/// workers share the buckets, then least significant digit first (Knuth, "The Art of Computer Programming", vol. 3,
/// 5.2.5). A stable order is unique: it does not depend on how the work is divided.
struct RadixSort<Item: RadixItem> {
    typealias Items = UnsafeMutablePointer<Item>

    /// The number of items up to which insertion is faster.
    private static var fewItems: Int { 48 }
    /// The number of bits of a digit: the places that 2048 buckets are written to stay in cache.
    private static var digitWidth: Int { 11 }
    /// The number of items from which buckets are shared by the workers.
    static var manyItems: Int { 1 << 17 }
    /// The number of parts in which many items are distributed to the buckets.
    private static var parts: Int { 64 }

    /// Sorts `count` items. `scratch` has room for as many.
    @specialized(where Item == UInt32)
    @specialized(where Item == UInt64)
    @specialized(where Item == PackedKey)
    @specialized(where Item == WideKey)
    static func sort(_ items: Items, _ count: Int, scratch: Items) {
        if count < manyItems {
            sortRun(items, count, other: scratch, to: items)
        } else {
            sortBuckets(items, count, scratch)
        }
    }

    /// Sorts the items of a run into `target`, which is the run or `other`.
    @inline(__always)
    private static func sortRun(_ items: Items, _ count: Int, other: Items, to target: Items) {
        var sorted = items
        if count > fewItems { sorted = sortByDigits(items, count, other: other) } else { insert(items, count) }
        if sorted != target { target.update(from: sorted, count: count) }
    }

    /// Sorts by insertion.
    @inline(__always)
    private static func insert(_ items: Items, _ count: Int) {
        for next in Swift.stride(from: 1, to: count, by: 1) {
            let item = items[next]
            let key = item.radixKey
            var hole = next
            while hole > 0, items[hole - 1].radixKey > key {
                items[hole] = items[hole - 1]
                hole -= 1
            }
            items[hole] = item
        }
    }

    /// Sorts by the digits in which keys differ, the least significant first, to and fro between the items and `other`;
    /// returns where the items end.
    @inline(__always)
    private static func sortByDigits(_ items: Items, _ count: Int, other: Items) -> Items {
        let first = items[0].radixKey
        var differing: UInt64 = 0
        for index in 0..<count { differing |= items[index].radixKey ^ first }
        let bits = 64 - differing.leadingZeroBitCount - Item.ignoredBits
        if bits <= 0 { return items }
        let widest = count < 1024 ? 8 : digitWidth
        let passes = (bits + widest - 1) / widest
        let width = (bits + passes - 1) / passes
        var (source, target) = (items, other)
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << width) { memory in
            guard let starts = memory.baseAddress else { return }
            for pass in 0..<passes {
                let shift = UInt64(truncatingIfNeeded: Item.ignoredBits + pass * width)
                let mask: UInt64 = 1 << width - 1
                if (differing &>> shift) & mask == 0 { continue }
                starts.initialize(repeating: 0, count: 1 << width)
                for index in 0..<count {
                    starts[Int(truncatingIfNeeded: (source[index].radixKey &>> shift) & mask)] &+= 1
                }
                var sum = 0
                for digit in 0..<(1 << width) { (starts[digit], sum) = (sum, sum &+ starts[digit]) }
                for index in 0..<count {
                    let item = source[index]
                    let digit = Int(truncatingIfNeeded: (item.radixKey &>> shift) & mask)
                    let position = starts[digit]
                    target[position] = item
                    starts[digit] = position &+ 1
                }
                (source, target) = (target, source)
            }
        }
        return source
    }

    /// Distributes the items to buckets of the range of their keys, then sorts each bucket.
    @inline(__always)
    private static func sortBuckets(_ items: Items, _ count: Int, _ scratch: Items) {
        let buckets = 1 << digitWidth
        guard let digit = digit(items, count) else { return }
        let length = (count + parts - 1) / parts
        withUnsafeTemporaryAllocation(of: Int.self, capacity: parts * buckets + buckets + 1) { memory in
            guard let starts = memory.baseAddress else { return }
            let borders = starts + parts * buckets
            findStarts(items, count, length, digit, starts, borders: borders)
            CurrentExecutor.value.forEachRange(count, length: length) { range, _ in
                let own = starts + range.lowerBound / length * buckets
                for index in range {
                    let item = items[index]
                    let bucket = digit(item)
                    let position = own[bucket]
                    scratch[position] = item
                    own[bucket] = position &+ 1
                }
            }
            CurrentExecutor.value.forEachRange(buckets, length: 8) { range, _ in
                for bucket in range {
                    let (start, count) = (borders[bucket], borders[bucket + 1] - borders[bucket])
                    sortRun(scratch + start, count, other: items + start, to: items + start)
                }
            }
        }
    }

    /// Counts the items of each bucket in each part, and stores where the items of a part begin in sorted order, and
    /// where each bucket does.
    @inline(__always)
    private static func findStarts(
        _ items: Items, _ count: Int, _ length: Int, _ digit: LeadingDigit<Item>, _ starts: UnsafeMutablePointer<Int>,
        borders: UnsafeMutablePointer<Int>
    ) {
        let buckets = 1 << digitWidth
        starts.initialize(repeating: 0, count: parts * buckets)
        CurrentExecutor.value.forEachRange(count, length: length) { range, _ in
            let own = starts + range.lowerBound / length * buckets
            for index in range { own[digit(items[index])] &+= 1 }
        }
        var sum = 0
        for bucket in 0..<buckets {
            borders[bucket] = sum
            for part in 0..<parts {
                let place = starts + part * buckets + bucket
                (place.pointee, sum) = (sum, sum &+ place.pointee)
            }
        }
        borders[buckets] = sum
    }

    /// Stores the items at some positions, in ascending order, of the sorted items. Only the buckets that these lie in
    /// are sorted: distribution selection. `scratch` has room for as many items; the items may be sorted or not
    /// afterwards.
    @specialized(where Item == UInt32)
    @specialized(where Item == UInt64)
    static func select(_ items: Items, _ count: Int, at positions: [Int], scratch: Items, to out: Items) {
        let buckets = 1 << digitWidth
        guard let digit = digit(items, count) else {
            return out.initialize(repeating: items[0], count: positions.count)
        }
        let length = (count + parts - 1) / parts
        withUnsafeTemporaryAllocation(of: Int.self, capacity: parts * buckets + buckets + 1) { memory in
            guard let starts = memory.baseAddress else { return }
            let borders = starts + parts * buckets
            findStarts(items, count, length, digit, starts, borders: borders)
            var (bucket, sorted) = (0, -1)
            for (number, position) in positions.enumerated() {
                while borders[bucket + 1] <= position { bucket += 1 }
                let (start, size) = (borders[bucket], borders[bucket + 1] - borders[bucket])
                if 2 * size > count {
                    sort(items, count, scratch: scratch)
                    for number in number..<positions.count { out[number] = items[positions[number]] }
                    return
                }
                if bucket != sorted {
                    CurrentExecutor.value.forEachRange(count, length: length) { range, _ in
                        var next = starts[range.lowerBound / length * buckets + bucket] - start
                        for index in range where digit(items[index]) == bucket {
                            scratch[next] = items[index]
                            next += 1
                        }
                    }
                    sortRun(scratch, size, other: scratch + size, to: scratch)
                    sorted = bucket
                }
                out[number] = scratch[position - start]
            }
        }
    }

    /// The leading digit of keys, counted from the smallest one; nil if no keys differ.
    private static func digit(_ items: Items, _ count: Int) -> LeadingDigit<Item>? {
        let length = (count + parts - 1) / parts
        var (smallest, largest) = (UInt64.max, UInt64.min)
        withUnsafeTemporaryAllocation(of: (UInt64, UInt64).self, capacity: parts) { memory in
            guard let bounds = memory.baseAddress else { return }
            CurrentExecutor.value.forEachRange(count, length: length) { range, _ in
                var (low, high) = (UInt64.max, UInt64.min)
                for index in range {
                    low = min(low, items[index].radixKey)
                    high = max(high, items[index].radixKey)
                }
                (bounds + range.lowerBound / length).initialize(to: (low, high))
            }
            for part in 0..<((count + length - 1) / length) {
                smallest = min(smallest, bounds[part].0)
                largest = max(largest, bounds[part].1)
            }
        }
        return LeadingDigit(from: smallest, to: largest, width: digitWidth)
    }
}

/// The leading bits of the distance of a key from the smallest one.
struct LeadingDigit<Item: RadixItem> {
    private let smallest: UInt64
    private let shift: UInt64

    /// Creates the digit for a range of keys; nil if these do not differ.
    init?(from smallest: UInt64, to largest: UInt64, width: Int) {
        let bits = 64 - (largest &- smallest).leadingZeroBitCount
        if smallest >> UInt64(Item.ignoredBits) >= largest >> UInt64(Item.ignoredBits) { return nil }
        self.smallest = smallest
        shift = UInt64(max(0, bits - width))
    }

    @inline(__always)
    func callAsFunction(_ item: Item) -> Int { Int(truncatingIfNeeded: (item.radixKey &- smallest) &>> shift) }
}

/// Calls `body` with uninitialised memory for items to be sorted. Large memory comes from the cache of released blocks.
func withSortingMemory<Item: BitwiseCopyable>(
    of type: Item.Type, capacity: Int, _ body: (UnsafeMutablePointer<Item>) -> Void
) {
    let byteCount = capacity * MemoryLayout<Item>.stride
    if byteCount >= 1 << 20 {
        let memory = MemoryCache.allocate(byteCount: byteCount)
        body(memory.bindMemory(to: Item.self, capacity: capacity))
        MemoryCache.release(memory, byteCount: byteCount)
    } else {
        withUnsafeTemporaryAllocation(of: Item.self, capacity: capacity) { memory in
            if let base = memory.baseAddress { body(base) }
        }
    }
}
