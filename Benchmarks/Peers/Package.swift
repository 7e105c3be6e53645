// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "tessera-peers",
    dependencies: [.package(name: "tessera", path: "../..")],
    targets: [
        .target(name: "MachineLimits"),
        .executableTarget(
            name: "Workloads",
            dependencies: [
                "MachineLimits",
                .product(name: "Tessera", package: "tessera"),
                .product(name: "TesseraTraining", package: "tessera"),
                .product(name: "TesseraRegression", package: "tessera"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
