#!/usr/bin/env python3
"""Cold start, side by side: from the start of a process to its committed row, several commands taking turns.

    DB_HOST=127.0.0.1 DB_PASSWORD=... ./compare.py --runs 200 \\
        python='python3 record.py' job='/opt/java/bin/java @recorder-job.options'

Each command gets the event as one more argument. The first is the one that the others are compared with. Two times, in ms:
`row`, until the database's clock stood still in the insert (CreatedAtTimestamp; so the database runs on this machine),
and `exit`, until the process had ended, its row committed.
"""

import argparse
import os
import random
import shlex
import statistics
import subprocess
import time
from datetime import timezone

import mysql.connector

from events import event

DEFAULTS = {"DB_PORT": "3306", "DB_NAME": "argometer", "DB_USER": "recorder", "DB_PARAMETERS": "sslMode=PREFERRED"}


def run(command, run_id, number):
    """Starts one process; returns its start (s since 1970), its event id and its time to the end (ms)."""
    event_id = f"{run_id}-{number}"
    arguments = command + [event(event_id, run_id)]
    started, clock = time.time(), time.perf_counter()
    subprocess.run(arguments, check=True, close_fds=False)
    return started, event_id, (time.perf_counter() - clock) * 1000


def rows(run_id):
    """When each event of the run was inserted, in s since 1970."""
    with mysql.connector.connect(
        host=os.environ["DB_HOST"], port=int(os.environ["DB_PORT"]), database=os.environ["DB_NAME"],
        user=os.environ.get("READER_USER", "reader"), password=os.environ["READER_PASSWORD"], use_pure=True,
    ) as connection:  # fmt: skip
        cursor = connection.cursor()
        cursor.execute("SELECT EventId, CreatedAtTimestamp FROM argo_event_record WHERE RunId = %s", (run_id,))
        return {event_id: at.replace(tzinfo=timezone.utc).timestamp() for event_id, at in cursor}


def p99(times):
    return sorted(times)[max(0, -(-len(times) * 99 // 100) - 1)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100, help="measured processes of each command")
    parser.add_argument("--warm-up", type=int, default=5, help="processes of each command before that")
    parser.add_argument("commands", nargs="+", metavar="NAME=COMMAND")
    options = parser.parse_args()
    for key, value in DEFAULTS.items():
        os.environ.setdefault(key, value)
    commands = {name: shlex.split(line) for name, line in (text.split("=", 1) for text in options.commands)}
    run_id = time.strftime("bench-%Y%m%dT%H%M%SZ", time.gmtime())
    done = {name: [] for name in commands}
    number = 0
    for turn in range(-options.warm_up, options.runs):
        for name in random.sample(list(commands), len(commands)):
            number += 1
            result = run(commands[name], run_id, number)
            if turn >= 0:
                done[name].append(result)
    inserted = rows(run_id)
    print(f"{'':24}{'row p50':>9}{'p99':>9}{'ratio':>7}{'exit p50':>10}{'p99':>9}{'ratio':>7}")
    base = None
    for name, results in done.items():
        row = [(inserted[event_id] - started) * 1000 for started, event_id, _ in results]
        end = [took for _, _, took in results]
        median = statistics.median(row), statistics.median(end)
        base = base or median
        print(f"{name:24}{median[0]:9.1f}{p99(row):9.1f}{median[0] / base[0]:7.2f}"
              f"{median[1]:10.1f}{p99(end):9.1f}{median[1] / base[1]:7.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
