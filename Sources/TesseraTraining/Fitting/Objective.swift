import Tessera

/// The objective that training minimises: a loss and a penalty.
struct Objective<Model: Layer>: Sendable {
    let loss: Loss<Model.Scalar>
    let penalty: (@Sendable (Model) -> Tensor<Model.Scalar>)?
    /// For an L2 penalty Σ λⱼ wⱼ² on the weights of a linear layer, the λⱼ, one for each feature; empty for no penalty;
    /// nil for any other penalty.
    let l2Penalties: [Double]?
    /// The standardisation of the rows' columns; nil if there is none.
    var standardization: Standardization?
    /// The factor that converts the loss to the units of the rows before standardisation.
    var unit = 1.0

    /// Describes what the shapes of the parameters do not, such as the activation; checkpoints are compared by it.
    var note = ""

    var isStandardized: Bool { standardization != nil }

    /// Returns the loss of a batch with the penalty.
    func value(_ model: Model, _ batch: RowBatch<Model.Scalar>) -> Tensor<Model.Scalar> {
        let loss = unpenalised(model, batch)
        return penalty.map { loss + $0(model) } ?? loss
    }

    /// Returns the loss of a batch without the penalty.
    func unpenalised(_ model: Model, _ batch: RowBatch<Model.Scalar>) -> Tensor<Model.Scalar> {
        loss.value(model(batch.features), batch)
    }
}
