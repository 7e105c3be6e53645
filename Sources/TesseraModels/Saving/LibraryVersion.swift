/// The version of the library and of the command line.
package enum LibraryVersion {
    package static let text = "0.1.0"
}
