"""Reads all rows of a query that a scripted Athena has the answer to.

usage: boto3_rows.py ENDPOINT     prints how many rows there are
"""

import sys
import time

import boto3
import botocore.config

athena = boto3.client(
    "athena",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    config=botocore.config.Config(proxies={}),
)
query = athena.start_query_execution(
    QueryString="SELECT 1", QueryExecutionContext=dict(Database="csm_record"), WorkGroup="csm"
)["QueryExecutionId"]
while True:
    status = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"]
    if status["State"] == "SUCCEEDED":
        break
    time.sleep(0.1)
pages = athena.get_paginator("get_query_results").paginate(
    QueryExecutionId=query, PaginationConfig=dict(PageSize=1_000)
)
# The first one has the columns' names.
print(sum(len(page["ResultSet"]["Rows"]) for page in pages) - 1)
