"""Prints a service's endpoint of every region by botocore's rules, plain, FIPS and dual-stack."""

import json
import sys

from botocore.endpoint_provider import EndpointProvider
from botocore.loaders import create_loader

loader = create_loader()
rules = loader.load_service_model(sys.argv[1], "endpoint-rule-set-1")
partitions = loader.load_data("partitions")
provider = EndpointProvider(rules, partitions)
for partition in partitions["partitions"]:
    for region in partition["regions"]:
        # A partition's own pseudo-region, such as aws-global, is none to send to.
        if region.endswith("-global"):
            continue
        for fips in (False, True):
            for dual_stack in (False, True):
                endpoint = provider.resolve_endpoint(
                    Region=region, UseFIPS=fips, UseDualStack=dual_stack)
                print(json.dumps([region, fips, dual_stack, endpoint.url]))
