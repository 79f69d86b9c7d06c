extension BackendTemplate {
    /// Every parameter has a default, so that the template deploys as it is.
    static func parameters(_ format: StorageFormat) -> String {
        // Firehose converts to Parquet from buffers of at least 64 MiB only.
        let leastBuffer = format == .parquet ? 64 : 1
        return """
            Parameters:
              StreamName:
                Description: Name of the delivery stream, as in `csm-record push --stream`.
                Type: String
                Default: csm
                AllowedPattern: '[a-zA-Z0-9_.-]{1,64}'
              DatabaseName:
                Description: Name of the Glue database that the events' table is in.
                Type: String
                Default: csm_record
                AllowedPattern: '[a-z0-9_]{1,255}'
              KeepEventsDays:
                Description: Days after which events are deleted.
                Type: Number
                Default: 400
                MinValue: 1
              KeepErrorsDays:
                Description: Days after which records that could not be delivered are deleted.
                Type: Number
                Default: 90
                MinValue: 1
              KeepResultsDays:
                Description: Days after which the results of queries are deleted.
                Type: Number
                Default: 14
                MinValue: 1
              KeepLogDays:
                Description: Days after which the delivery stream's own log is deleted.
                Type: Number
                Default: 30
                AllowedValues: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]
              BufferMiB:
                Description: The stream writes events when this much data is buffered, if not earlier.
                Type: Number
                Default: 64
                MinValue: \(leastBuffer)
                MaxValue: 128
              BufferSeconds:
                Description: The stream writes events after this many seconds, if not earlier.
                Type: Number
                Default: 300
                MinValue: 60
                MaxValue: 900
              ScanLimitBytes:
                Description: Athena stops a query when it has read this much data, which it bills.
                Type: Number
                Default: 10737418240
                MinValue: 10000000
            """
    }
}
