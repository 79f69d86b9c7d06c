/// A part of AWS with its own domain names.
///
/// Source: botocore's partitions.json, of which a test compares every region.
struct Partition {
    let suffix: String
    let dualStackSuffix: String

    static func of(_ region: String) -> Partition {
        others.first { region.hasPrefix($0.prefix) }?.partition
            ?? Partition(suffix: "amazonaws.com", dualStackSuffix: "api.aws")
    }

    private static let others: [(prefix: String, partition: Partition)] = [
        (
            "cn-",
            Partition(suffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn")
        ),
        ("eusc-", Partition(suffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu")),
        ("us-isob-", Partition(suffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud")),
        ("us-isof-", Partition(suffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov")),
        (
            "eu-isoe-",
            Partition(suffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk")
        ),
        ("us-iso-", Partition(suffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov")),
    ]
}
