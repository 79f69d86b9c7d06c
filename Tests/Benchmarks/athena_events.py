"""Events as a fleet pushes them, made by DuckDB from a seed: always the same ones.

Some hundred functions, few of them busy; sessions that one command after another records, of some
hundred calls; 50 operations with latencies of their own; four SDKs, each with the fields that it
sends and the user agents of its captures. A session is pushed when it ends, its events in their
order, some thousand in a call.
"""

import base64
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
# 2026-11-26, the day on which all arrive.
DAY = "2026-11-26"
DAY_STARTS = 1_795_651_200_000
FUNCTIONS = 200
EVENTS_A_SESSION = 1_000

# Median milliseconds of an attempt, and the service's own name where that is not in lower case.
OPERATIONS = """
DynamoDB GetItem 4, DynamoDB PutItem 6, DynamoDB Query 9, DynamoDB UpdateItem 7, DynamoDB Scan 45,
DynamoDB BatchGetItem 12, DynamoDB BatchWriteItem 16, DynamoDB DeleteItem 6,
DynamoDB TransactWriteItems 24, DynamoDB DescribeTable 8, S3 GetObject 28, S3 PutObject 46,
S3 HeadObject 18, S3 ListObjectsV2 35, S3 DeleteObject 22, S3 CopyObject 60, S3 UploadPart 180,
S3 CreateMultipartUpload 30, S3 CompleteMultipartUpload 90, S3 HeadBucket 15, SQS SendMessage 9,
SQS ReceiveMessage 320, SQS DeleteMessage 8, SQS SendMessageBatch 13, SQS GetQueueUrl 6,
SQS ChangeMessageVisibility 8, SNS Publish 17, SNS PublishBatch 21, SNS ListTopics 25,
Lambda Invoke 140, Lambda GetFunction 35, STS AssumeRole 55, STS GetCallerIdentity 30,
Secrets\xa0Manager GetSecretValue 14, SSM GetParameter 11, SSM GetParametersByPath 28, KMS Decrypt 7,
KMS GenerateDataKey 8, KMS Encrypt 7, CloudWatch PutMetricData 38, CloudWatch\xa0Logs PutLogEvents 26,
CloudWatch\xa0Logs FilterLogEvents 210, EventBridge PutEvents 19, Kinesis PutRecords 22,
Kinesis GetRecords 30, Firehose PutRecordBatch 34, SFN StartExecution 48, EC2 DescribeInstances 240,
ECS DescribeTasks 75, CloudFormation DescribeStacks 160
"""
SDKS = {"Boto3/": "boto3", "aws-sdk-go/": "aws-sdk-go-v1-burst", "aws-sdk-nodejs/": "aws-sdk-js-v2",
        "aws-sdk-ruby3/": "aws-sdk-ruby-debian"}


def columns():
    """Each field of the table by the column's name, with its type, in the order of the table."""
    source = (ROOT / "Sources/FirehoseLines/Lines/EventColumn.swift").read_text()
    source = source[source.index("static let all") : source.index("].flatMap")]
    found = {}
    for kind, names in re.findall(r"\b(text|integers)\(([^)]*)\)", source):
        for field in re.findall(r'"(\w+)"', names):
            found[field.lower()] = (field, "VARCHAR" if kind == "text" else "BIGINT")
    return found


def user_agents(capture, token):
    """Those of an SDK that were captured."""
    lines = (ROOT / f"fixtures/captures/{capture}.jsonl").read_text().splitlines()
    events = [base64.b64decode(json.loads(line)["b64"]).decode("utf-8", "replace") for line in lines]
    found = {agent for event in events for agent in re.findall(r'"UserAgent":"([^"\\]+)"', event)}
    return sorted(agent for agent in found if agent.startswith(token))


MACROS = """
-- What looks like drawn: a number between 0 and 1, a whole one, one of the normal distribution, text.
CREATE MACRO even(a, b, salt) AS ((hash(a, b, salt) % 1000003) + 0.5) / 1000003;
CREATE MACRO one_of(a, b, salt, count) AS (hash(a, b, salt) % count)::BIGINT;
CREATE MACRO normal(a, b, salt) AS
    sqrt(-2 * ln(even(a, b, salt))) * cos(2 * pi() * even(a, b, salt + 1000));
CREATE MACRO letters(a, b, salt, size) AS to_base64(unhex(
    md5(concat(a, '-', b, '-', salt)) || md5(concat(a, '+', b, '+', salt))
    || md5(concat(a, '*', b, '*', salt))))[1:size];
"""


