import Foundation
import Tessera
import TesseraTraining

let expected = ProcessInfo.processInfo.environment["TESSERA_PLAIN"] == nil ? "openblas" : "swift"
let x = Tensor<Double>(normal: [100, 2], seed: 1)
let y = x.matmul([2, -3]) + 1
var model = LinearRegression<Double>()
try model.fit(x, y, options: TrainingOptions(epochs: 500))
print(Backend.current.name, model.weights, model.bias)

let isRight = model.weights.isClose(to: [2, -3]) && abs(model.bias - 1) < 1e-6
exit(isRight && Backend.current.name == expected ? 0 : 1)
