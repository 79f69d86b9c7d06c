/// The commit that this program was built from.
public enum BuildCommit {
    /// Its first twelve digits, then `-dirty` if files had been changed; nil if nobody knew it.
    public static var name: String? { commitOfSources.isEmpty ? nil : commitOfSources }
}
