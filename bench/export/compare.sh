#!/bin/bash
# Has the rows of the run "bench" written to a file, in turns: by mysql --batch, and by loadtest export. Prints the seconds of
# each whole process: wall time, then CPU in user and in system mode.
# Usage: compare.sh ROUNDS FOLDER MYSQL..., the client's command with all but the query; loadtest takes the same server from DB_HOST
# and so on.
set -e
rounds=$1 folder=$2
shift 2
select="SELECT Id, EventId, RunId, PayloadId, EventType, CustomMessage, Author, EventTimestamp, CreatedAtTimestamp, Deliveries,
  SourceTimestamp, SnsTimestamp, ProcessTimestamp, ReceivedTimestamp FROM argo_event_record WHERE RunId = 'bench' ORDER BY Id"
TIMEFORMAT='%R s, CPU %U + %S s'
for ((i = 0; i < rounds; i++)); do
  echo -n 'mysql --batch: '
  time "$@" --batch -e "$select" > "$folder/mysql.tsv"
  echo -n 'loadtest export: '
  time java -jar loadtest/target/loadtest.jar export bench --runs "$folder" > /dev/null
done
