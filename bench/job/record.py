"""What recorder-job does, in the fewest lines of Python: one event, one connection, one committed row."""

import base64
import json
import os
import sys
from datetime import datetime, timedelta, timezone

import mysql.connector

now = datetime.now(timezone.utc)
with open("/proc/self/stat") as stat, open("/proc/uptime") as uptime:
    ticks = int(stat.read().rsplit(") ", 1)[1].split()[19])
    age = float(uptime.read().split()[0]) - ticks / 100
event = json.loads(sys.argv[1])
data = json.loads(base64.b64decode(event["data"]))
attributes = data["messageAttributes"]
body = data["body"]
connection = mysql.connector.connect(
    host=os.environ["DB_HOST"],
    port=int(os.environ["DB_PORT"]),
    database=os.environ["DB_NAME"],
    user=os.environ["DB_USER"],
    password=os.environ["DB_PASSWORD"],
    ssl_disabled="sslMode=DISABLED" in os.environ["DB_PARAMETERS"],
    autocommit=True,
    use_pure=True,
)
connection.cursor().execute(
    "INSERT INTO argo_event_record"
    " (EventId, RunId, PayloadId, EventType, CustomMessage, Author, EventTimestamp, CreatedAtTimestamp,"
    " SourceTimestamp, ProcessTimestamp, ReceivedTimestamp)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, UTC_TIMESTAMP(6), %s, %s, %s)"
    " ON DUPLICATE KEY UPDATE Deliveries = Deliveries + 1",
    (
        attributes["EventId"]["StringValue"],
        attributes["RunId"]["StringValue"],
        body["id"],
        event["context"]["type"],
        body["message"],
        body["author"],
        attributes["SentAt"]["StringValue"].rstrip("Z"),
        event["context"]["time"].rstrip("Z"),
        now - timedelta(seconds=age),
        now,
    ),
)
connection.close()
