"""LocalStack runs this once it is up: from then on it sees to it that the SNS source stays subscribed.

LocalStack asks an endpoint only once to confirm a subscription, where AWS asks again: a confirmation that meets a pod
on its way in or out would be lost for good. And when the source's Deployment is rolled out, the old pod, going last,
ends the subscription that the new one relies on. Both are put right here; the source itself confirms, as always.
What SNS cannot have the source take goes to a queue: LocalStack calls once, where AWS calls again.
"""
import json
import threading
import time
import urllib.request

import boto3

TOPIC = "arn:aws:sns:us-east-1:000000000000:argometer"
DEAD = json.dumps({"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:argometer-dead-sns"})
WEBHOOK = "http://argometer-sns.argo-events.svc.cluster.local:12000"

sns = boto3.client("sns", endpoint_url="http://localhost:4566", region_name="us-east-1",
                   aws_access_key_id="test", aws_secret_access_key="test")


def confirmed(arn):
    attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    if attributes["PendingConfirmation"] != "false":
        return False
    if "RedrivePolicy" not in attributes:
        sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="RedrivePolicy", AttributeValue=DEAD)
    return True


pending = []


def look():
    global pending
    urllib.request.urlopen(f"{WEBHOOK}/health", timeout=5).close()
    subscriptions = [s["SubscriptionArn"] for s in sns.list_subscriptions_by_topic(TopicArn=TOPIC)["Subscriptions"]]
    if any(confirmed(arn) for arn in subscriptions):
        return
    if subscriptions and subscriptions != pending:
        pending = subscriptions  # the confirmation may be on its way: it has until the next look
        return
    for arn in subscriptions:
        sns.unsubscribe(SubscriptionArn=arn)
    sns.subscribe(TopicArn=TOPIC, Protocol="http", Endpoint=f"{WEBHOOK}/sns")


def keep():
    while True:
        time.sleep(5)
        try:
            look()
        except OSError:
            pass  # the source is not there yet, and subscribes by itself when it is
        except Exception as e:
            print(f"keep-subscribed: {e!r}", flush=True)


threading.Thread(target=keep, daemon=True).start()
