"""Events as the shipped Sensor hands them to a Job, each with an id of its own."""

import base64
import json
from datetime import datetime, timezone


def event(event_id, run_id):
    """The argument of a Job: a CloudEvent whose data is the base64 of message attributes and body."""
    sent = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    texts = {"EventId": event_id, "RunId": run_id, "Author": "Ankur", "SentAt": sent, "Timestamp": sent}
    data = {
        "messageId": event_id,
        "messageAttributes": {name: {"DataType": "String", "StringValue": text} for name, text in texts.items()},
        "body": {"id": 4, "greeting": "hello", "message": "set by sensor argometer-job", "author": "Ankur"},
    }
    context = {"id": event_id, "source": "argometer-sqs", "specversion": "1.0", "type": "sqs", "subject": "load", "time": sent[:19] + "Z"}
    return json.dumps({"context": context, "data": base64.b64encode(json.dumps(data).encode()).decode()})
