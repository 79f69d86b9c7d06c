"""Signs requests with botocore: one JSON object a line in, its Authorization header a line out."""

import datetime
import json
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

for line in sys.stdin:
    given = json.loads(line)
    moment = datetime.datetime.fromtimestamp(given["time"], datetime.timezone.utc)
    botocore.auth.get_current_datetime = lambda: moment.replace(tzinfo=None)
    request = AWSRequest(
        method=given["method"], url=given["url"], data=given["body"].encode())
    for name, value in given["headers"]:
        request.headers.add_header(name, value)
    keys = Credentials(given["key"], given["secret"], given["token"])
    botocore.auth.SigV4Auth(keys, given["service"], given["region"]).add_auth(request)
    print(request.headers["Authorization"])
