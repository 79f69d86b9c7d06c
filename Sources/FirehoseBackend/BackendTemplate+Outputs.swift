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
          WorkGroupName:
            Description: The Athena workgroup with the saved queries
            Value: !Ref WorkGroup
          DatabaseName:
            Description: The Glue database with the table \(EventTable.name)
            Value: !Ref Database
        """
}
