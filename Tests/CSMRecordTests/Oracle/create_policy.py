"""Create the IAM policy on standard input with boto3, in moto, which refuses what IAM would.

Prints its statements, those of the default version as moto keeps it.
"""

import json
import sys

import boto3
import botocore.exceptions
from moto import mock_aws

text = sys.stdin.read()
with mock_aws():
    iam = boto3.client("iam", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b")

    def create(name, document):
        return iam.create_policy(PolicyName=name, PolicyDocument=document)["Policy"]["Arn"]

    arn = create("made", text)
    version = iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"]
    # Does it look at all?
    for broken in (
        text.replace("2012-10-17", "2026-10-17"), text.replace('"Allow"', '"Permit"'),
        text.replace('"Action"', '"Actions"'), json.dumps({**json.loads(text), "Statement": []}),
    ):
        try:
            create("broken", broken)
        except botocore.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "MalformedPolicyDocument", error
        else:
            sys.exit(f"moto takes {broken}")
    print(json.dumps(version["Statement"]))
