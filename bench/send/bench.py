#!/usr/bin/env python3
"""Measures the generator against an SQS endpoint on the same machine: see README.md."""
import argparse, csv, os, re, statistics, subprocess, sys, tempfile, uuid
from datetime import datetime

PORT = 19555
URL = f"http://127.0.0.1:{PORT}"
GENERATOR = "io.github.argometer.TestGenerator"


def environment(folder, **settings):
    return dict(os.environ, SEND_ENABLED="true", MANAGEMENT_ENABLED="false", SEND_CHANNELS="sqs", RUNS_FOLDER=folder,
                AWS_ENDPOINT_OVERRIDE="true", AWS_ENDPOINT_URL=URL, AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test",
                SEND_ARRIVAL="constant", SEND_SEED="1", **settings)


def java(*args, **kwargs):
    return ["java", *kwargs.get("options", []), "-cp", CLASSPATH, *args]


def time(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def generate(folder, at_once=False, options=(), **settings):
    """Runs the generator to its end and returns the lines of accepted attempts, and what it said."""
    run = "bench-" + uuid.uuid4().hex[:8]
    said = subprocess.run(java(*options, GENERATOR, *(["at-once"] if at_once else [])), check=True, text=True,
                          stdout=subprocess.PIPE, env=environment(folder, RUN_ID=run, **settings)).stdout
    ledger = os.path.join(folder, run, "sent.csv")
    with open(ledger, newline="") as lines:
        accepted = [(int(line["Number"]), time(line["Intended"]), time(line["Sent"]), time(line["Finished"]))
                    for line in csv.DictReader(lines) if line["Outcome"] == "accepted"]
    os.remove(ledger)
    return accepted, said


def rate(accepted):
    """Messages a second of the last quarter: the others warm the JVM, whose compiler shares the cores."""
    ended = sorted(line[3] for line in accepted)
    warm = len(ended) // 4 * 3
    return (len(ended) - warm) / (ended[-1] - ended[warm])


def throughput(folder, rounds, messages, threads):
    single, bare, batched = [], [], []
    for i in range(rounds):
        bare.append(float(subprocess.run(java("bench/send/BareSdk.java", URL, str(threads), str(messages)), check=True,
                                         text=True, stdout=subprocess.PIPE, env=environment(folder)).stdout))
        single.append(rate(generate(folder, SEND_MESSAGES=str(messages), SEND_RATE="1000000",
                                    SEND_IN_FLIGHT=str(threads))[0]))
        batched.append(rate(generate(folder, SEND_MESSAGES=str(messages), SEND_RATE="1000000", SEND_BATCH="10",
                                     SEND_IN_FLIGHT=str(threads))[0]))
        print(f"round {i + 1}: bare SDK {bare[-1]:,.0f}/s, single {single[-1]:,.0f}/s "
              f"({single[-1] / bare[-1]:.2f}), batched {batched[-1]:,.0f}/s", flush=True)
    median = statistics.median
    print(f"median: bare SDK {median(bare):,.0f}/s, single {median(single):,.0f}/s, ratio "
          f"{median([s / b for s, b in zip(single, bare)]):.2f}, batched {median(batched):,.0f}/s")


def lateness(folder, seconds, at_once):
    warm = 30 * 1000
    accepted, _ = generate(folder, at_once, SEND_MESSAGES=str(seconds * 1000 + warm), SEND_RATE="1000")
    late = sorted((sent - intended) * 1e3 for number, intended, sent, _ in accepted if number >= warm)
    of = lambda q: late[min(len(late) - 1, int(q * len(late)))]
    print(f"lateness at 1,000/s, {len(late):,} messages after 30 s of warm-up, endpoint "
          f"{'at once' if at_once else 'on the same cores'}: p50 {of(.5):.3f} ms, p99 {of(.99):.3f} ms, "
          f"p99.9 {of(.999):.3f} ms, max {late[-1]:.3f} ms", flush=True)


def heap(folder, messages):
    options = ["-Xmx512m", "-Xms512m"]
    said = generate(folder, True, options, SEND_MESSAGES=str(messages), SEND_RATE="1000000", SEND_IN_FLIGHT="4")[1]
    print(f"{messages:,} messages: {re.search('heap .*', said).group()}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["throughput", "lateness", "at-once", "heap"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=1_200_000)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--seconds", type=int, default=300)
    options = parser.parse_args()
    libraries = subprocess.run(["mvn", "-q", "-B", "-f", "routes/pom.xml", "dependency:build-classpath",
                                "-Dmdep.outputFile=/dev/stdout"], check=True, text=True, stdout=subprocess.PIPE).stdout
    CLASSPATH = "routes/target/test-classes:routes/target/classes:" + re.search(r"/\S+\.jar", libraries).group()
    endpoint = subprocess.Popen(java("io.github.argometer.TestSqs", str(PORT)), stdout=subprocess.PIPE, text=True)
    try:
        print(endpoint.stdout.readline(), end="", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            if options.what == "throughput":
                throughput(folder, options.rounds, options.messages, options.threads)
            elif options.what == "heap":
                for count in (10_000, 100_000, 1_000_000, 10_000_000):
                    heap(folder, count)
            else:
                lateness(folder, options.seconds, options.what == "at-once")
    finally:
        endpoint.kill()