def make_sessions(connection, events, seed):
    """The tables that events are made of: operations, user agents, and sessions in their order."""
    connection.execute(MACROS)
    rows = [own.strip().split(" ") for own in OPERATIONS.replace("\n", " ").split(",")]
    connection.execute("CREATE TABLE operations (id BIGINT, service VARCHAR, api VARCHAR, ms DOUBLE)")
    connection.executemany(
        "INSERT INTO operations VALUES (?, ?, ?, ?)",
        [(i, own[0].replace("\xa0", " "), own[1], float(own[2])) for i, own in enumerate(rows)],
    )
    connection.execute("CREATE TABLE agents (sdk BIGINT, number BIGINT, of BIGINT, agent VARCHAR)")
    for sdk, (token, capture) in enumerate(SDKS.items()):
        found = user_agents(capture, token)
        connection.executemany(
            "INSERT INTO agents VALUES (?, ?, ?, ?)",
            [(sdk, number, len(found), agent) for number, agent in enumerate(found)],
        )
    sessions = max(1, events // EVENTS_A_SESSION)
    # A function's share falls with its rank, by Zipf's law; a session's size is log-normal.
    connection.execute(
        f"""
        CREATE TABLE functions AS
            SELECT range AS id, 'fn-' || md5('{seed}' || range)[1:6] || ['-api', '-worker', '-nightly',
                '-import'][1 + range % 4] AS name, one_of({seed}, range, 0, 4) AS sdk,
                sum(1 / (range + 1)) OVER (ORDER BY range) / sum(1 / (range + 1)) OVER () AS upto
            FROM range({FUNCTIONS});
        CREATE TABLE drawn AS
            SELECT range AS number, md5('session-{seed}-' || range)[1:16] AS id,
                even({seed}, range, 1) AS place, exp(normal({seed}, range, 2)) AS weight,
                {DAY_STARTS} + even({seed}, range, 3) * 86400000 AS ended,
                60000 * exp(normal({seed}, range, 4)) AS took,
                CASE WHEN range % 2 = 0 THEN 'pr-' || one_of({seed}, range, 5, 5000) END AS name,
                upper(md5('key-' || range % 97))[1:4] AS key
            FROM range({sessions});
        CREATE TABLE sessions AS
            SELECT drawn.*, functions.name AS function, functions.id AS function_id, agent,
                functions.sdk,
                greatest(1, round(weight * {events} / 2.06 / sum(weight) OVER ()))::BIGINT AS calls,
                row_number() OVER (ORDER BY ended) AS place_of_end
            FROM drawn ASOF JOIN functions ON place <= upto
            JOIN agents ON agents.sdk = functions.sdk AND agents.number = drawn.number % agents.of;
        ALTER TABLE sessions ADD COLUMN upto BIGINT;
        """
    )
    connection.execute(
        "UPDATE sessions SET upto = own.upto FROM (SELECT number, sum(calls) OVER "
        "(ORDER BY place_of_end) AS upto FROM sessions) AS own WHERE own.number = sessions.number"
    )
    return connection.execute("SELECT max(upto) FROM sessions").fetchone()[0]


# An attempt that failed and was tried again was throttled, all but; a call fails by its last one.
EVENTS = """
WITH calls AS (
    SELECT s.*, k, o.service, o.api, o.ms,
        ['eu-central-1', 'us-east-1', 'eu-west-1'][1 + function_id % 3] AS region,
        CASE WHEN even(s.id, k, 10) < 0.95 THEN 1 WHEN even(s.id, k, 10) < 0.99 THEN 2 ELSE 3 END
            AS attempts,
        even(s.id, k, 11) < 0.015 AS failed,
        (ended - took + took * (k + even(s.id, k, 12)) / calls)::BIGINT AS started
    FROM sessions AS s, unnest(range(calls)) AS u(k)
    JOIN operations AS o ON o.id = one_of(function_id,
        floor(12 * even(s.id, k, 13) * even(s.id, k, 14)), 0, 50)
    WHERE upto > $first AND upto <= $last
), events AS (
    SELECT c.*, a, a = attempts AS is_call,
        a < attempts - 1 AS again,
        greatest(1, round(ms * exp(0.6 * normal(id, k * 4 + a, 20))))::BIGINT AS attempt_ms,
        greatest(1, round(ms * exp(0.6 * normal(id, k * 4, 20))
            + (attempts - 1) * (40 + 60 * even(id, k, 21))))::BIGINT + 1 AS call_ms,
        row_number() OVER (PARTITION BY id ORDER BY k, a) AS seq
    FROM calls AS c, unnest(range(attempts + 1)) AS u(a)
), told AS (
    SELECT *,
        CASE WHEN NOT is_call AND again
                THEN CASE WHEN service = 'S3' THEN 'SlowDown' ELSE 'ThrottlingException' END
            WHEN failed AND (is_call OR a = attempts - 1)
                THEN ['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException',
                    'ConditionalCheckFailedException'][1 + one_of(id, k, 22, 4)] END AS code,
        CASE WHEN service = 'S3' THEN 'assets-' || one_of(function_id, k % 3, 0, 300) || '.' ELSE '' END
            || lower(replace(service, ' ', '')) || '.' || region || '.amazonaws.com' AS host
    FROM events
)
SELECT
    CASE WHEN is_call THEN 'ApiCall' ELSE 'ApiCallAttempt' END AS "Type",
    service AS "Service", api AS "Api", id AS "ClientId",
    CASE WHEN sdk <> 1 OR NOT is_call THEN 1 END AS "Version",
    started + CASE WHEN sdk = 1 THEN call_ms ELSE a END AS "Timestamp",
    agent AS "UserAgent", region AS "Region",
    CASE WHEN NOT is_call AND sdk <> 1 THEN host END AS "Fqdn",
    CASE WHEN NOT is_call THEN attempt_ms END AS "AttemptLatency",
    CASE WHEN is_call THEN call_ms END AS "Latency",
    CASE WHEN is_call THEN NULL WHEN code IS NULL THEN 200 WHEN code = 'SlowDown' THEN 503 ELSE 400
        END AS "HttpStatusCode",
    CASE WHEN is_call THEN CASE WHEN failed THEN 400 ELSE 200 END END AS "FinalHttpStatusCode",
    CASE WHEN is_call THEN attempts END AS "AttemptCount",
    CASE WHEN is_call THEN 0 END AS "MaxRetriesExceeded",
    CASE WHEN NOT is_call THEN '****************' || key END AS "AccessKey",
    CASE WHEN service <> 'S3' AND (NOT is_call OR sdk = 1)
        THEN CASE WHEN service = 'DynamoDB' THEN upper(letters(id, seq, 30, 52))
            ELSE regexp_replace(md5(concat(id, seq)), '(.{8})(.{4})(.{4})(.{4})', '\\1-\\2-\\3-\\4-')
            END END AS "XAmznRequestId",
    CASE WHEN service = 'S3' AND NOT is_call THEN upper(md5(concat(id, seq)))[1:16] END
        AS "XAmzRequestId",
    CASE WHEN service = 'S3' AND NOT is_call THEN letters(id, seq, 31, 63) || '=' END AS "XAmzId2",
    CASE WHEN NOT is_call AND sdk <> 3 THEN code END AS "AwsException",
    CASE WHEN NOT is_call AND sdk <> 3 THEN 'Not possible: ' || code || ' in ' || region END
        AS "AwsExceptionMessage",
    CASE WHEN NOT is_call AND sdk = 3 THEN 'Aws::' || service || '::Errors::' || code END
        AS "SdkException",
    CASE WHEN NOT is_call AND sdk = 3 THEN 'Not possible: ' || code || ' in ' || region END
        AS "SdkExceptionMessage",
    CASE WHEN is_call AND sdk <> 3 THEN code END AS "FinalAwsException",
    CASE WHEN is_call AND sdk <> 3 THEN 'Not possible: ' || code || ' in ' || region END
        AS "FinalAwsExceptionMessage",
    CASE WHEN is_call AND sdk = 3 THEN 'Aws::' || service || '::Errors::' || code END
        AS "FinalSdkException",
    CASE WHEN is_call AND sdk = 3 THEN 'Not possible: ' || code || ' in ' || region END
        AS "FinalSdkExceptionMessage",
    function AS "functionName", id AS "sessionId", name AS "sessionName",
    id || ':' || seq AS "eventId", seq AS "sequence",
    started + call_ms + a AS "receivedTimestamp", started + a AS "startTimestamp",
    -- A call of PutRecordBatch takes some thousand events; the next one comes a third of a second later.
    row_number() OVER (ORDER BY ended + seq // 1800 * 300, id, seq) AS place
FROM told
"""
# In a line even if they are null.
ALWAYS = ("functionName", "sessionName", "startTimestamp")


def make_chunk(connection, first, last):
    """The table `chunk`: the events of the sessions whose calls come in there, with their lines."""
    connection.execute(f"CREATE OR REPLACE TABLE raw AS {EVENTS}", dict(first=first, last=last))
    have = {row[0] for row in connection.execute("DESCRIBE raw").fetchall()}
    parts, wanted = [], []
    for name, (field, kind) in columns().items():
        if field not in have:
            wanted.append(f"CAST(NULL AS {kind}) AS {name}")
            continue
        wanted.append(f'CAST("{field}" AS {kind}) AS {name}')
        quote = '"' if kind == "VARCHAR" else ""
        text = f"""'"{field}":{quote}' || "{field}" || '{quote}'"""
        parts.append(f"""coalesce({text}, '"{field}":null')""" if field in ALWAYS else text)
    line = "'{' || concat_ws(',', " + ", ".join(parts) + ") || '}'"
    connection.execute(
        f"CREATE OR REPLACE TABLE chunk AS SELECT place, {', '.join(wanted)}, {line} AS line FROM raw"
    )
    return connection.execute("SELECT count(*) FROM chunk").fetchone()[0]
