extension BackendTemplate {
    /// The delivery stream, which writes what is pushed into the bucket by day of arrival.
    static func stream(_ format: StorageFormat) -> String {
        """
        Stream:
          Type: AWS::KinesisFirehose::DeliveryStream
          Properties:
            DeliveryStreamName: !Ref StreamName
            DeliveryStreamType: DirectPut
            DeliveryStreamEncryptionConfigurationInput:
              KeyType: AWS_OWNED_CMK
            ExtendedS3DestinationConfiguration:
              BucketARN: !GetAtt Bucket.Arn
              RoleARN: !GetAtt DeliveryRole.Arn
              Prefix: events/dt=!{timestamp:yyyy-MM-dd}/
              ErrorOutputPrefix: errors/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/
              BufferingHints:
                SizeInMBs: !Ref BufferMiB
                IntervalInSeconds: !Ref BufferSeconds
              CloudWatchLoggingOptions:
                Enabled: true
                LogGroupName: !Ref DeliveryLog
                LogStreamName: !Ref DeliveryLogStream
        \(YAML.indented(conversion(format), by: 6))
        """
    }

    /// The delivery stream's own complaints, such as a bucket it may not write to.
    static let deliveryLog = """
        DeliveryLog:
          Type: AWS::Logs::LogGroup
          DeletionPolicy: Delete
          UpdateReplacePolicy: Delete
          Properties:
            LogGroupName: !Sub /aws/kinesisfirehose/${StreamName}
            RetentionInDays: !Ref KeepLogDays

        DeliveryLogStream:
          Type: AWS::Logs::LogStream
          Properties:
            LogGroupName: !Ref DeliveryLog
            LogStreamName: delivery
        """

    private static func conversion(_ format: StorageFormat) -> String {
        switch format {
        case .json:
            "CompressionFormat: GZIP"
        case .parquet:
            // Parquet is compressed from within, so the object is not.
            """
            CompressionFormat: UNCOMPRESSED
            DataFormatConversionConfiguration:
              Enabled: true
              InputFormatConfiguration:
                Deserializer:
                  OpenXJsonSerDe:
                    CaseInsensitive: true
              OutputFormatConfiguration:
                Serializer:
                  ParquetSerDe:
                    Compression: SNAPPY
              SchemaConfiguration:
                CatalogId: !Ref AWS::AccountId
                Region: !Ref AWS::Region
                DatabaseName: !Ref Database
                TableName: !Ref Table
                RoleARN: !GetAtt DeliveryRole.Arn
                VersionId: LATEST
            """
        }
    }
}
