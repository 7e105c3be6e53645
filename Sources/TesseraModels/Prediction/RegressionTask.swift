package import Tessera

/// The task that a linear model or a network is trained for.
public enum RegressionTask: String, Sendable, Codable, CaseIterable {
    /// Regression: predicts a number, with the least mean squared error.
    case linear
    /// Binary classification: predicts the probability of class 1, with maximum likelihood.
    case logistic

    /// Checks that models of the task can be trained on the rows: numbers are finite and, for classification, targets
    /// are 0 or 1, and both occur.
    ///
    /// - Throws: `InputError.nonFinite`, `notBinary`, `oneClassOnly`, `rows`.
    package func check(_ rows: some RowSource) throws(InputError) {
        try self == .logistic ? rows.checkBothClasses() : rows.checkFinite()
    }

    /// Checks that the loss of the task is defined on the rows: numbers are finite and, for classification, targets are
    /// 0 or 1; one class is enough.
    ///
    /// - Throws: `InputError.nonFinite`, `notBinary`, `rows`.
    package func checkTargets(_ rows: some RowSource) throws(InputError) {
        try self == .logistic ? rows.checkBinary() : rows.checkFinite()
    }
}
