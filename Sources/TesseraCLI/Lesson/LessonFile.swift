/// A file of the lesson in memory: its name and its text.
struct LessonFile {
    let name: String
    let text: String
}
