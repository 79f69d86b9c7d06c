"""Send attempts that hold credentials in every way that one can think of to AWS_CSM_HOST:AWS_CSM_PORT.

usage: send_secrets.py

Prints JSON: `secrets`, the texts that are in no event when it is pushed, not even in part, and
`events` and `others`, how many of the datagrams are events and how many are none.
"""

import itertools
import json
import os
import socket

HEAD = '"Version":1,"Type":"ApiCallAttempt","Service":"S3","Api":"GetObject"'
numbers = itertools.count(1)
secrets = []


def token():
    """A session token like real ones, its parts secrets of their own."""
    number = next(numbers)
    parts = [f"FirstPart{number:03}Aa", f"Middle{number:03}Bb", f"LastPart{number:03}Cc"]
    secrets.extend(parts)
    return "IQoJb3JpZ2luX2VjE" + "/".join(parts) + "=="


def plain():
    """One that does not look like one."""
    secrets.append(f"a plain secret {next(numbers):03}")
    return secrets[-1]


def key(prefix="AKIA"):
    secrets.append(f"{prefix}{next(numbers):04}IOSFODNN7EXA")
    return secrets[-1]


def escaped(text):
    return "".join(f"\\u{ord(own):04x}" for own in text)


def members():
    for name in ["SessionToken", "sessionToken", "sessiontoken", "SESSIONTOKEN", "sEsSiOnToKeN"]:
        yield f'"{name}":"{plain()}"'
        yield f'"{escaped(name)}":"{plain()}"'
        yield f'"{name[:7]}\\u{ord(name[7]):04X}{name[8:]}" : "{token()}"'
    yield f'"SessionToken":"{plain()}","SessionToken":"{plain()}","sessiontoken":"{plain()}"'
    yield f'"SessionToken":"{escaped(plain())}"'
    yield '"SessionToken":"' + token().replace("/", "\\/") + '"'
    yield f'"SessionToken":["{plain()}",{{"a":"{plain()}"}}]'
    yield f'"SessionToken":{{"SessionToken":"{plain()}"}}'
    # Not at the top.
    yield f'"Credentials":{{"SessionToken":"{plain()}","Expiration":1}}'
    yield f'"A":[{{"B":{{"\\u0053essiontoken":"{plain()}"}}}},[[{{"SESSIONTOKEN":["{plain()}"]}}]]]'
    # In text.
    yield f'"AwsExceptionMessage":"The token {token()} is expired"'
    yield '"AwsExceptionMessage":"X-Amz-Security-Token: ' + token().replace("/", "\\/") + '"'
    yield f'"SdkExceptionMessage":"{escaped(token())}"'
    # In JSON in text: as PHP, as .NET and as Gson escape it, and in JSON again.
    for own in [("/", r"\/"), ("/", r"\u002F"), ("=", r"\u003d")]:
        inner = json.dumps({"SessionToken": token()}).replace(*own)
        yield f'"AwsExceptionMessage":{json.dumps(inner)}'
        yield f'"AwsExceptionMessage":{json.dumps(json.dumps(inner))}'
    yield f'"AwsExceptionMessage":"X-Amz-Security-Token:\\n{plain().replace(" ", "-" * 3)}"'
    secrets[-1] = secrets[-1].replace(" ", "-" * 3)
    yield f'"Headers":{{"X-Amz-Security-Token":["{plain()}"]}}'
    yield f'"SdkExceptionMessage":"https://h/?X-Amz-Security-Token={token().replace("/", "%2F")}&a"'
    yield f'"Extra":{{"Text":["{token()}"]}}'
    yield f'"AwsExceptionMessage":"FwoGZXIvYXdz{plain().replace(" ", "")}"'
    secrets[-1] = secrets[-1].replace(" ", "")
    # Access keys.
    yield f'"AccessKey":"{key()}"'
    yield f'"accesskey":"{key("ASIA")}"'
    yield f'"Access\\u004bey":"{key()}"'
    yield f'"AccessKey":"{escaped(key())}"'
    yield f'"AccessKey":"{key()}","ACCESSKEY":"{key()}"'
    yield f'"AccessKey":"{plain()}"'
    yield f'"AwsExceptionMessage":"The key {key()} does not exist, {key("ASIA")} neither"'
    yield f'"AwsExceptionMessage":"Credential={key()}/20261123/us-east-1/s3/aws4_request"'
    yield f'"AwsExceptionMessage":"{escaped(key())}"'
    yield f'"Credentials":{{"AccessKeyId":"{key()}"}}'


def datagrams():
    """Each with whether it is an event."""
    for own in members():
        yield f"{{{HEAD},{own}}}".encode(), True
        yield f"{{{own},{HEAD}}}".encode(), True
    # As C++ and JavaScript cut texts.
    yield f'{{{HEAD},"UserAgent":"\xff","SessionToken":"{plain()}"}}'.encode("latin-1"), True
    yield f'{{{HEAD},"SessionToken":"\xc3{plain()}\xe2"}}'.encode("latin-1"), True
    yield f'{{{HEAD},"UserAgent":"\\ud83d","SessionToken":"\\ud83d{plain()}"}}'.encode(), True
    # Cut off, and no object.
    yield f'{{{HEAD},"SessionToken":"{token()}'.encode(), False
    yield f'{{"SessionToken":"{plain()}",{HEAD}'.encode(), False
    yield f'["{token()}"]'.encode(), False
    yield b"", False


address = (os.environ["AWS_CSM_HOST"], int(os.environ["AWS_CSM_PORT"]))
counts = {True: 0, False: 0}
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    sender.connect(address)
    for datagram, is_event in datagrams():
        sender.send(datagram)
        counts[is_event] += 1
print(json.dumps(dict(secrets=secrets, events=counts[True], others=counts[False])))
