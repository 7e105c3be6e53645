// swift-tools-version: 6.3
import PackageDescription

// A program that computes stored cases of other projects by the library; `make interop` builds it and compares.
let package = Package(
    name: "interoperation",
    dependencies: [.package(name: "tessera", path: "../..")],
    targets: [
        .executableTarget(name: "Cases", dependencies: [.product(name: "Tessera", package: "tessera")])
    ],
    swiftLanguageModes: [.v6]
)
