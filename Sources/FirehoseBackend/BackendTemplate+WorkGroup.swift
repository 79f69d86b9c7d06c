extension BackendTemplate {
    /// Where the queries are run: with a limit on what one reads, and encrypted results.
    static let workGroup = """
        WorkGroup:
          Type: AWS::Athena::WorkGroup
          Properties:
            Name: !Ref AWS::StackName
            Description: Queries of the events that csm-record pushed
            RecursiveDeleteOption: true
            WorkGroupConfiguration:
              EnforceWorkGroupConfiguration: true
              PublishCloudWatchMetricsEnabled: true
              BytesScannedCutoffPerQuery: !Ref ScanLimitBytes
              EngineVersion:
                SelectedEngineVersion: Athena engine version 3
              ResultConfiguration:
                OutputLocation: !Sub s3://${Bucket}/results/
                ExpectedBucketOwner: !Ref AWS::AccountId
                EncryptionConfiguration:
                  EncryptionOption: SSE_S3
        """
}
