// swift-tools-version: 6.3
import PackageDescription

// A program that uses the library as others do; `make embed` builds and runs it with and without OpenBLAS.
let isPlain = Context.environment["TESSERA_PLAIN"] != nil
let tessera: Package.Dependency =
    .package(name: "tessera", path: "../..", traits: isPlain ? [] : ["OpenBLAS"])

let package = Package(
    name: "embedding",
    dependencies: [tessera],
    targets: [
        .executableTarget(
            name: "App",
            dependencies: [
                .product(name: "Tessera", package: "tessera"),
                .product(name: "TesseraTraining", package: "tessera"),
                .product(name: "TesseraRegression", package: "tessera"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
