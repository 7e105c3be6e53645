import Tessera
import TesseraCharts

/// Returns the points whose coordinates are the elements of two tensors of one size.
func points(_ x: Tensor<Double>, _ y: Tensor<Double>) -> [Point] {
    points(x.scalars, y.scalars)
}

func points(_ x: [Double], _ y: [Double]) -> [Point] {
    zip(x, y).map { Point($0.settled, $1.settled) }
}
