"""
`python limits.py JSON COMMAND…` limits its own process, then becomes COMMAND.

Run as a file by a bare interpreter, so that it costs a few milliseconds; set before the program
starts, so that each thread and child of it inherits the limits.
"""

import json
import os
import resource
import sys


def main() -> None:
    limits = json.loads(sys.argv[1])
    command = sys.argv[2:]
    if "processors" in limits:
        os.sched_setaffinity(0, limits["processors"])
    if "memory" in limits:
        # what is written to; V8 reserves far more addresses than it ever uses
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = limits["memory"]
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
    os.execvp(command[0], command)


main()
