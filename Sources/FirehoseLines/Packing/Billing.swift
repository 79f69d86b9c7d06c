/// How Firehose bills: each record rounded up to 5 KiB ("Amazon Data Firehose pricing").
public enum Billing {
    public static let unit = 5_120

    static func units(ofBytes count: Int) -> Int { (count + unit - 1) / unit }

    public static func kibibytes(_ units: Int) -> Int { units * 5 }
}
