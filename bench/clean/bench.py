#!/usr/bin/env python3
"""Measures clean-up on the current Kubernetes context: see README.md."""
import argparse, csv, json, os, re, statistics, subprocess, tempfile, time, uuid
from datetime import datetime

NAMESPACE = "argometer-bench-clean"
LOADTEST = "loadtest/target/loadtest.jar:loadtest/target/lib/*"
PORT = 19556
# The control plane of a cluster has machines of its own; here it takes what generator and endpoint leave.
FIRST = ["nice", "-n", "-15"]


def kubectl(*args, **kwargs):
    return subprocess.run(["kubectl", *args], check=True, text=True, stdout=subprocess.PIPE, **kwargs).stdout


def fill(jobs):
    subprocess.run(["java", "-cp", LOADTEST, "bench/clean/Jobs.java", NAMESPACE, str(jobs)], check=True)


def left():
    """Read from the API server's own list, 500 a page."""
    return kubectl("-n", NAMESPACE, "get", "jobs", "-o", "name").count("\n")


def gone():
    return not json.loads(kubectl("get", "--raw", f"/apis/batch/v1/namespaces/{NAMESPACE}/jobs?limit=1"))["items"]


def timed(*command):
    """Seconds until no Job is left, to half a second, and until the command has ended."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not gone():
        time.sleep(0.5)
    none = time.monotonic() - begin
    if process.wait():
        raise SystemExit(f"exit code {process.returncode}: {' '.join(command)}")
    return none, time.monotonic() - begin


def race(jobs, rounds, only):
    commands = {
        "kubectl": ["kubectl", "-n", NAMESPACE, "delete", "jobs", "--field-selector", "status.successful=1", "--wait=false"],
        "clean": ["java", "-Xmx64m", "-jar", "loadtest/target/loadtest.jar", "clean", "-D", f"clean.namespace={NAMESPACE}", "-D",
                  "clean.timeout=3600"]}
    commands = {only: commands[only]} if only else commands
    seconds = {name: [] for name in commands}
    for i in range(rounds):
        for name in sorted(commands, reverse=i % 2 == 1):
            fill(jobs)
            seconds[name].append(timed(*commands[name]))
            print(f"round {i + 1}: {name}: none left after {seconds[name][-1][0]:.1f} s, ended after {seconds[name][-1][1]:.1f} s", flush=True)
    for at, what in enumerate(["none left", "ended"]):
        medians = {name: statistics.median(s[at] for s in seconds[name]) for name in seconds}
        print(f"median, {what}: " + ", ".join(f"{name} {median:.1f} s" for name, median in medians.items())
              + ("" if only else f", ratio {medians['clean'] / medians['kubectl']:.2f}"))


def when(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def generate(folder, seconds, clean):
    """Sends 500 messages a second in batches of ten; lateness after 30 s of warm-up in ms, sorted, and the heap after collections."""
    run = "bench-" + uuid.uuid4().hex[:8]
    log = os.path.join(folder, run + ".gc")
    env = dict(os.environ, SEND_ENABLED="true", MANAGEMENT_ENABLED="false", SEND_CHANNELS="sqs", RUNS_FOLDER=folder, RUN_ID=run,
               AWS_ENDPOINT_OVERRIDE="true", AWS_ENDPOINT_URL=f"http://127.0.0.1:{PORT}", AWS_ACCESS_KEY_ID="test",
               AWS_SECRET_ACCESS_KEY="test", SEND_ARRIVAL="constant", SEND_SEED="1", SEND_RATE="500", SEND_BATCH="10",
               SEND_MESSAGES=str(500 * (seconds + 30)), CLEAN_ENABLED="true" if clean else "false", CLEAN_NAMESPACE=NAMESPACE)
    said = subprocess.run([*FIRST, "java", f"-Xlog:gc*:file={log}", "-cp", CLASSPATH, "io.github.argometer.TestGenerator"], check=True, text=True,
                          stdout=subprocess.PIPE, env=env).stdout
    with open(os.path.join(folder, run, "sent.csv"), newline="") as lines:
        late = sorted((when(line["Sent"]) - when(line["Intended"])) * 1e3 for line in csv.DictReader(lines)
                      if line["Outcome"] == "accepted" and int(line["Number"]) >= 500 * 30)
    with open(log) as lines:
        heap = max((int(found) for found in re.findall(r"->(\d+)M\(", lines.read())), default=0)
    return late, heap, said


def lateness(folder, seconds, jobs, rounds):
    of = lambda late, q: late[min(len(late) - 1, int(q * len(late)))]
    figures = {False: [], True: []}
    for i in range(rounds):
        for clean in (False, True) if i % 2 == 0 else (True, False):
            if clean:
                fill(jobs - left())
            late, heap, said = generate(folder, seconds, clean)
            figures[clean].append((of(late, .999), heap))
            print(f"round {i + 1}: {'with' if clean else 'without'} clean-up: {len(late):,} messages, lateness p50 {of(late, .5):.3f} ms, "
                  f"p99 {of(late, .99):.3f} ms, p99.9 {of(late, .999):.3f} ms, max {late[-1]:.3f} ms; largest heap after a collection "
                  f"{heap} MB; Jobs left: {left() if clean else 0}", flush=True)
    p999 = {clean: statistics.median(f[0] for f in figures[clean]) for clean in figures}
    heap = {clean: max(f[1] for f in figures[clean]) for clean in figures}
    print(f"median p99.9: without {p999[False]:.3f} ms, with {p999[True]:.3f} ms; heap: {heap[False]} and {heap[True]} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["race", "lateness"])
    parser.add_argument("--only", choices=["kubectl", "clean"])
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=90)
    options = parser.parse_args()
    kubectl("create", "namespace", NAMESPACE)
    try:
        if options.what == "race":
            race(options.jobs, options.rounds, options.only)
        else:
            libraries = subprocess.run(["mvn", "-q", "-B", "-f", "routes/pom.xml", "dependency:build-classpath",
                                        "-Dmdep.outputFile=/dev/stdout"], check=True, text=True, stdout=subprocess.PIPE).stdout
            CLASSPATH = "routes/target/test-classes:routes/target/classes:" + re.search(r"/\S+\.jar", libraries).group()
            endpoint = subprocess.Popen([*FIRST, "java", "-cp", CLASSPATH, "io.github.argometer.TestSqs", str(PORT)],
                                        stdout=subprocess.PIPE, text=True)
            try:
                endpoint.stdout.readline()
                with tempfile.TemporaryDirectory() as folder:
                    lateness(folder, options.seconds, options.jobs, options.rounds)
            finally:
                endpoint.kill()
    finally:
        kubectl("delete", "namespace", NAMESPACE)
