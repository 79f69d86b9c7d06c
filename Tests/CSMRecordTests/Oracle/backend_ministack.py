"""Deploy the backend's template in MiniStack, and ask it questions.

usage: backend_ministack.py serve TEMPLATE.yaml
       backend_ministack.py query STACK QUERIES.sql NAME
       backend_ministack.py objects STACK
       backend_ministack.py reader STACK

`serve` starts MiniStack on a free port of 127.0.0.1, deploys the template but for its saved
queries (MiniStack knows no AWS::Athena::NamedQuery), and prints STACK, one line of JSON: endpoint,
region, stream, bucket, workgroup, database, and the keys (access_key, secret_key) of a user who has
the template's push policy and nothing else, and those (reader_access_key, reader_secret_key) of one
who has the template's read policy. Signatures, the clock and policies are checked. It serves until a
piped stdin closes, a signal comes, or its parent ends; all its files go with it.

`query` runs a query out of the printed file and prints its rows, an object each. `objects` prints
the bucket's keys, and under `errors` what the delivery stream said of records it did not deliver.
`reader` tries calls as that user and prints each one's error code, null where it was let through.
"""

import ctypes
import json
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import boto3
import botocore.config
import botocore.exceptions
import yaml

from backend_check import queries

REGION = "eu-central-1"
# What MiniStack takes for the account's root user.
ROOT = dict(aws_access_key_id="test", aws_secret_access_key="test")
NO_RETRIES = botocore.config.Config(
    retries=dict(total_max_attempts=1), s3=dict(addressing_style="path"), proxies={}
)


def client(service, endpoint, **keys):
    return boto3.client(
        service, endpoint_url=endpoint, region_name=REGION, config=NO_RETRIES, **(keys or ROOT)
    )


class TemplateLoader(yaml.SafeLoader):
    """Reads the short forms of intrinsic functions as the long ones."""


def long_form(loader, tag, node):
    name = tag if tag in ("Ref", "Condition") else "Fn::" + tag
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    value = loader.construct_scalar(node)
    return {name: value.split(".", 1) if tag == "GetAtt" else value}


TemplateLoader.add_multi_constructor("!", long_form)
# A date is a text here, as it is to CloudFormation.
TemplateLoader.yaml_implicit_resolvers = {
    first: [own for own in resolvers if own[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def free_port():
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return own.getsockname()[1]


def start(folder):
    """MiniStack, which dies with this process, and where it listens."""
    port = free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "MINISTACK_")) and not name.lower().endswith("_proxy")
    }
    environment.update(
        BIND_HOST="127.0.0.1",
        GATEWAY_PORT=str(port),
        MINISTACK_REGION=REGION,
        AUTH="true",
        SERVICES="athena,cloudformation,firehose,glue,iam,logs,s3,sts",
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
        DOCKER_HOST=f"unix://{folder}/no-docker.sock",
        TMPDIR=folder,
        HOME=folder,
        S3_DATA_DIR=f"{folder}/s3",
        STATE_DIR=f"{folder}/state",
        TZ="UTC",
    )
    end_with_parent = ctypes.CDLL(None).prctl
    process = subprocess.Popen(
        [sys.executable, "-m", "ministack"],
        stdin=subprocess.DEVNULL,
        stdout=open(f"{folder}/log", "w"),
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=folder,
        preexec_fn=lambda: end_with_parent(1, signal.SIGKILL),
    )
    endpoint = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            opener.open(f"{endpoint}/_ministack/ready", timeout=5).read()
            return process, endpoint
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("MiniStack did not start:\n" + open(f"{folder}/log").read())
            time.sleep(0.1)


def deploy(path, endpoint):
    """The template's outputs."""
    template = yaml.load(open(path, encoding="utf-8"), TemplateLoader)
    template["Resources"] = {
        name: own
        for name, own in template["Resources"].items()
        if own["Type"] != "AWS::Athena::NamedQuery"
    }
    stacks = client("cloudformation", endpoint)
    stacks.create_stack(
        StackName="csm-record",
        TemplateBody=json.dumps(template),
        Capabilities=["CAPABILITY_IAM"],
    )
    while True:
        stack = stacks.describe_stacks(StackName="csm-record")["Stacks"][0]
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            break
        time.sleep(0.1)
    if stack["StackStatus"] != "CREATE_COMPLETE":
        events = stacks.describe_stack_events(StackName="csm-record")["StackEvents"]
        reasons = [own["ResourceStatusReason"] for own in events if "ResourceStatusReason" in own]
        sys.exit("\n".join([stack["StackStatus"]] + reasons))
    return {own["OutputKey"]: own["OutputValue"] for own in stack["Outputs"]}


