/// Which region a call goes to.
enum Region {
    /// The first of `--region`, the environment's, the profile's.
    static func resolve(
        explicit: String?, _ surroundings: Surroundings, _ profile: Profile?
    ) throws(AWSAccessError) -> String {
        let region =
            explicit ?? surroundings.variable("AWS_REGION")
            ?? surroundings.variable("AWS_DEFAULT_REGION") ?? profile?["region"]
        guard let region else {
            throw AWSAccessError(
                .noRegion, "choose a region",
                "none is given by --region, AWS_REGION or the profile",
                advice: "pass one, such as --region eu-central-1")
        }
        guard isValid(region) else {
            throw AWSAccessError(.setting, "use the region", "it is not a name like eu-central-1")
        }
        return region
    }

    /// It becomes part of a host's name.
    private static func isValid(_ region: String) -> Bool {
        !region.isEmpty && region.utf8.count <= 63 && !region.hasPrefix("-")
            && !region.hasSuffix("-")
            && region.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0)
                    || (0x30...0x39).contains($0) || $0 == 0x2D
            }
    }
}
