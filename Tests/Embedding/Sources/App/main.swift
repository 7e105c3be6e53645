import Foundation
import Tessera
import TesseraRegression
import TesseraTraining

let expected = ProcessInfo.processInfo.environment["TESSERA_PLAIN"] == nil ? "openblas" : "swift"
let x = Tensor<Double>(normal: [100, 2], seed: 1)
let y = x.matmul([2, -3]) + 1
var model = LinearRegression<Double>()
try model.fit(x, y, options: TrainingOptions(epochs: 500))
let exact = try LinearModel.fit(RegressionDesign(features: x, target: y)).model
print(Backend.current.name, model.weights, model.bias, exact.weights)

// The library's extensions of numbers leave their own initialisers unambiguous.
let converted = [1.5, -2].map(Float.init)
let back = [0.5 as Float, 3].map(Double.init)
let whole = [2.5, -1.5].map(Int32.init)
let long = [2.5, -1.5].map(Int64.init)
let bytes = [1 << 8 | 3, 4 & 6, 5 ^ 1].map(UInt8.init(truncatingIfNeeded:))

let isRight =
    converted == [1.5, -2] && back == [0.5, 3] && whole == [2, -1] && long == [2, -1]
    && bytes == [3, 4, 4] && model.weights.isClose(to: [2, -3])
    && abs(model.bias - 1) < 1e-6 && abs(exact.weights[1] + 3) < 1e-12 && abs(exact.intercept - 1) < 1e-12
exit(isRight && Backend.current.name == expected ? 0 : 1)
