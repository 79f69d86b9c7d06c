extension BackendTemplate {
    /// The queries as Athena's query editor shows them under "Saved queries".
    static let namedQueries = AthenaQuery.all.map { query in
        """
        \(resourceName(query)):
          Type: AWS::Athena::NamedQuery
          Properties:
            Name: \(query.name)
            Description: '\(query.title.replacing("'", with: "''"))'
            Database: !Ref Database
            WorkGroup: !Ref WorkGroup
            QueryString: |-
        \(YAML.indented(query.sql, by: 6))
        """
    }

    /// `session_statistics` as `SessionStatisticsQuery`.
    private static func resourceName(_ query: AthenaQuery) -> String {
        query.name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            + "Query"
    }
}
