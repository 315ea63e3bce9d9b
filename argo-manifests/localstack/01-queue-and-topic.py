"""LocalStack runs this once it is up: makes the topic and the queue, and then lets the event sources start.

The SNS source subscribes when its process starts. If that first call fails, a later one in the same process gets the
subscription confirmed, yet the source never again takes an event (Argo Events 1.9.10: its web server keeps calling
the first attempt's handler). So the sources' containers wait for a key in the ConfigMap argometer-localstack-topic.
What the queue has given five times it gives up, to a queue of dead letters; what the topic gives up goes to another
(see 02-keep-subscribed.py).
The queue comes last: the probes ask for it, so when anything here fails, the container is restarted and tries again.
"""
import json
import os
import ssl
import time
import urllib.request

import boto3

SERVICE = "http://localstack.argometer-localstack.svc.cluster.local:4566"
ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"


def client(service):
    return boto3.client(service, endpoint_url="http://localhost:4566", region_name="us-east-1",
                        aws_access_key_id="test", aws_secret_access_key="test")


def await_service():
    """Until the sources can reach the Service, or for half a minute: not every network lets a pod call itself by one."""
    for _ in range(30):
        try:
            urllib.request.urlopen(f"{SERVICE}/_localstack/health", timeout=1).close()
            return
        except OSError:
            time.sleep(1)


def announce(topic_arn):
    host, port = os.environ["KUBERNETES_SERVICE_HOST"], os.environ["KUBERNETES_SERVICE_PORT"]
    with open(f"{ACCOUNT}/token") as token:
        headers = {"Authorization": f"Bearer {token.read()}", "Content-Type": "application/merge-patch+json"}
    trust = ssl.create_default_context(cafile=f"{ACCOUNT}/ca.crt")
    trust.verify_flags &= ~ssl.VERIFY_X509_STRICT  # not every cluster's CA names its key usage
    patch = urllib.request.Request(
        f"https://{host}:{port}/api/v1/namespaces/argo-events/configmaps/argometer-localstack-topic",
        json.dumps({"data": {"arn": topic_arn}}).encode(), headers, method="PATCH")
    urllib.request.urlopen(patch, context=trust, timeout=30).close()


def create_queue(name, **attributes):
    sqs = client("sqs")
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


await_service()
create_queue("argometer-dead-sns")
dead = create_queue("argometer-dead-sqs")
announce(client("sns").create_topic(Name="argometer")["TopicArn"])
create_queue("argometer", RedrivePolicy=json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 5}))
