#if OpenBLAS
    import Testing

    @testable import Tessera

    /// Kernels of OpenBLAS that are older than the processor are noticed, and selected anew. A test runs in a process of
    /// its own, as the kernels are those of the whole process.
    @Suite struct OpenBLASSelectionTests {
        @Test func theStatusNamesTheKernels() throws {
            let status = try #require(OpenBLAS.status)
            #expect(status.version.split(separator: ".").count >= 3)
            #expect(!status.coreName.isEmpty)
            #expect(status.description.contains("OpenBLAS \(status.version), kernels \(status.coreName)"))
        }

        @Test(.enabled(if: CKernelTables.levels.count > 1, "the processor has the baseline only"))
        func oldKernelsAreReplaced() async {
            await #expect(processExitsWith: .success) {
                // An OpenBLAS for one processor alone has nothing to select.
                guard OpenBLASCore.select("Prescott") else { return }
                let a = Tensor<Double>(uniform: [300, 300], seed: 1)
                #expect(OpenBLAS.status?.isBelowProcessor == true)
                let product = a.matmul(a)
                let solution = try a.solve(a)
                #expect(OpenBLAS.selectKernels())
                #expect(OpenBLAS.status?.isBelowProcessor == false)
                #expect(a.matmul(a).isClose(to: product, relativeTolerance: 1e-12, absoluteTolerance: 0))
                #expect(try a.solve(a).isClose(to: solution, relativeTolerance: 1e-8, absoluteTolerance: 1e-9))
            }
        }
    }
#endif
