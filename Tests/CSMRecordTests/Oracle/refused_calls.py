"""Record a boto3 program that IAM refuses, give it the policy that csm-record prints, run it again.

usage: refused_calls.py CSM-RECORD

IAM is moto's, which looks at the policies of the user that signs a request. Prints, as JSON, the
outcome of each call of both runs, and what csm-record printed after the first.
"""

import json
import os
import subprocess
import sys

import boto3
import requests
from moto.server import ThreadedMotoServer

PROGRAM = """
import boto3, botocore.exceptions, json
def outcome(call):
    try:
        call()
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    return "done"
s3, sqs, dynamodb, sts = map(boto3.client, ["s3", "sqs", "dynamodb", "sts"])
queue = QUEUE
item = {"id": {"S": "1"}}
print(json.dumps({
    "S3.ListBuckets": outcome(lambda: s3.list_buckets()),
    "S3.PutObject": outcome(lambda: s3.put_object(Bucket="bucket", Key="key", Body=b"x")),
    "S3.GetObject": outcome(lambda: s3.get_object(Bucket="bucket", Key="key")),
    "S3.ListObjectsV2": outcome(lambda: s3.list_objects_v2(Bucket="bucket")),
    "SQS.SendMessage": outcome(lambda: sqs.send_message(QueueUrl=queue, MessageBody="x")),
    "DynamoDB.PutItem": outcome(lambda: dynamodb.put_item(TableName="table", Item=item)),
    "DynamoDB.GetItem": outcome(lambda: dynamodb.get_item(TableName="table", Key=item)),
}))
"""


def main(csm_record):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"

    def client(service):
        return boto3.client(
            service, "us-east-1", endpoint_url=endpoint, aws_access_key_id="a",
            aws_secret_access_key="b")

    client("s3").create_bucket(Bucket="bucket")
    queue = client("sqs").create_queue(QueueName="queue")["QueueUrl"]
    client("dynamodb").create_table(
        TableName="table", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
    iam = client("iam")
    iam.create_user(UserName="me")
    key = iam.create_access_key(UserName="me")["AccessKey"]
    environment = os.environ | {
        "AWS_ENDPOINT_URL": endpoint, "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }

    def authorize(without):
        """From now on each request but the next few is looked at."""
        requests.post(f"{endpoint}/moto-api/reset-auth", data=str(without))

    def run(*command):
        done = subprocess.run(
            [csm_record, *command], env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    def record():
        program = PROGRAM.replace("QUEUE", repr(queue))
        return json.loads(run("run", "-q", "--", sys.executable, "-c", program))

    authorize(0)
    refused = record()
    text, policy = run("policy"), run("policy", "-q", "--format", "json")
    authorize(1)
    iam.put_user_policy(UserName="me", PolicyName="made", PolicyDocument=policy)
    allowed = record()
    server.stop()
    print(json.dumps({"refused": refused, "text": text, "policy": policy, "allowed": allowed}))


main(sys.argv[1])
