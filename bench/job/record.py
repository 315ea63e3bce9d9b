"""What recorder-job does, in the fewest lines of Python: one event, one connection, one committed row."""

import base64
import json
import os
import sys

import mysql.connector

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
    " (EventId, RunId, PayloadId, EventType, CustomMessage, Author, EventTimestamp, CreatedAtTimestamp)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, UTC_TIMESTAMP(6))"
    " ON DUPLICATE KEY UPDATE Deliveries = Deliveries + 1",
    (
        attributes["EventId"]["StringValue"],
        attributes["RunId"]["StringValue"],
        body["id"],
        event["context"]["type"],
        body["message"],
        body["author"],
        attributes["SentAt"]["StringValue"].rstrip("Z"),
    ),
)
connection.close()
