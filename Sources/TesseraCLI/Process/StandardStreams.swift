import Foundation
import Tessera

/// The standard streams of the process.
enum StandardStreams {
    /// Opens `/dev/null` for every standard stream that is closed: the next file to be opened would get its number, and
    /// messages or results would be written into that file. Each is opened in the opposite direction, so that results
    /// that go nowhere still fail.
    static func setUp() {
        for (number, flags) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(number, F_GETFD) == -1 && errno == EBADF {
            // The least number that is free: this one, as those below it are open by now.
            _ = open("/dev/null", flags)
        }
    }

    /// Writes a message to standard error. A failure is ignored: there is no other stream to report it on.
    static func writeMessage(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
