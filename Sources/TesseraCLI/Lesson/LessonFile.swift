/// A file of the lesson, not yet written.
struct LessonFile {
    let name: String
    let text: String
}
