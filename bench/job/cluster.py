#!/usr/bin/env python3
"""Jobs on a cluster, side by side: from the request that creates a Job to its committed row, two images taking turns.

    kubectl apply -k target/deploy/localstack     # recorder-job's image, its Job as the Sensor makes it, and MySQL
    ./cluster.py --runs 200 --python REGISTRY/python-job:1

The Job is the one in the Sensor argometer-job; Python's differs only by its image. The next is created once the row of the last
is there. Creation by this machine's clock, row by the database's (CreatedAtTimestamp): both on one machine.
"""

import argparse
import copy
import json
import os
import random
import statistics
import subprocess
import time
import urllib.request
from datetime import timezone

import mysql.connector

from compare import p99
from events import event

NAMESPACE = "argometer-jobs"


def kubectl(*arguments):
    return subprocess.run(["kubectl", *arguments], check=True, capture_output=True, text=True).stdout


def request(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    call = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(call) as answer:
        return json.load(answer)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200, help="measured Jobs of each image")
    parser.add_argument("--python", required=True, help="image whose entry point is record.py")
    parser.add_argument("--also", action="append", default=[], metavar="NAME=IMAGE", help="further image to compare")
    options = parser.parse_args()

    sensor = json.loads(kubectl("-n", "argo-events", "get", "sensor", "argometer-job", "-o", "json"))
    recorder = sensor["spec"]["triggers"][0]["template"]["k8s"]["source"]["resource"]
    container = recorder["spec"]["template"]["spec"]["containers"][0]
    container["env"].append({"name": "DB_PARAMETERS", "value": "sslMode=PREFERRED"})
    images = {"recorder-job": recorder}
    for name, image in [("python", options.python), *(also.split("=", 1) for also in options.also)]:
        images[name] = copy.deepcopy(recorder)
        images[name]["spec"]["template"]["spec"]["containers"][0]["image"] = image

    proxy = subprocess.Popen(["kubectl", "proxy", "--port=0"], stdout=subprocess.PIPE, text=True)
    api = "http://" + proxy.stdout.readline().split()[-1]
    jobs = f"{api}/apis/batch/v1/namespaces/{NAMESPACE}/jobs"
    database = mysql.connector.connect(
        host=kubectl("-n", "argometer", "get", "service", "mysql", "-o", "jsonpath={.spec.clusterIP}"),
        database="argometer", user="reader", password=os.environ["READER_PASSWORD"], use_pure=True, autocommit=True,
    )  # fmt: skip
    cursor = database.cursor()
    run_id = time.strftime("bench-%Y%m%dT%H%M%SZ", time.gmtime())
    times = {name: [] for name in images}
    number = 0
    try:
        for turn in range(-5, options.runs):
            for name in random.sample(list(images), len(images)):
                number += 1
                event_id = f"{run_id}-{number}"
                job = images[name]
                job["spec"]["template"]["spec"]["containers"][0]["args"] = [event(event_id, run_id)]
                created = time.time()
                made = request("POST", jobs, job)["metadata"]["name"]
                row = None
                while row is None:
                    time.sleep(0.02)
                    cursor.execute("SELECT CreatedAtTimestamp FROM argo_event_record WHERE EventId = %s", (event_id,))
                    row = cursor.fetchone()
                if turn >= 0:
                    times[name].append((row[0].replace(tzinfo=timezone.utc).timestamp() - created) * 1000)
                request("DELETE", f"{jobs}/{made}?propagationPolicy=Background")
            if turn >= 0 and turn % 20 == 19:
                report(times)
    finally:
        proxy.terminate()


def report(times):
    base = statistics.median(times["python"])
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:14} {len(values):4} Jobs   p50 {median:8.1f}   p99 {p99(values):8.1f} ms   {median / base:5.2f}", flush=True)


if __name__ == "__main__":
    main()
