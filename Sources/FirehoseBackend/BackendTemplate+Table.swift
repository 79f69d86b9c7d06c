extension BackendTemplate {
    /// The Glue database and its table.
    ///
    /// Its partitions are projected: a new day needs no command, and a query reads only the days it
    /// asks for.
    static func table(_ format: StorageFormat) -> String {
        let columns = EventTable.columns.map { "- {Name: \($0.name), Type: \($0.type)}" }
        return #"""
            Database:
              Type: AWS::Glue::Database
              Properties:
                CatalogId: !Ref AWS::AccountId
                DatabaseInput:
                  Name: !Ref DatabaseName
                  Description: AWS SDK events that csm-record pushed

            Table:
              Type: AWS::Glue::Table
              Properties:
                CatalogId: !Ref AWS::AccountId
                DatabaseName: !Ref Database
                TableInput:
                  Name: \#(EventTable.name)
                  Description: One row per event and delivery; take one row per eventid
                  TableType: EXTERNAL_TABLE
                  Parameters:
                    EXTERNAL: 'TRUE'
                    classification: \#(format.rawValue)
                    projection.enabled: 'true'
                    projection.\#(EventTable.day).type: date
                    projection.\#(EventTable.day).format: yyyy-MM-dd
                    projection.\#(EventTable.day).range: \#(EventTable.firstDay),NOW
                    projection.\#(EventTable.day).interval: '1'
                    projection.\#(EventTable.day).interval.unit: DAYS
                    storage.location.template: !Sub s3://${Bucket}/events/dt=${!\#(EventTable.day)}/
                  PartitionKeys:
                    - {Name: \#(EventTable.day), Type: string, Comment: 'Day of arrival (UTC)'}
                  StorageDescriptor:
                    Location: !Sub s3://${Bucket}/events/
            \#(YAML.indented(reader(format), by: 8))
                    Columns:
            \#(YAML.indented(columns.joined(separator: "\n"), by: 10))
            """#
    }

    /// How Athena reads the table's objects.
    private static func reader(_ format: StorageFormat) -> String {
        switch format {
        case .json:
            """
            InputFormat: org.apache.hadoop.mapred.TextInputFormat
            OutputFormat: org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat
            SerdeInfo:
              SerializationLibrary: org.openx.data.jsonserde.JsonSerDe
              Parameters:
                case.insensitive: 'true'
                ignore.malformed.json: 'true'
            """
        case .parquet:
            """
            InputFormat: org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat
            OutputFormat: org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat
            SerdeInfo:
              SerializationLibrary: org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe
              Parameters:
                serialization.format: '1'
            """
        }
    }
}
