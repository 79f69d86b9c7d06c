/// What people and jobs may do with the stack: a policy for each way to use it.
extension BackendTemplate {
    /// All that `csm-record push` needs.
    static let pushPolicy = """
        PushPolicy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            Description: Lets csm-record push to its delivery stream, and nothing else
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Action: firehose:PutRecordBatch
                  Resource: !GetAtt Stream.Arn
        """

    /// All that `--athena` needs.
    ///
    /// Athena reads the table, the events and the results with the rights of the user who asks. The
    /// sources are in Athena's user guide:
    ///
    /// - "Example workgroup policies": running queries needs the workgroup alone. Listing workgroups
    ///   is for consoles and drivers.
    /// - "Configure access to databases and tables in the AWS Glue Data Catalog": an action on a
    ///   table needs the same right on the table's database and on the catalog. Projected partitions
    ///   are not looked up; `glue:GetPartitions` is for a table on which someone turned the
    ///   projection off.
    /// - "Access to Amazon S3", and the managed policy AmazonAthenaFullAccess: Athena writes results
    ///   in parts, so it needs all that an upload in parts takes.
    static let readPolicy = """
        ReadPolicy:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            Description: Lets csm-record query the pushed events in their workgroup, and nothing else
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Action:
                    - athena:GetQueryExecution
                    - athena:GetQueryResults
                    - athena:StartQueryExecution
                    - athena:StopQueryExecution
                  Resource: !Sub '\(arn("athena")):workgroup/${WorkGroup}'
                - Effect: Allow
                  Action:
                    - glue:GetDatabase
                    - glue:GetPartitions
                    - glue:GetTable
                  Resource:
                    - !Sub '\(arn("glue")):catalog'
                    - !Sub '\(arn("glue")):database/${Database}'
                    - !Sub '\(arn("glue")):table/${Database}/${Table}'
                - Effect: Allow
                  Action:
                    - s3:GetBucketLocation
                    - s3:ListBucket
                    - s3:ListBucketMultipartUploads
                  Resource: !GetAtt Bucket.Arn
                - Effect: Allow
                  Action: s3:GetObject
                  Resource: !Sub '${Bucket.Arn}/events/*'
                - Effect: Allow
                  Action:
                    - s3:AbortMultipartUpload
                    - s3:GetObject
                    - s3:ListMultipartUploadParts
                    - s3:PutObject
                  Resource: !Sub '${Bucket.Arn}/results/*'
        """

    /// The beginning of the name of a service's resource in the stack's account and region.
    static func arn(_ service: String) -> String {
        "arn:${AWS::Partition}:\(service):${AWS::Region}:${AWS::AccountId}"
    }
}
