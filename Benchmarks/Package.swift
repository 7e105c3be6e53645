// swift-tools-version: 6.3
import PackageDescription

// The harness's own traits are off: they interpose malloc and the runtime, which would slow what is measured.
let package = Package(
    name: "tessera-benchmarks",
    dependencies: [
        .package(name: "tessera", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Backends",
            dependencies: [
                .product(name: "Tessera", package: "tessera"),
                .product(name: "TesseraTraining", package: "tessera"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/Backends",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
        .target(name: "AllocationCounter", path: "AllocationCounter"),
        .executableTarget(
            name: "Allocations",
            dependencies: [
                "AllocationCounter",
                .product(name: "Tessera", package: "tessera"),
                .product(name: "TesseraTraining", package: "tessera"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/Allocations",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
        .executableTarget(
            name: "Report", dependencies: [.product(name: "TesseraCharts", package: "tessera")], path: "Report"),
    ],
    swiftLanguageModes: [.v6]
)
