/// The outputs of a command: the failure of one does not prevent the others.
struct Outcomes {
    private var first: ExitStatus?
    private var told: Set<String?> = []

    /// Runs `body` and reports its error at once; an error that has been reported is not repeated.
    mutating func attempt(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            let failure = Failure(error)
            if told.insert(failure.message).inserted { failure.tell() }
            first = first ?? failure.status
        }
    }

    /// Throws the first failure, whose status becomes the exit code.
    func finish() throws {
        if let first { throw Failure(first) }
    }
}
