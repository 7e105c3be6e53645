// swift-tools-version: 6.3
import PackageDescription

// A program that computes stored cases of other projects by the library; `make interop` builds it and compares. With
// TESSERA_PLAIN the library is built without OpenBLAS.
let isPlain = Context.environment["TESSERA_PLAIN"] != nil
let tessera: Package.Dependency =
    isPlain ? .package(name: "tessera", path: "../..", traits: []) : .package(name: "tessera", path: "../..")

let package = Package(
    name: "interoperation",
    dependencies: [tessera],
    targets: [
        .executableTarget(name: "Cases", dependencies: [.product(name: "Tessera", package: "tessera")])
    ],
    swiftLanguageModes: [.v6]
)
