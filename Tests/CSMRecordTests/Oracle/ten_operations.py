"""Makes calls of ten operations with boto3 against ENDPOINT, the same ones each time.

usage: ten_operations.py ENDPOINT
"""

import sys

import boto3

session = boto3.session.Session(
    aws_access_key_id="AKIAFAKETESTING00001", aws_secret_access_key="secret"
)
s3, sqs, dynamodb = (
    session.client(service, endpoint_url=sys.argv[1], region_name="us-east-1")
    for service in ("s3", "sqs", "dynamodb")
)
for number in range(7):
    s3.create_bucket(Bucket="bucket")
    key = {"Bucket": "bucket", "Key": str(number)}
    s3.put_object(Body=b"x", **key)
    s3.get_object(**key)
    s3.head_object(**key)
    s3.list_objects_v2(Bucket="bucket")
    # A queue with many messages would be slower from run to run.
    queue = sqs.create_queue(QueueName="queue")["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    sqs.list_queues()
    sqs.delete_queue(QueueUrl=queue)
    dynamodb.list_tables()
