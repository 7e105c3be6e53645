/// How the least-squares problem of a linear regression is solved.
public enum LinearSolver: String, Sendable, CaseIterable {
    /// QR of the columns at equal lengths, refined until the digits stand; for tall tables in passes over their rows.
    case qr
    /// Singular values: dependent columns share what they explain, by the shortest of all solutions.
    case svd
    /// The sums of products of the columns, in one pass over the rows, refined like QR. The fastest for tall tables; it
    /// gives way to QR where columns are nearly dependent.
    case normalEquations
    /// Up to a thousand steps down the gradient of all rows, with momentum, on standardised columns.
    case gradientDescent
    /// Up to a hundred epochs of steps on batches of up to 256 rows, on standardised columns.
    case sgd
    /// What a penalty on magnitudes needs: one coefficient after another, then the exact minimum for their signs.
    case coordinateDescent
}
