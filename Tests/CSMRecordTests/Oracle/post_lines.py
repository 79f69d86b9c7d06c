"""Sends each line of a file, gzip or not, as a request of OTLP in JSON."""
import gzip
import http.client
import os
import sys
from urllib.parse import urlsplit

endpoint = urlsplit(os.environ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"])
connection = http.client.HTTPConnection(endpoint.hostname, endpoint.port)
with (gzip.open if sys.argv[1].endswith(".gz") else open)(sys.argv[1], "rb") as lines:
    for line in lines:
        connection.request("POST", endpoint.path, line, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        if answer.status != 200:
            sys.exit(f"{answer.status} {answer.read()}")
        answer.read()
