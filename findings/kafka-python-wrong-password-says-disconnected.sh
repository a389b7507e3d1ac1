#!/bin/sh
# Expected: a client that comes to Kafka with a wrong password is told so (SaslAuthenticationFailedError), as Kafka's own Java client is
# ("Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512").
# Seen, kafka-python 3.0.12 against Apache Kafka 4.3.1 over SASL_PLAINTEXT: the connection is only said to be lost, and after its time
# the client ends with KafkaTimeoutError "Unable to bootstrap", as if there were no broker; its log has "socket disconnected" and no
# answer to the last step of SCRAM.
# With us: /healthz and the log cannot tell a wrong password from a network that is down; the handbook says so, and what to look at.
# Needs Java 17 and Maven. Not told to the project by us.
set -eu
place=$(mktemp -d)
broker=
trap 'test -z "$broker" || kill "$broker" 2>/dev/null; rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check kafka-python==3.0.12
cat >"$place/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.3.1</version></dependency></dependencies>
</project>
POM
mvn -q -B -f "$place/pom.xml" dependency:copy-dependencies -DoutputDirectory="$place/jars" -DincludeScope=runtime >"$place/mvn.log" 2>&1 \
  || { tail -5 "$place/mvn.log"; exit 2; }
set -- $("$place/venv/bin/python" -c 'import socket
found = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*(each.getsockname()[1] for each in found))')
cat >"$place/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:$1,SASL_PLAINTEXT://127.0.0.1:$2,CONTROLLER://127.0.0.1:$3
advertised.listeners=PLAINTEXT://127.0.0.1:$1,SASL_PLAINTEXT://127.0.0.1:$2
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:$3
log.dirs=$place/data
offsets.topic.replication.factor=1
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
PROPERTIES
java -cp "$place/jars/*" kafka.tools.StorageTool format -t ZmluZGluZ2ZpbmRpbmdmZg -c "$place/server.properties" \
  --add-scram 'SCRAM-SHA-512=[name=somebody,password=right]' >/dev/null 2>&1
java -Xmx512m -cp "$place/jars/*" kafka.Kafka "$place/server.properties" >"$place/broker.log" 2>&1 &
broker=$!
"$place/venv/bin/python" - "127.0.0.1:$2" <<'PYTHON'
import logging
import sys
import time

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

logging.disable(logging.CRITICAL)


def come(password):
    try:
        KafkaAdminClient(
            bootstrap_servers=sys.argv[1], bootstrap_timeout_ms=5_000, security_protocol="SASL_PLAINTEXT",
            sasl_mechanism="SCRAM-SHA-512", sasl_plain_username="somebody", sasl_plain_password=password,
        ).close()
    except KafkaError as error:
        return f"{type(error).__name__}: {error}"
    return "let in"


for _ in range(12):  # until the broker is up
    if (right := come("right")) == "let in":
        break
    time.sleep(1)
wrong = come("wrong")
print(f"right password: {right}\nwrong password: {wrong.replace(sys.argv[1], 'HOST:PORT')}")
if right != "let in" or "Unable to bootstrap" not in wrong:
    sys.exit("CHANGED: a wrong password is told as such, or the broker did not start")
PYTHON
