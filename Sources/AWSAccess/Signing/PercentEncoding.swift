/// Percent-encoding, where only the unreserved characters stay (RFC 3986, section 2.3).
enum PercentEncoding {
    static func encoded(_ text: String, keeping kept: String = "") -> String {
        var output = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                output.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where kept.utf8.contains(byte):
                output.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                output += "%" + Hexadecimal.text([byte]).uppercased()
            }
        }
        return output
    }
}
