"""A delivery stream into a bucket in moto's server, and who may put into it.

usage: moto_firehose.py setup ENDPOINT
       moto_firehose.py objects ENDPOINT

`setup` makes a bucket, the delivery stream csm and two users, then turns the checking of signatures
and policies on, and prints {name: {access_key, secret_key}}: `pusher` may firehose:PutRecordBatch
and nothing else, `reader` may only describe streams. `objects` turns it off and prints the bucket's objects, a
list of texts.
"""

import json
import sys
import urllib.request

import boto3
import botocore.config

REGION = "eu-central-1"
POLICIES = {"pusher": "firehose:PutRecordBatch", "reader": "firehose:DescribeDeliveryStream"}


ROOT = dict(aws_access_key_id="root", aws_secret_access_key="root")


def client(service, endpoint, **keys):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        config=botocore.config.Config(proxies={}),
        **(keys or ROOT),
    )


def check_from_now_on(endpoint, unchecked):
    """Lets so many requests pass without looking who sends them."""
    request = urllib.request.Request(
        f"{endpoint}/moto-api/reset-auth", unchecked.encode(), {"Content-Type": "text/plain"}
    )
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).read()


def setup(endpoint):
    client("s3", endpoint).create_bucket(
        Bucket="events", CreateBucketConfiguration=dict(LocationConstraint=REGION)
    )
    client("firehose", endpoint).create_delivery_stream(
        DeliveryStreamName="csm",
        ExtendedS3DestinationConfiguration=dict(
            RoleARN="arn:aws:iam::123456789012:role/delivery", BucketARN="arn:aws:s3:::events"
        ),
    )
    users, keys = client("iam", endpoint), {}
    for name, action in POLICIES.items():
        # moto checks actions, but asks about no resource that a policy could name.
        statement = dict(Effect="Allow", Action=action, Resource="*")
        policy = users.create_policy(
            PolicyName=name,
            PolicyDocument=json.dumps(dict(Version="2012-10-17", Statement=[statement])),
        )
        users.create_user(UserName=name)
        users.attach_user_policy(UserName=name, PolicyArn=policy["Policy"]["Arn"])
        key = users.create_access_key(UserName=name)["AccessKey"]
        keys[name] = dict(access_key=key["AccessKeyId"], secret_key=key["SecretAccessKey"])
    check_from_now_on(endpoint, "0")
    return keys


def objects(endpoint):
    check_from_now_on(endpoint, "inf")
    bucket = client("s3", endpoint)
    found = bucket.list_objects_v2(Bucket="events").get("Contents", [])
    return [
        bucket.get_object(Bucket="events", Key=own["Key"])["Body"].read().decode() for own in found
    ]


if __name__ == "__main__":
    print(json.dumps(dict(setup=setup, objects=objects)[sys.argv[1]](sys.argv[2])))
