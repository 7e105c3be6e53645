import Tessera

/// Activation functions.
let activationRows: [String: Row] = [
    "Relu": { said(1, try $0.float(0).relu()) },
    "Sigmoid": { said(1, try $0.float(0).sigmoid()) },
    "Softplus": { said(1, try $0.float(0).softplus()) },
    "Mish": { said(1, try $0.float(0).mish()) },
    "HardSwish": { said(1, try $0.float(0).hardSwish()) },
    "Elu": { said(1, try $0.float(0).elu(alpha: $0.real("alpha") ?? 1)) },
    "LeakyRelu": { said(1, try $0.float(0).leakyReLU(negativeSlope: $0.real("alpha") ?? 0.01)) },
    "PRelu": { said(1, try $0.float(0).parametricReLU(slope: try $0.float(1))) },
    "Gelu": { said(1, try $0.float(0).gelu($0.text("approximate") == "tanh" ? .tanh : .exact)) },
    "HardSigmoid": {
        said(1, try $0.float(0).hardSigmoid(slope: $0.real("alpha") ?? 0.2, offset: $0.real("beta") ?? 0.5))
    },
    "Selu": { c in
        guard let alpha = c.real("alpha"), let gamma = c.real("gamma") else { return said(1, try c.float(0).selu()) }
        return said(2, gamma * (try c.float(0).elu(alpha: alpha)))
    },
    "Celu": { c in
        let alpha = c.real("alpha") ?? 1
        return said(3, alpha * (try c.float(0) / alpha).elu())
    },
    "Softsign": { c in
        let x = try c.float(0)
        return said(3, x / (1 + x.abs()))
    },
    "ThresholdedRelu": { c in
        let x = try c.float(0)
        return said(2, select(x .> (c.real("alpha") ?? 1), x, otherwise: 0))
    },
    "Shrink": { c in
        let (x, bias, lambda) = (try c.float(0), c.real("bias") ?? 0, c.real("lambd") ?? 0.5)
        // Hard shrinkage keeps what is outside of −λ … λ, soft shrinkage moves it to 0 by λ.
        if bias == 0 { return said(3, select(x.abs() .> lambda, x, otherwise: 0)) }
        guard bias == lambda else { throw Unsaid("shrinkage by another number than its bound takes six calls") }
        return said(2, x - x.clamped(to: -lambda...lambda))
    },
    "Softmax": { said(1, try $0.float(0).softmax(axis: $0.integer("axis") ?? -1)) },
    "LogSoftmax": { said(1, try $0.float(0).logSoftmax(axis: $0.integer("axis") ?? -1)) },
    "Hardmax": { c in
        let x = try c.float(0)
        let axis = (c.integer("axis") ?? -1).axis(of: x.rank)
        return said(3, Tensor<Float>(x.argmax(axis: axis).oneHot(classes: x.shape[axis], axis: axis)))
    },
]