def user(name, policy, endpoint):
    """The keys of a user who has this policy and nothing else."""
    users = client("iam", endpoint)
    users.create_user(UserName=name)
    users.attach_user_policy(UserName=name, PolicyArn=policy)
    return users.create_access_key(UserName=name)["AccessKey"]


def let_follow(name, endpoint):
    """Lets a user follow queries that run.

    AWS asks about the workgroup that a query runs in. MiniStack does not look that up, and asks about
    the resource *, which the template's policy does not allow.
    """
    statement = dict(
        Effect="Allow",
        Action=["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StopQueryExecution"],
        Resource="*",
    )
    client("iam", endpoint).put_user_policy(
        UserName=name,
        PolicyName="follow",
        PolicyDocument=json.dumps(dict(Version="2012-10-17", Statement=[statement])),
    )


def wait_for_the_end(process):
    """Until nobody wants this process any more."""
    parent = os.getppid()
    # A test may have given a file, whose end says nothing.
    piped = not stat.S_ISREG(os.fstat(0).st_mode) and not os.isatty(0)
    while os.getppid() == parent and process.poll() is None:
        if not piped:
            time.sleep(0.2)
        elif select.select([0], [], [], 0.2)[0] and not os.read(0, 65_536):
            return


def serve(path):
    # Swift's tests run with signals blocked, which their children inherit.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="csm-record-ministack.") as folder:
        process, endpoint = start(folder)
        try:
            outputs = deploy(path, endpoint)
            keys = user("pusher", outputs["PushPolicyArn"], endpoint)
            reader = user("reader", outputs["ReadPolicyArn"], endpoint)
            let_follow("reader", endpoint)
            stack = dict(
                endpoint=endpoint,
                region=REGION,
                stream=outputs["StreamName"],
                bucket=outputs["BucketName"],
                workgroup=outputs["WorkGroupName"],
                database=outputs["DatabaseName"],
                access_key=keys["AccessKeyId"],
                secret_key=keys["SecretAccessKey"],
                reader_access_key=reader["AccessKeyId"],
                reader_secret_key=reader["SecretAccessKey"],
            )
            print(json.dumps(stack), flush=True)
            wait_for_the_end(process)
        finally:
            process.kill()
            process.wait()


def cell(datum, kind):
    value = datum.get("VarCharValue")
    if value is None:
        return None
    if kind in ("integer", "bigint"):
        return int(value)
    return value == "true" if kind == "boolean" else value


def query(stack, statement, **keys):
    """The rows of a statement's answer."""
    athena = client("athena", stack["endpoint"], **keys)
    execution = athena.start_query_execution(
        QueryString=statement,
        WorkGroup=stack["workgroup"],
        QueryExecutionContext=dict(Database=stack["database"]),
    )["QueryExecutionId"]
    while True:
        status = athena.get_query_execution(QueryExecutionId=execution)["QueryExecution"]["Status"]
        if status["State"] not in ("QUEUED", "RUNNING"):
            break
        time.sleep(0.05)
    if status["State"] != "SUCCEEDED":
        sys.exit(f"{status['State']}: {status.get('StateChangeReason')}")
    rows, columns = [], []
    for page in athena.get_paginator("get_query_results").paginate(QueryExecutionId=execution):
        found = page["ResultSet"]
        columns = found["ResultSetMetadata"]["ColumnInfo"]
        rows += found["Rows"]
    # Athena's names are in lower case; MiniStack's are as in the data.
    return [
        {own["Name"].lower(): cell(datum, own["Type"]) for own, datum in zip(columns, row["Data"])}
        for row in rows[1:]
    ]


