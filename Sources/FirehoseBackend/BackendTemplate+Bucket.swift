extension BackendTemplate {
    /// Events, errors and results of queries, each under a prefix and with a lifetime of its own.
    ///
    /// The bucket outlives the stack, for what is in it cannot be had again.
    static let bucket = """
        Bucket:
          Type: AWS::S3::Bucket
          DeletionPolicy: Retain
          UpdateReplacePolicy: Retain
          Properties:
            BucketEncryption:
              ServerSideEncryptionConfiguration:
                - ServerSideEncryptionByDefault:
                    SSEAlgorithm: AES256
            PublicAccessBlockConfiguration:
              BlockPublicAcls: true
              BlockPublicPolicy: true
              IgnorePublicAcls: true
              RestrictPublicBuckets: true
            OwnershipControls:
              Rules:
                - ObjectOwnership: BucketOwnerEnforced
            LifecycleConfiguration:
              Rules:
                - Id: Events
                  Status: Enabled
                  Prefix: events/
                  ExpirationInDays: !Ref KeepEventsDays
                - Id: Errors
                  Status: Enabled
                  Prefix: errors/
                  ExpirationInDays: !Ref KeepErrorsDays
                - Id: Results
                  Status: Enabled
                  Prefix: results/
                  ExpirationInDays: !Ref KeepResultsDays
                - Id: AbandonedUploads
                  Status: Enabled
                  AbortIncompleteMultipartUpload:
                    DaysAfterInitiation: 1

        BucketPolicy:
          Type: AWS::S3::BucketPolicy
          DeletionPolicy: Retain
          UpdateReplacePolicy: Retain
          Properties:
            Bucket: !Ref Bucket
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Sid: OnlyOverTLS
                  Effect: Deny
                  Principal: '*'
                  Action: s3:*
                  Resource:
                    - !GetAtt Bucket.Arn
                    - !Sub '${Bucket.Arn}/*'
                  Condition:
                    Bool:
                      aws:SecureTransport: 'false'
        """
}
