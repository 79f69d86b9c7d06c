"""Whether the template's read policy lets Athena be asked, and nothing else, by moto's server.

usage: moto_athena.py ENDPOINT TEMPLATE.yaml

Makes what the template makes, turns the checking of signatures and policies on, and tries calls as
a user who may do what ReadPolicy says, and as one for each of its actions who may do all of that but
this one. Prints {"reader": {call: error code, or null where it was let through}, "without": {action:
error code of the call that needs it}}.

moto looks at the action alone but with S3, where it looks at the bucket and the key: there the
policy's own resources stand, and elsewhere "*". That S3 is asked with the reader's rights while
Athena works is not known to it; nor is that a table needs the rights on its database.
"""

import json
import sys

import botocore.exceptions
import yaml

from backend_check import TemplateLoader, in_full, statements
from moto_firehose import REGION, check_from_now_on, client

BUCKET = "events"


def resolved(statement):
    """A statement of the template as moto can check it."""
    resources = [in_full(own) for own in statement["Resource"]]
    in_s3 = [own.replace("${Bucket.Arn}", "arn:aws:s3:::" + BUCKET) for own in resources]
    is_s3 = all(own.startswith("${Bucket.Arn}") for own in resources)
    return dict(Effect="Allow", Action=statement["Action"], Resource=in_s3 if is_s3 else "*")


def without(action, allowed):
    kept = [dict(own, Action=[one for one in own["Action"] if one != action]) for own in allowed]
    return [own for own in kept if own["Action"]]


def make_stack(endpoint):
    for bucket in (BUCKET, "elsewhere"):
        client("s3", endpoint).create_bucket(
            Bucket=bucket, CreateBucketConfiguration=dict(LocationConstraint=REGION)
        )
        for key in ("events/one", "results/one", "errors/one"):
            client("s3", endpoint).put_object(Bucket=bucket, Key=key, Body=b"")
    client("firehose", endpoint).create_delivery_stream(
        DeliveryStreamName="csm",
        ExtendedS3DestinationConfiguration=dict(
            RoleARN="arn:aws:iam::123456789012:role/delivery", BucketARN="arn:aws:s3:::" + BUCKET
        ),
    )
    glue = client("glue", endpoint)
    glue.create_database(DatabaseInput=dict(Name="csm_record"))
    glue.create_table(
        DatabaseName="csm_record",
        TableInput=dict(Name="csm_events", PartitionKeys=[dict(Name="dt", Type="string")]),
    )
    client("athena", endpoint).create_work_group(Name="csm")


def make_user(name, allowed, endpoint):
    users = client("iam", endpoint)
    users.create_user(UserName=name)
    policy = users.create_policy(
        PolicyName=name,
        PolicyDocument=json.dumps(dict(Version="2012-10-17", Statement=allowed)),
    )
    users.attach_user_policy(UserName=name, PolicyArn=policy["Policy"]["Arn"])
    key = users.create_access_key(UserName=name)["AccessKey"]
    return dict(
        aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"]
    )


def calls(endpoint, keys, query):
    """Each action of the policy in the order of a question, then what is not in it."""
    athena, glue, s3, stream = (
        client(own, endpoint, **keys) for own in ("athena", "glue", "s3", "firehose")
    )
    table = dict(DatabaseName="csm_record")
    record = dict(DeliveryStreamName="csm", Records=[dict(Data=b"{}")])

    def upload():
        """In parts, as Athena writes results; given up in the end."""
        own = dict(Bucket=BUCKET, Key="results/parts")
        own["UploadId"] = s3.create_multipart_upload(**own)["UploadId"]
        s3.list_parts(**own)
        s3.abort_multipart_upload(**own)

    def put(bucket, key):
        return s3.put_object(Bucket=bucket, Key=key, Body=b"")

    return {
        "athena:StartQueryExecution": lambda: athena.start_query_execution(
            QueryString="SELECT 1", WorkGroup="csm"
        ),
        "athena:GetQueryExecution": lambda: athena.get_query_execution(QueryExecutionId=query),
        "athena:GetQueryResults": lambda: athena.get_query_results(QueryExecutionId=query),
        "athena:StopQueryExecution": lambda: athena.stop_query_execution(QueryExecutionId=query),
        "glue:GetDatabase": lambda: glue.get_database(Name="csm_record"),
        "glue:GetTable": lambda: glue.get_table(Name="csm_events", **table),
        "glue:GetPartitions": lambda: glue.get_partitions(TableName="csm_events", **table),
        "s3:GetBucketLocation": lambda: s3.get_bucket_location(Bucket=BUCKET),
        "s3:ListBucket": lambda: s3.list_objects_v2(Bucket=BUCKET),
        "s3:ListBucketMultipartUploads": lambda: s3.list_multipart_uploads(Bucket=BUCKET),
        "s3:GetObject": lambda: s3.get_object(Bucket=BUCKET, Key="events/one"),
        "s3:PutObject": lambda: put(BUCKET, "results/two"),
        "upload": upload,
        "PutRecordBatch": lambda: stream.put_record_batch(**record),
        "CreateWorkGroup": lambda: athena.create_work_group(Name="another"),
        "DeleteWorkGroup": lambda: athena.delete_work_group(WorkGroup="csm"),
        "ListWorkGroups": lambda: athena.list_work_groups(),
        "DeleteTable": lambda: glue.delete_table(Name="csm_events", **table),
        "DeleteObject": lambda: s3.delete_object(Bucket=BUCKET, Key="results/one"),
        "DeleteBucket": lambda: s3.delete_bucket(Bucket=BUCKET),
        "PutObject of an event": lambda: put(BUCKET, "events/two"),
        "GetObject of an error": lambda: s3.get_object(Bucket=BUCKET, Key="errors/one"),
        "ListBucket elsewhere": lambda: s3.list_objects_v2(Bucket="elsewhere"),
        "GetObject elsewhere": lambda: s3.get_object(Bucket="elsewhere", Key="events/one"),
        "PutObject elsewhere": lambda: put("elsewhere", "results/one"),
    }


# The parts of an upload.
PARTS = ("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts")


def code(call):
    try:
        call()
    except botocore.exceptions.ClientError as error:
        # Outside S3 moto says so in XML, which is not read where JSON is spoken.
        return error.response["Error"]["Code"].replace("403", "AccessDenied")


if __name__ == "__main__":
    endpoint, path = sys.argv[1:]
    template = yaml.load(open(path, encoding="utf-8"), TemplateLoader)
    allowed = [resolved(own) for own in statements(template, "ReadPolicy")]
    actions = sorted({action for own in allowed for action in own["Action"]})
    make_stack(endpoint)
    athena = client("athena", endpoint)
    query = athena.start_query_execution(QueryString="SELECT 1", WorkGroup="csm")["QueryExecutionId"]
    reader = make_user("reader", allowed, endpoint)
    others = {
        action: make_user("no-" + action.replace(":", "-"), without(action, allowed), endpoint)
        for action in actions
    }
    check_from_now_on(endpoint, "0")
    tried = dict(
        reader={name: code(call) for name, call in calls(endpoint, reader, query).items()},
        without={
            action: code(calls(endpoint, keys, query)["upload" if action in PARTS else action])
            for action, keys in others.items()
        },
    )
    print(json.dumps(tried))