def objects(stack):
    bucket = client("s3", stack["endpoint"])
    pages = bucket.get_paginator("list_objects_v2").paginate(Bucket=stack["bucket"])
    keys = [own["Key"] for page in pages for own in page.get("Contents", [])]
    return dict(
        keys=keys,
        errors=[
            bucket.get_object(Bucket=stack["bucket"], Key=key)["Body"].read().decode()
            for key in keys
            if key.startswith("errors/")
        ],
    )


def outcomes(calls):
    """Each call's error code, by its name."""
    found = {}
    for name, call in calls.items():
        try:
            call()
            found[name] = None
        except botocore.exceptions.ClientError as error:
            found[name] = error.response["Error"]["Code"]
    return found


def try_reading(stack):
    """What the reader may do, and what not: elsewhere, and with what is there.

    MiniStack asks about the workgroup that a query is started in, the database of a table, and the
    bucket and the key. It takes a database's own name for a table's, so that is not tried; and its
    queries read and write the bucket with no one's rights.
    """
    buckets = client("s3", stack["endpoint"])
    buckets.create_bucket(
        Bucket="elsewhere", CreateBucketConfiguration=dict(LocationConstraint=REGION)
    )
    # Nobody gets in without TLS, which is not spoken here.
    buckets.delete_bucket_policy(Bucket=stack["bucket"])
    buckets.put_object(Bucket=stack["bucket"], Key="events/one", Body=b"")
    client("athena", stack["endpoint"]).create_work_group(Name="elsewhere")
    keys = dict(
        aws_access_key_id=stack["reader_access_key"],
        aws_secret_access_key=stack["reader_secret_key"],
    )
    athena, glue, bucket, stream = (
        client(own, stack["endpoint"], **keys) for own in ("athena", "glue", "s3", "firehose")
    )
    own, group = stack["bucket"], stack["workgroup"]

    def ask(workgroup):
        return athena.start_query_execution(
            QueryString="SELECT 1",
            WorkGroup=workgroup,
            QueryExecutionContext=dict(Database=stack["database"]),
        )["QueryExecutionId"]

    def put(bucket_name, key):
        return bucket.put_object(Bucket=bucket_name, Key=key, Body=b"")

    return outcomes(
        {
            "query": lambda: ask(group),
            "follow": lambda: query(stack, "SELECT 1 AS one", **keys),
            "stop": lambda: athena.stop_query_execution(QueryExecutionId=ask(group)),
            "table": lambda: glue.get_table(DatabaseName=stack["database"], Name="csm_events"),
            "list": lambda: bucket.list_objects_v2(Bucket=own),
            "read an event": lambda: bucket.get_object(Bucket=own, Key="events/one"),
            "write a result": lambda: put(own, "results/one"),
            "read a result": lambda: bucket.get_object(Bucket=own, Key="results/one"),
            "query elsewhere": lambda: ask("elsewhere"),
            "query in primary": lambda: ask("primary"),
            "another database": lambda: glue.get_table(DatabaseName="default", Name="csm_events"),
            "list elsewhere": lambda: bucket.list_objects_v2(Bucket="elsewhere"),
            "write elsewhere": lambda: put("elsewhere", "results/one"),
            "read elsewhere": lambda: bucket.get_object(Bucket="elsewhere", Key="events/one"),
            "write an event": lambda: put(own, "events/one"),
            "read an error": lambda: bucket.get_object(Bucket=own, Key="errors/one"),
            "delete a result": lambda: bucket.delete_object(Bucket=own, Key="results/one"),
            "delete the table": lambda: glue.delete_table(
                DatabaseName=stack["database"], Name="csm_events"
            ),
            "push": lambda: stream.put_record_batch(
                DeliveryStreamName=stack["stream"], Records=[dict(Data=b"{}")]
            ),
        }
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", template]:
            serve(template)
        case ["query", stack, file, name]:
            print(json.dumps(query(json.loads(stack), queries(file)[name])))
        case ["objects", stack]:
            print(json.dumps(objects(json.loads(stack))))
        case ["reader", stack]:
            print(json.dumps(try_reading(json.loads(stack))))
        case _:
            sys.exit(__doc__)
