/// What a command writes at its end: the failure of one output keeps none of the others from being written.
struct Outcomes {
    private var first: ExitStatus?
    private var told: Set<String?> = []

    /// Runs `body`; what it throws is told at once, but not twice.
    mutating func attempt(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            let failure = Failure(error)
            if told.insert(failure.message).inserted { failure.tell() }
            first = first ?? failure.status
        }
    }

    /// Ends with the status of the first failure.
    func finish() throws {
        if let first { throw Failure(first) }
    }
}
