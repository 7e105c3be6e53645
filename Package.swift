// swift-tools-version: 6.3
import PackageDescription

/// Without the traits OpenBLAS and CKernels nothing but Swift is needed: no C target is built and the pure-Swift backend
/// does all the work.
let openBLAS: TargetDependencyCondition? = .when(traits: ["OpenBLAS"])
let kernels: TargetDependencyCondition? = .when(traits: ["CKernels"])
let logging: TargetDependencyCondition? = .when(traits: ["Logging"])
let metrics: TargetDependencyCondition? = .when(traits: ["Metrics"])
/// A program that leaves this trait out fetches none of the packages that only the command line needs.
let commandLine: TargetDependencyCondition? = .when(traits: ["CommandLine"])

/// Continuous integration turns warnings of our own targets into errors; a newer compiler's new warning must not
/// keep a user from building.
let strict: [SwiftSetting] =
    Context.environment["TESSERA_WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)]

let package = Package(
    name: "tessera",
    products: [
        .library(name: "Tessera", targets: ["Tessera"]),
        .library(name: "TesseraTraining", targets: ["TesseraTraining"]),
        .library(name: "TesseraRegression", targets: ["TesseraRegression"]),
        .library(name: "TesseraFiles", targets: ["TesseraFiles"]),
        .library(name: "TesseraCharts", targets: ["TesseraCharts"]),
        .executable(name: "tessera", targets: ["TesseraCLI"]),
    ],
    traits: [
        .default(enabledTraits: ["OpenBLAS", "CommandLine", "Logging"]),
        .trait(name: "CKernels", description: "Vectorised kernels in C, for several instruction sets"),
        .trait(
            name: "OpenBLAS",
            description: "Matrix products by OpenBLAS and factorisations by LAPACK, where they are faster",
            enabledTraits: ["CKernels"]),
        .trait(name: "Logging", description: "Messages of training through swift-log, none above the level debug"),
        .trait(name: "Metrics", description: "Updates, rows and seconds of training through swift-metrics"),
        .trait(name: "CommandLine", description: "What the command tessera needs: arguments and configuration files"),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
    ],
    targets: [
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
        // Two targets over one folder. A Swift target waits until the C targets that it imports are compiled, but not for
        // those behind them: so the kernels are compiled beside Tessera, which needs their headers only.
        .target(name: "CKernels", dependencies: ["CKernelLoops"], sources: ["headers.c"]),
        .target(
            name: "CKernelLoops", path: "Sources/CKernels", exclude: ["headers.c", "include"],
            sources: ["levels", "products/packed_gemm.c", "programs/threaded.c", "programs/threaded_operands.c"],
            publicHeadersPath: "common",
            cSettings: [.headerSearchPath("include")]),
        .target(
            name: "Tessera",
            dependencies: [
                .target(name: "COpenBLAS", condition: openBLAS),
                .target(name: "CKernels", condition: kernels),
                .product(name: "RealModule", package: "swift-numerics"),
            ],
            swiftSettings: strict),
        // What training and exact regression have in common, so that the two are compiled side by side; both export it.
        .target(name: "TesseraModels", dependencies: ["Tessera"], swiftSettings: strict),
        .target(
            name: "TesseraTraining",
            dependencies: [
                "Tessera", "TesseraModels", .product(name: "Logging", package: "swift-log", condition: logging),
                .product(name: "CoreMetrics", package: "swift-metrics", condition: metrics),
            ],
            swiftSettings: strict),
        .target(name: "TesseraRegression", dependencies: ["Tessera", "TesseraModels"], swiftSettings: strict),
        .target(name: "TesseraFiles", dependencies: ["Tessera"], swiftSettings: strict),
        .target(name: "TesseraCharts", dependencies: ["Tessera"], swiftSettings: strict),
        .target(
            name: "TesseraLesson", dependencies: ["Tessera", "TesseraTraining", "TesseraCharts"], swiftSettings: strict),
        .executableTarget(
            name: "TesseraCLI",
            dependencies: [
                "Tessera", "TesseraTraining", "TesseraRegression", "TesseraFiles", "TesseraCharts", "TesseraLesson",
                .product(name: "ArgumentParser", package: "swift-argument-parser", condition: commandLine),
                .product(name: "Yams", package: "Yams", condition: commandLine),
            ],
            swiftSettings: strict),
        .target(name: "TestSupport", path: "Tests/Support"),
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        .testTarget(
            name: "TesseraTests",
            dependencies: ["Tessera", "AllocationCounter", .target(name: "CKernels", condition: kernels)]),
        .testTarget(
            name: "TesseraTrainingTests",
            dependencies: [
                "TesseraTraining", "TesseraRegression", "AllocationCounter",
                .product(name: "Logging", package: "swift-log", condition: logging),
                .product(name: "InMemoryLogging", package: "swift-log", condition: logging),
                .product(name: "CoreMetrics", package: "swift-metrics", condition: metrics),
                .product(name: "MetricsTestKit", package: "swift-metrics", condition: metrics),
            ]),
        .testTarget(name: "TesseraRegressionTests", dependencies: ["TesseraRegression"]),
        .testTarget(name: "TesseraFilesTests", dependencies: ["TesseraFiles", "TestSupport"]),
        .testTarget(name: "TesseraChartsTests", dependencies: ["TesseraCharts", "Tessera"]),
        .testTarget(
            name: "TesseraLessonTests", dependencies: ["TesseraLesson", "Tessera"]),
        .testTarget(
            name: "TesseraCLITests",
            dependencies: [
                "TesseraCLI", "Tessera", "TesseraCharts", "TesseraFiles", "TesseraLesson", "TesseraRegression",
                "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
