#if OpenBLAS
    internal import CKernels
    internal import COpenBLAS
    import Synchronization

    /// The kernels that OpenBLAS runs, beside the instruction sets of the processor.
    ///
    /// OpenBLAS selects its kernels by the model of the processor. On a model newer than itself it falls back without a
    /// word to kernels for old processors, which take several times as long.
    struct OpenBLASCore: Sendable {
        /// The name of the kernels, as `openblas_get_corename` returns it.
        let name: String
        /// True if the processor has wider vectors than the kernels use.
        let isBelowProcessor: Bool

        private static let selected = Mutex(OpenBLASCore.used)

        /// The kernels of this process.
        static var current: OpenBLASCore { selected.withLock { $0 } }

        private static var used: OpenBLASCore {
            OpenBLASCore(name: String(cString: openblas_get_corename()), processorLevel: CKernelTables.levels.count)
        }

        /// Selects the kernels with a name. Meanwhile no other thread may use OpenBLAS or the environment.
        ///
        /// - Returns: whether OpenBLAS runs them now; if not, it runs those that it has selected by the processor.
        static func select(_ name: String) -> Bool {
            selected.withLock { current in
                let isPossible = tessera_select_openblas_kernels(name)
                current = used
                return isPossible && current.name.lowercased() == name.lowercased()
            }
        }

        /// Creates the description of kernels on a processor with the instruction sets up to the given one: 1 for the
        /// baseline, 2 for AVX2 with FMA, 3 for AVX-512.
        init(name: String, processorLevel: Int) {
            self.name = name
            isBelowProcessor = Self.level(of: name) < processorLevel
        }

        /// Returns the instruction set of the kernels with a name. Unknown names are those of newer versions, which
        /// are taken to suit the processor.
        private static func level(of name: String) -> Int {
            switch name.lowercased() {
            case "prescott", "core2", "penryn", "dunnington", "nehalem", "sandybridge", "atom", "nano", "katmai",
                "coppermine", "northwood", "banias", "athlon", "opteron", "opteron_sse3", "barcelona", "bobcat",
                "bulldozer":
                1
            case "haswell", "zen", "excavator", "steamroller", "piledriver": 2
            default: 3
            }
        }

        /// Returns the route of a product with more than a few million multiplications. It was measured on one thread
        /// of a processor with AVX-512; see docs/decisions.
        func largeProduct(rows: Int, columns: Int) -> ProductRoute {
            if isBelowProcessor { return ProductRoute.ours(rows: rows, columns: columns) }
            return rows >= 128 && columns >= 96 ? .packedGemm : .blas(.gemm)
        }
    }
#endif
