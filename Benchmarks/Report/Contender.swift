/// What the benchmarks ran on. The suite ends the name of each benchmark with `name`; the table and the picture have a
/// column and a colour for each, in this order.
struct Contender {
    let name: String
    let title: String

    /// What the others are compared with.
    static let baseline = Contender(name: "swift", title: "pure Swift")

    /// All that are known; those that did not run are left out.
    static let all = [
        Contender(name: "cblas", title: "cblas alone"),
        Contender(name: "openblas", title: "OpenBLAS and C"),
        Contender(name: "native", title: "C alone"),
        baseline,
    ]
}
