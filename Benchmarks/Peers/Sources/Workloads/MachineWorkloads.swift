import Dispatch
import Foundation
import MachineLimits
import Synchronization

/// The instruction sets that this processor has.
private let levels = (0..<Int32(machine_levels)).filter { machine_has($0) != 0 }

/// A billion multiplications and additions in registers for each worker; the time is that of the fastest instruction set.
func multiplyAdds(_ precision: Precision, workers: Int) -> Workload {
    let flops: @Sendable (Int32) -> Int64 = precision == .float ? machine_fma_flops_f32 : machine_fma_flops_f64
    let run: @Sendable (Int32, Int64) -> Double = precision == .float ? machine_fma_f32 : machine_fma_f64
    return fastest(workers) { level, _ in run(level, 1_000_000_000 / flops(level)) != 0 }
}

/// One read of the shared numbers, 256 MB and so far more than a cache holds, in equal parts by the workers.
func memoryRead(workers: Int) -> Workload {
    let count = SharedNumbers.data.count / 8 / workers
    return fastest(workers) { level, worker in
        SharedNumbers.data.withUnsafeBytes { bytes in
            guard let numbers = bytes.baseAddress?.assumingMemoryBound(to: UInt64.self) else { return false }
            return machine_read(level, numbers + worker * count, count) != 0
        }
    }
}

/// The time of the workers together with the instruction set that takes the least. `body` says whether its result is not
/// 0, so that no compiler can leave it out.
private func fastest(_ workers: Int, _ body: @escaping @Sendable (_ level: Int32, _ worker: Int) -> Bool) -> Workload {
    let nonzero = Atomic(0)
    return Workload(
        repetition: {
            levels.map { level in
                milliseconds {
                    DispatchQueue.concurrentPerform(iterations: workers) { worker in
                        if body(level, worker) { nonzero.add(1, ordering: .relaxed) }
                    }
                }
            }.min() ?? .infinity
        }, check: { nonzero.load(ordering: .relaxed) > 0 ? 1 : 0 })
}

/// The precision of a workload that exists in both.
enum Precision {
    case float, double
}
