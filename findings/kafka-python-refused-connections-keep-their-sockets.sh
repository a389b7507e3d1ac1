#!/bin/sh
# Expected: a client that cannot reach Kafka raises, and what it opened is closed: its threads, and the socket of each connection that
# was refused.
# Seen, kafka-python 3.0.12 on Python 3.11, towards a port where nobody listens: the constructor ends with KafkaTimeoutError, and
# (1) its I/O thread goes on for as long as the process, with three sockets, and nobody has a handle to stop it;
# (2) the socket of each refused connection lies in a circle of references and stays open until Python's collector comes by itself.
# With us: shared/log/connection.py closes the inner client where the constructor fails, and collects what earlier tries left before
# another: a service that waits out an outage had one thread more with each try, and up to 660 open sockets before a collection.
# Not told to the project by us.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check kafka-python==3.0.12
cat >"$place/tries.py" <<'PYTHON'
import gc
import os
import socket
import sys
import threading

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaTimeoutError

TRIES = 4


def sockets():
    """How many this process has open."""
    found = 0
    for each in os.listdir("/proc/self/fd"):
        try:
            found += os.readlink(f"/proc/self/fd/{each}").startswith("socket:")
        except OSError:
            continue  # the listing's own
    return found


with socket.create_server(("127.0.0.1", 0)) as nobody:
    port = nobody.getsockname()[1]
gc.collect()
gc.disable()
for _ in range(TRIES):
    try:
        KafkaAdminClient(bootstrap_servers=f"127.0.0.1:{port}", bootstrap_timeout_ms=1_500)
    except KafkaTimeoutError:
        continue
    sys.exit("different now: no KafkaTimeoutError")
uncollected = sockets()
gc.collect()
collected = sockets()
threads = sum(each.name.startswith("kafka-io") for each in threading.enumerate())
print(f"after {TRIES} tries: {threads} threads of the client, {uncollected} sockets, {collected} once collected")
if threads != TRIES or collected != 3 * TRIES:
    sys.exit("different now: what a client that failed leaves behind")
if uncollected <= collected:
    sys.exit("different now: refused connections are closed at once")
PYTHON
"$place/venv/bin/python" "$place/tries.py" 2>"$place/log" || { tail -3 "$place/log"; exit 1; }
