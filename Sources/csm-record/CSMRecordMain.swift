import CSMRecordCLI

@main
struct CSMRecordMain {
    static func main() { CSMRecord.start() }
}
