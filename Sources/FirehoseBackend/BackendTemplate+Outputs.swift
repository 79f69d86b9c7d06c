extension BackendTemplate {
    static let outputs = """
        Outputs:
          BucketName:
            Description: The bucket with events, errors and query results
            Value: !Ref Bucket
          StreamName:
            Description: Push to it with `csm-record push --stream`
            Value: !Ref Stream
          PushPolicyArn:
            Description: Attach it to the user or role that pushes
            Value: !Ref PushPolicy
          ReadPolicyArn:
            Description: Attach it to the user or role that queries with `--athena`
            Value: !Ref ReadPolicy
          WorkGroupName:
            Description: The Athena workgroup with the saved queries; pass it to `--athena`
            Value: !Ref WorkGroup
          DatabaseName:
            Description: The Glue database with the table \(EventTable.name)
            Value: !Ref Database
        """
}
