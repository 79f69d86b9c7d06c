/// The CloudFormation template of what stands behind the delivery stream.
///
/// Each section of it is a file of its own, named after what is in it.
public enum BackendTemplate {
    /// The template as YAML, with a newline at its end.
    public static func text(storeAs format: StorageFormat) -> String {
        let resources =
            [bucket, table(format), deliveryLog, stream(format), deliveryRole(format)]
            + [pushPolicy, readPolicy, workGroup] + namedQueries
        return [
            header(format),
            parameters(format),
            "Resources:\n" + resources.map { YAML.indented($0, by: 2) }.joined(separator: "\n\n"),
            outputs,
        ].joined(separator: "\n\n") + "\n"
    }

    private static func header(_ format: StorageFormat) -> String {
        let stored =
            switch format {
            case .json: "gzipped JSON"
            case .parquet: "Parquet"
            }
        return """
            AWSTemplateFormatVersion: '2010-09-09'
            Description: >-
              Keeps the AWS SDK events that csm-record pushes (Amazon Data Firehose to Amazon S3, as
              \(stored)) and answers questions about them (AWS Glue, Amazon Athena).
            """
    }
}
