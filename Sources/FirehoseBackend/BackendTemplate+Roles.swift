extension BackendTemplate {
    /// What the delivery stream may do, which no other account's delivery stream may.
    ///
    /// Firehose assumes roles with the account's number as the external id.
    static func deliveryRole(_ format: StorageFormat) -> String {
        let statements = [writing, logging] + (format == .parquet ? [readingSchema] : [])
        return """
            DeliveryRole:
              Type: AWS::IAM::Role
              Properties:
                AssumeRolePolicyDocument:
                  Version: '2012-10-17'
                  Statement:
                    - Effect: Allow
                      Principal:
                        Service: firehose.amazonaws.com
                      Action: sts:AssumeRole
                      Condition:
                        StringEquals:
                          sts:ExternalId: !Ref AWS::AccountId
                Policies:
                  - PolicyName: Deliver
                    PolicyDocument:
                      Version: '2012-10-17'
                      Statement:
            \(YAML.indented(statements.joined(separator: "\n"), by: 12))
            """
    }

    private static let writing = """
        - Effect: Allow
          Action:
            - s3:GetBucketLocation
            - s3:ListBucket
            - s3:ListBucketMultipartUploads
          Resource: !GetAtt Bucket.Arn
        - Effect: Allow
          Action:
            - s3:AbortMultipartUpload
            - s3:GetObject
            - s3:PutObject
          Resource:
            - !Sub '${Bucket.Arn}/events/*'
            - !Sub '${Bucket.Arn}/errors/*'
        """

    private static let logging = """
        - Effect: Allow
          Action: logs:PutLogEvents
          Resource: !Sub '\(arn("logs")):log-group:${DeliveryLog}:log-stream:${DeliveryLogStream}'
        """

    private static let readingSchema = """
        - Effect: Allow
          Action:
            - glue:GetTable
            - glue:GetTableVersion
            - glue:GetTableVersions
          Resource:
            - !Sub '\(arn("glue")):catalog'
            - !Sub '\(arn("glue")):database/${Database}'
            - !Sub '\(arn("glue")):table/${Database}/${Table}'
        """
}
