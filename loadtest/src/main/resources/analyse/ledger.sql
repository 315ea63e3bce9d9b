-- Gives each message of the plan its one fate at each trigger of its channel: makes the table ledger, a line a planned message and
-- flow (a channel and one of its triggers), and unexpected, the rows that no attempt explains. Read it from top to bottom; the program
-- runs it part by part, and between two parts does what the heading says.
-- Times are microseconds since 1970. Variables that the program sets: run_id, last_number (of the plan), warm_up (messages),
-- expected (rows that must arrive, by flow), texts (hashes of what messages to shipped channels say), timeout, database_ahead
-- (microseconds), workers, lost_workers (whose ledgers are missing), own (whether any flow is not shipped). The type FATE has the names of the fates,
-- and fate_label says them as reports do.
-- The types CHANNEL and FLOW have the labels of the plan. The table flows has a line a flow: Flow, Channel, Trigger ('' for a shipped
-- one), and Taker, the flow whose acknowledgements are its own (NULL for a shipped one: any trigger's). The table payloads has a line
-- a payload of one's own and flow: whether the trigger must fire (Expected), and whether any trigger of the channel must (Somewhere).
--
-- Lost, duplicated, unexpected and recovered are what Jepsen's checker total-queue calls so (jepsen-io/jepsen,
-- jepsen/src/jepsen/checker.clj), an attempt to send being an enqueue, and a delivery a dequeue: lost = accepted − delivered,
-- duplicated = delivered − attempted, unexpected = delivered and never attempted, recovered = delivered and attempted − accepted.

-- PART attempts

-- The ids that the sender gives its messages: run id, channel, and the number with six digits or more.
CREATE MACRO event_id(channel, number) AS
  getvariable('run_id') || '-' || channel || '-' || if(number < 100000, lpad(number::VARCHAR, 6, '0'), number::VARCHAR);

-- The number in an id; NULL where it is no id of this run on the channel, whose name has no dash.
CREATE MACRO id_number(channel, id) AS
  TRY_CAST(substr(id, length(getvariable('run_id')) + length(channel || '') + 3) AS BIGINT);
CREATE MACRO event_number(channel, id) AS if(id = event_id(channel, id_number(channel, id)), id_number(channel, id), NULL);

-- Told apart only where they differ, which spares a run of the shipped channels a look at each line.
CREATE MACRO channel_of(flow) AS if(getvariable('own'), split_part(flow || '', '/', 1), flow || '');
CREATE MACRO trigger_of(flow) AS if(getvariable('own'), nullif(substr(flow || '', length(channel_of(flow)) + 2), ''), NULL);
CREATE MACRO flow_id(flow, number) AS event_id(channel_of(flow), number);

-- What is wrong with a line: the name of a channel that the plan has not, and then Channel is NULL, or else an EventId of another run.
CREATE TABLE attempts (Channel CHANNEL, Number INTEGER NOT NULL, PayloadId INTEGER NOT NULL,
  Author VARCHAR NOT NULL, Expected BOOLEAN NOT NULL, Intended BIGINT NOT NULL, Sent BIGINT NOT NULL, Finished BIGINT,
  Attempt INTEGER NOT NULL, Outcome ENUM('started', 'accepted', 'failed', 'unknown') NOT NULL, Stranger VARCHAR);

-- PART load attempts: once a send ledger, whose lines are the view lines

INSERT INTO attempts
SELECT TRY_CAST(Channel AS CHANNEL) AS Known, Number, PayloadId, Author, Expected, Intended, Sent,
  CASE WHEN Outcome <> 'started' THEN coalesce(Finished, error('an attempt that ended without Finished')) END,
  Attempt, Outcome,
  CASE WHEN Known IS NULL THEN coalesce(Channel, error('a line without Channel'))
    WHEN coalesce(EventId, error('a line without EventId')) <> event_id(Channel, Number) THEN EventId END
FROM lines;

-- PART records

-- A byte a line instead of a text: what does not fit into memory is read from disk by each query.
-- An ENUM needs a value, though nothing was sent.
CREATE TYPE AUTHOR AS ENUM (SELECT DISTINCT Author FROM attempts UNION ALL SELECT '' WHERE NOT EXISTS (FROM attempts));

-- Flow is NULL where the plan has no such flow, and Stranger is its label then.
CREATE TABLE records (Flow FLOW, Stranger VARCHAR, Number BIGINT, EventId VARCHAR, RunId VARCHAR, Sent BIGINT NOT NULL,
  Committed BIGINT NOT NULL, Deliveries INTEGER NOT NULL, Source BIGINT, Process BIGINT, Received BIGINT, PayloadId INTEGER,
  Author AUTHOR, Odd BOOLEAN NOT NULL, Text UBIGINT);

CREATE MACRO flow_label(channel, trigger) AS channel || if(coalesce(trigger, '') = '', '', '/' || trigger);

-- PART load records: records.csv, whose lines are the view lines

-- An EventId is kept where it is not one of the run's own, a RunId where it is another's. A content is odd that no message has; the rows
-- of one's own messages have none.
INSERT INTO records
SELECT TRY_CAST(flow_label(EventType, TriggerName) AS FLOW) AS Known,
  CASE WHEN Known IS NULL THEN flow_label(coalesce(EventType, error('a line without EventType')), TriggerName) END,
  event_number(EventType, EventId) AS Number,
  CASE WHEN Number IS NULL THEN coalesce(EventId, error('a line without EventId')) END,
  CASE WHEN coalesce(RunId, error('a line without RunId')) <> getvariable('run_id') THEN RunId END,
  EventTimestamp, CreatedAtTimestamp, Deliveries, SourceTimestamp, ProcessTimestamp, ReceivedTimestamp,
  TRY_CAST(PayloadId AS INTEGER), TRY_CAST(Author AS AUTHOR),
  PayloadId IS NOT NULL AND TRY_CAST(PayloadId AS INTEGER) IS NULL OR Author IS NOT NULL AND TRY_CAST(Author AS AUTHOR) IS NULL,
  CASE WHEN CustomMessage IS NOT NULL OR coalesce(TriggerName, '') = '' THEN hash(CustomMessage) END
FROM lines;

-- PART bus: what was read of the bus message by message, and of queues of dead letters; each table is empty where it was not

CREATE MACRO run_channel(id) AS split_part(substr(id, length(getvariable('run_id')) + 2), '-', 1);

CREATE TABLE bus (Sequence BIGINT NOT NULL, Flow FLOW NOT NULL, Number BIGINT NOT NULL, EventSource VARCHAR,
  Event VARCHAR, Source BIGINT, Bus BIGINT NOT NULL);
CREATE TABLE acknowledgements (Taker FLOW, Sequence BIGINT NOT NULL, EventSource VARCHAR, Event VARCHAR, Taken BIGINT, Done BIGINT);
CREATE TABLE dead_letters (Flow FLOW NOT NULL, Number BIGINT NOT NULL, Queue VARCHAR, GivenUpBy VARCHAR NOT NULL);

-- PART load bus: bus.csv, whose lines are the view lines, each once for each flow of its channel; other people's events are none of ours

INSERT INTO bus
SELECT Sequence, f.Flow, event_number(f.Channel, EventId) AS Which, EventSource, Event, SourceTime, StreamTime
FROM lines JOIN flows f ON f.Channel || '' = run_channel(EventId) WHERE Which IS NOT NULL;

-- PART load acknowledgements: acks.csv, whose lines are the view lines; of an event that several triggers took, the first tells. An
-- event of which it is not known when its trigger began with it was taken all the same. A plan may name a trigger's Sensor too.

INSERT INTO acknowledgements
SELECT f.Taker, Sequence, EventSource, Event, if(count(TakenTime) = count(*), min(TakenTime), NULL), min(DoneTime)
FROM lines l JOIN (SELECT DISTINCT Taker, Trigger FROM flows) f
  ON f.Trigger = '' OR f.Trigger = l.Trigger OR f.Trigger = l.Sensor || '/' || l.Trigger GROUP BY ALL;

-- PART load dead letters: dead-letters.csv, whose lines are the view lines

INSERT INTO dead_letters
SELECT DISTINCT ON (f.Flow, Which) f.Flow, event_number(f.Channel, EventId) AS Which, Queue, GivenUpBy
FROM lines JOIN flows f ON f.Channel || '' = run_channel(EventId) WHERE Which IS NOT NULL;

-- PART messages: then the view refusals is asked whether plan, send ledgers and rows speak of the same run, and the table unnamed is told

-- A trigger that the plan does not name may have fired all the same, as a dlqTrigger does when another has failed.
CREATE TABLE unnamed AS
SELECT Stranger AS Flow, count(*) AS Lines FROM records
WHERE Flow IS NULL AND RunId IS NULL AND getvariable('own') AND trigger_of(Stranger) IS NOT NULL
  AND TRY_CAST(channel_of(Stranger) AS CHANNEL) IS NOT NULL
GROUP BY ALL ORDER BY ALL;
DELETE FROM records WHERE Flow IS NULL AND RunId IS NULL AND Stranger IN (SELECT Flow FROM unnamed);

-- A Sensor may set the text, as the shipped one for SQS does: then what most rows of a flow say is right. It does where hardly
-- any says what was sent.
CREATE MACRO was_sent(text) AS list_contains(getvariable('texts'), text);
UPDATE records SET Odd = true
FROM (SELECT Flow, if(count(*) FILTER (was_sent(Text)) * 10 >= count(Text), NULL, mode(Text)) AS Usual
      FROM records GROUP BY Flow) u
WHERE u.Flow = records.Flow AND NOT if(u.Usual IS NULL, was_sent(records.Text), records.Text = u.Usual);

-- Whether a message of a single attempt can need its lines taken together, by a bit for each Number of a channel: those that ended,
-- all, and those that were expected and those that were not. Most runs have none, and this takes a third of the time of grouping.
-- A Number that gets no bit is not in the plan, or there are too many of them.
SET VARIABLE last_bit = least(getvariable('last_number'), 100000000);
CREATE MACRO numbers(number, which) AS
  bitstring_agg(if(which AND number BETWEEN 0 AND getvariable('last_bit'), number, NULL), 0, getvariable('last_bit'));
SET VARIABLE any_repeated = (
  SELECT coalesce(bool_or(Ends <> Ended OR Ended <> Sent OR Differ > 0), false)
  FROM (SELECT count(*) FILTER (Outcome <> 'started') AS Ends,
          coalesce(bit_count(numbers(Number, Outcome <> 'started')), 0) AS Ended,
          coalesce(bit_count(numbers(Number, true)), 0) AS Sent,
          coalesce(bit_count(numbers(Number, Expected) & numbers(Number, NOT Expected)), 0) AS Differ
        FROM attempts WHERE Attempt = 1 GROUP BY Channel));

-- Messages whose lines must be taken together: all but those with one attempt that ended once.
CREATE TABLE repeated AS
SELECT Channel, Number FROM attempts WHERE Attempt <> 1
UNION
SELECT Channel, Number FROM attempts WHERE getvariable('any_repeated') GROUP BY Channel, Number
HAVING count(*) FILTER (Outcome <> 'started') <> 1 OR min(Expected) <> max(Expected);

-- The attempts of each message taken together. A view, since most messages are one line of attempts, and grouping them all takes
-- longer than anything else. An attempt with only its first line was killed in mid-air: its outcome is unknown. Sent and Accepted
-- are of one request.
CREATE VIEW sendings AS
SELECT Channel, Number, PayloadId, Author, Expected, false AS ExpectedDiffers, false AS Odd, Intended, Attempt AS Attempts,
  Sent AS FirstSent, Sent, Sent AS LastSent, if(Outcome = 'accepted', Finished, NULL) AS Accepted, 1::BIGINT AS Ended,
  (Outcome = 'accepted')::BIGINT AS Acceptances, (Outcome = 'failed')::BIGINT AS Failures
FROM attempts ANTI JOIN repeated USING (Channel, Number) WHERE Outcome <> 'started'
UNION ALL
SELECT Channel, Number, min(PayloadId), min(Author), min(Expected), max(Expected) <> min(Expected),
  min(Attempt) <> 1 OR count(DISTINCT Attempt) <> max(Attempt)
    OR count(DISTINCT Attempt) FILTER (Outcome <> 'started') <> count(*) FILTER (Outcome <> 'started'),
  min(Intended), max(Attempt),
  -- a line "started" is written some microseconds before the request
  coalesce(min(Sent) FILTER (Attempt = 1 AND Outcome <> 'started'), min(Sent)),
  coalesce(arg_max(Sent, Finished) FILTER (Outcome = 'accepted'), min(Sent) FILTER (Outcome <> 'started'), min(Sent)),
  max(Sent), max(Finished) FILTER (Outcome = 'accepted'), count(*) FILTER (Outcome <> 'started'),
  count(*) FILTER (Outcome = 'accepted'), count(*) FILTER (Outcome = 'failed')
FROM attempts SEMI JOIN repeated USING (Channel, Number) GROUP BY Channel, Number;

-- Each message once for each flow of its channel. Whether one's own must fire the trigger, its payload tells.
CREATE VIEW messages AS
SELECT f.Flow, s.* REPLACE (coalesce(p.Expected, s.Expected) AS Expected), s.Expected <> p.Somewhere AS Contradicts,
  f.Trigger <> '' AND p.Expected IS NULL AS NoPayload
FROM sendings s JOIN flows f USING (Channel) LEFT JOIN payloads p ON p.Flow = f.Flow AND p.PayloadId = s.PayloadId;

-- What there is of each flow, by one look at the messages.
CREATE TABLE attempted AS
SELECT Flow || '' AS Flow, count(*) AS Messages, count(*) FILTER (Expected) AS Expected, max(LastSent) AS LastSent,
  min(Number) FILTER (ExpectedDiffers) AS Differs, min(Number) FILTER (Odd) AS Odd,
  min(Number) FILTER (Number NOT BETWEEN 0 AND getvariable('last_number')) AS Unplanned,
  min(Number) FILTER (Contradicts) AS Contradicts, min(Number) FILTER (NoPayload) AS NoPayload
FROM messages GROUP BY messages.Flow;

-- The numbers of a message's attempts: one for each line, but for a line "started" of an attempt that ended.
CREATE MACRO attempt_numbers(c, n) AS (
  SELECT string_agg(Attempt, ', ' ORDER BY Attempt) FROM (
    SELECT Attempt FROM attempts WHERE Channel || '' = channel_of(c) AND Number = n AND Outcome <> 'started'
    UNION ALL (SELECT Attempt FROM attempts WHERE Channel || '' = channel_of(c) AND Number = n
      EXCEPT SELECT Attempt FROM attempts WHERE Channel || '' = channel_of(c) AND Number = n AND Outcome <> 'started')));

CREATE VIEW refusals AS
SELECT file, complaint FROM (
  SELECT 1 AS place, 'sent.csv' AS file, 'EventId ' || min(Stranger) || ' is not of run ' || getvariable('run_id') AS complaint
  FROM attempts WHERE Channel IS NOT NULL
  UNION ALL
  SELECT 2, 'records.csv', 'a row of run ' || min(RunId) || ' among those of ' || getvariable('run_id') FROM records
  UNION ALL
  SELECT 3, 'records.csv',
    'a row of ' || min(Stranger) || ', which is no channel of the plan: was runId ' || getvariable('run_id') || ' used before?'
  FROM records
  UNION ALL
  SELECT 4, 'sent.csv', 'EventId ' || flow_id(Flow, Differs) || ' stands with different Expected' FROM attempted
  UNION ALL
  SELECT 4, 'sent.csv', 'EventId ' || flow_id(Flow, NoPayload) || ' has a PayloadId that the plan has not' FROM attempted
  UNION ALL
  SELECT 4, 'sent.csv', 'EventId ' || flow_id(Flow, Contradicts) || ' stands with another Expected than its payload has in the plan'
  FROM attempted
  UNION ALL
  SELECT 5, 'sent.csv', 'EventId ' || flow_id(Flow, Unplanned) || ' is not in the plan' FROM attempted
  UNION ALL
  SELECT 6, 'sent.csv', 'EventId ' || flow_id(Flow, Odd) || ' has the attempts ' || attempt_numbers(Flow, Odd)
    || ': they must be numbered 1, 2, 3 and so on, with at most one outcome each'
  FROM attempted
  UNION ALL
  SELECT 7, 'records.csv', 'EventId ' || min(coalesce(EventId, flow_id(Flow, Number))) || ' has Deliveries below 1'
  FROM records WHERE Deliveries < 1
  UNION ALL
  SELECT 8, 'sent.csv', 'messages on ' || min(Stranger) || ', which is no channel of the plan' FROM attempts WHERE Channel IS NULL
  UNION ALL
  SELECT 8, 'sent.csv', format('{} messages on {}, of which {} must arrive, where the plan has {} and {}',
    Messages, Flow, Expected, getvariable('last_number') + 1, Planned)
  FROM (SELECT *, getvariable('expected')[Flow] AS Planned FROM attempted)
  WHERE Messages > getvariable('last_number') + 1 OR Expected > Planned)
WHERE complaint IS NOT NULL ORDER BY place, complaint;

-- PART ledger: then the view ledger_refusals is asked whether each message and row stands once

-- How many deliveries are beyond the attempts.
CREATE MACRO duplicates(deliveries, attempts) AS greatest(0, coalesce(deliveries, 0) - attempts);

CREATE MACRO no_content() AS 'a text, id or author that no message has';

-- From here on a row is late: the run had stopped to wait. Told by the database's clock.
SET VARIABLE late = (SELECT coalesce(max(LastSent), 0) FROM attempted) + getvariable('timeout') + getvariable('database_ahead');

-- The events of each message on the bus: how many, and the first; most messages have one.
CREATE TABLE events AS
SELECT Flow, Number, count(*)::INTEGER AS Events, min(Sequence) AS Sequence FROM bus GROUP BY ALL;

-- Which event the Sensor took, and when.
CREATE VIEW taken AS
SELECT b.*, a.Sequence IS NOT NULL AS Handed, a.Taken, a.Done FROM bus b JOIN flows f USING (Flow) LEFT JOIN acknowledgements a
  ON a.Sequence = b.Sequence AND a.EventSource = b.EventSource AND a.Event = b.Event AND a.Taker IS NOT DISTINCT FROM f.Taker;

-- Of several events that one is a row's whose second of the source the row tells; else one that the Sensor took.
UPDATE events SET Sequence = b.Sequence
FROM (SELECT Flow, Number,
        first(t.Sequence ORDER BY coalesce(r.Source // 1000000 = t.Source // 1000000, false) DESC, NOT t.Handed, t.Sequence) AS Sequence
      FROM taken t JOIN (SELECT Flow, Number FROM events WHERE Events > 1) e USING (Flow, Number)
        LEFT JOIN records r USING (Flow, Number) GROUP BY ALL) b
WHERE events.Events > 1 AND events.Flow = b.Flow AND events.Number = b.Number;

-- The way of each message that came to the bus.
CREATE VIEW ways AS
SELECT Flow, Number, Events, Sequence, t.Source, t.Bus, t.Handed, t.Taken, t.Done FROM events JOIN taken t USING (Flow, Number, Sequence);

-- Where the bus was read, it tells when the source had an event, and a row does so only to a second.
CREATE MACRO bus_read(c) AS list_contains(getvariable('bus_read'), c || '');

-- What a row has that differs from what was sent is looked at where there is a row: to make an author of a text takes longer than all
-- else of the join. Each name is cast by itself, so that it is done once and not for each line.
CREATE TYPE SEND AS ENUM ('accepted', 'failed', 'unknown', 'none');
CREATE TABLE ledger AS
SELECT m.Flow, m.Number::INTEGER AS Number, m.PayloadId, m.Author::AUTHOR AS Author, m.Expected, m.Attempts,
  CASE WHEN m.Acceptances > 0 THEN 'accepted'::SEND WHEN m.Failures >= m.Attempts THEN 'failed'::SEND ELSE 'unknown'::SEND END AS Send,
  m.Intended, m.FirstSent, coalesce(r.Sent, m.Sent) AS Sent, if(r.Sent <> m.Sent, NULL, m.Accepted) AS Accepted,
  w.Events, w.Sequence, if(bus_read(m.Flow), w.Source, r.Source) AS Source, w.Bus, w.Handed, w.Taken, w.Done,
  r.Process, r.Received, r.Committed, r.Deliveries,
  greatest(0, least(coalesce(r.Deliveries, 0), m.Attempts) - m.Acceptances)::INTEGER AS Recovered,
  r.Committed > getvariable('late') AS Late,
  m.Number < getvariable('warm_up') AS WarmUp,
  r.Sent <> m.Sent AND m.Ended >= m.Attempts AS ForeignStamp,
  CASE WHEN r.Committed IS NOT NULL THEN nullif(concat_ws(', ',
    if(r.PayloadId <> m.PayloadId, 'id ' || r.PayloadId || ' for ' || m.PayloadId, NULL),
    if(r.Author <> m.Author, 'author ' || r.Author || ' for ' || m.Author, NULL),
    if(r.Odd, no_content(), NULL)), '') END AS Whereabouts,
  CASE WHEN Whereabouts IS NOT NULL THEN 'ALTERED'::FATE
    WHEN r.Committed IS NOT NULL THEN if(m.Expected, 'DELIVERED'::FATE, 'WRONGLY_PASSED'::FATE)
    WHEN m.Acceptances = 0 AND m.Failures >= m.Attempts THEN 'NEVER_ACCEPTED'::FATE
    WHEN NOT m.Expected THEN 'FILTERED'::FATE
    ELSE 'BETWEEN'::FATE END AS Fate
FROM messages m LEFT JOIN records r ON r.Flow = m.Flow AND r.Number = m.Number
  LEFT JOIN ways w ON w.Flow = m.Flow AND w.Number = m.Number;

-- A message sent more than once was accepted when the attempt was that its row tells of. A row whose stamp is of no attempt that ended
-- tells of none.
UPDATE ledger SET ForeignStamp = false, Accepted = a.Accepted
FROM (SELECT f.Flow, a.* FROM flows f JOIN (
        SELECT Channel, Number, Sent, max(Finished) FILTER (Outcome = 'accepted') AS Accepted
        FROM attempts SEMI JOIN repeated USING (Channel, Number) WHERE Outcome <> 'started' GROUP BY ALL) a USING (Channel)) a
WHERE ledger.Attempts > 1 AND ledger.Committed IS NOT NULL
  AND a.Flow = ledger.Flow AND a.Number = ledger.Number AND a.Sent = ledger.Sent;

SET VARIABLE planned = (getvariable('last_number') + 1) * (SELECT count(*) FROM flows);
SET VARIABLE unsent = getvariable('planned') > (SELECT coalesce(sum(Messages), 0) FROM attempted);
INSERT INTO ledger BY NAME
SELECT Flow, Number, 0 AS Attempts, 'none' AS Send, Number < getvariable('warm_up') AS WarmUp, 'NEVER_SENT' AS Fate
FROM (SELECT Flow, range AS Number FROM flows, range(if(getvariable('unsent'), getvariable('last_number') + 1, 0))) ANTI JOIN messages USING (Flow, Number);

-- Of a message whose ledger is missing no more is known than its row, if there is one. Whether that should be there, the messages with
-- the same content tell; where there are none, it should.
UPDATE ledger SET Send = 'unknown', Attempts = 1, PayloadId = f.PayloadId, Author = f.Author, Expected = f.Expected, Sent = f.Sent,
  Events = f.Events, Sequence = f.Sequence, Source = f.Source, Bus = f.Bus, Handed = f.Handed, Taken = f.Taken, Done = f.Done, Process = f.Process, Received = f.Received, Committed = f.Committed, Deliveries = f.Deliveries,
  Recovered = (f.Committed IS NOT NULL)::INTEGER,
  Whereabouts = if(f.Odd, no_content(), NULL),
  Fate = CASE WHEN f.Committed IS NULL THEN 'LEDGER_MISSING' WHEN f.Odd THEN 'ALTERED' WHEN f.Expected THEN 'DELIVERED'
    ELSE 'WRONGLY_PASSED' END
FROM (SELECT l.Flow, l.Number, r.* EXCLUDE (Flow, Number, Source), w.* EXCLUDE (Flow, Number, Source),
        if(bus_read(l.Flow), w.Source, r.Source) AS Source, if(r.Committed IS NULL, NULL, coalesce(e.Expected, true)) AS Expected
      FROM ledger l LEFT JOIN records r ON r.Flow = l.Flow AND r.Number = l.Number
        LEFT JOIN ways w ON w.Flow = l.Flow AND w.Number = l.Number
        LEFT JOIN (SELECT Flow, PayloadId, Author::AUTHOR AS Author, bool_or(Expected) AS Expected FROM messages GROUP BY ALL) e
        ON e.Flow = r.Flow AND e.PayloadId = r.PayloadId AND e.Author = r.Author
      WHERE len(getvariable('lost_workers')) > 0) f
WHERE f.Flow = ledger.Flow AND f.Number = ledger.Number AND ledger.Fate = 'NEVER_SENT'
  AND list_contains(getvariable('lost_workers'), ledger.Number % getvariable('workers'));

SET VARIABLE all_explained = (SELECT count(Committed) FROM ledger) = (SELECT count(*) FROM records);
CREATE TABLE unexpected AS
SELECT r.Flow, coalesce(r.EventId, flow_id(r.Flow, r.Number)) AS EventId, r.Deliveries
FROM records r ANTI JOIN ledger l ON l.Flow = r.Flow AND l.Number = r.Number AND l.Committed IS NOT NULL
WHERE NOT getvariable('all_explained');

SET VARIABLE adds_up = (SELECT count(*) FROM ledger) = getvariable('planned')
  AND (SELECT count(*) = count(DISTINCT (Flow, EventId)) FROM unexpected);
CREATE VIEW ledger_refusals AS
SELECT file, complaint FROM (
  SELECT 'records.csv' AS file, 'EventId ' || min(EventId) || ' stands twice' AS complaint
  FROM (SELECT any_value(coalesce(EventId, flow_id(Flow, Number))) AS EventId
        FROM records WHERE NOT getvariable('adds_up') GROUP BY Flow, Number, records.EventId HAVING count(*) > 1)
  UNION ALL
  SELECT '', format('the outcomes do not add up to the plan''s {} messages', getvariable('planned')) WHERE NOT getvariable('adds_up'))
WHERE complaint IS NOT NULL ORDER BY file DESC;

-- PART losses: then the losses of each flow are judged by what the cluster knows

CREATE TABLE failed_jobs (Flow VARCHAR, EventId VARCHAR, Fate FATE, Place VARCHAR);

CREATE MACRO job_failed(fate) AS fate IN ('JOB_FAILED', 'INSERT_FAILED', 'WRONGLY_PASSED');
CREATE MACRO came_through(committed, fate) AS committed IS NOT NULL OR job_failed(fate);

-- What a flow's ledger counts, beside the cluster's evidence.
CREATE MACRO tally(c) AS TABLE
SELECT m.* REPLACE (m.deliveries + u.deliveries AS deliveries, m.passed + u.lines AS passed, m.others + u.lines AS others)
FROM (SELECT count(*) FILTER (Send = 'accepted') AS accepted,
    coalesce(sum(Attempts) FILTER (Send IN ('accepted', 'unknown')), 0) AS copies,
    coalesce(sum(Deliveries), 0) AS deliveries,
    count(*) FILTER (came_through(Committed, Fate)) AS passed,
    count(*) FILTER (came_through(Committed, Fate) AND Send <> 'accepted') AS others,
    (SELECT count(*) FROM failed_jobs j SEMI JOIN (FROM ledger WHERE Flow = c AND Committed IS NULL AND job_failed(Fate)) l
      ON flow_id(l.Flow, l.Number) = j.EventId WHERE j.Flow = c) AS failed_jobs,
    count(*) FILTER (Fate = 'BETWEEN' AND Send = 'accepted') AS sure,
    count(*) FILTER (Fate IN ('BETWEEN', 'LEDGER_MISSING')) AS "all",
    count(*) FILTER (Fate = 'FILTERED') AS filtered,
    count(*) FILTER (Send = 'unknown' AND NOT came_through(Committed, Fate)) AS unknown
  FROM ledger WHERE Flow = c) m,
  (SELECT coalesce(sum(Deliveries), 0) AS deliveries, count(*) AS lines FROM unexpected WHERE Flow = c) u;

CREATE MACRO contents(c) AS TABLE
SELECT PayloadId AS payload_id, Author || '' AS author, count(*) FILTER (Fate = 'BETWEEN' AND Send = 'accepted') AS missing,
  count(*) FILTER (came_through(Committed, Fate)) AS arrived
FROM ledger WHERE Flow = c AND PayloadId IS NOT NULL GROUP BY ALL HAVING missing + arrived > 0 ORDER BY ALL;

-- What the filters of source and Sensor say to a content: passes, drops, fails: why, or NULL where nobody can tell.
CREATE TABLE verdicts (Flow VARCHAR, PayloadId INTEGER, Author VARCHAR, Source VARCHAR, Sensor VARCHAR);

-- How far a missing message came for sure, where the bus was read; of the flow whose variables are set: sampled, whether all
-- acknowledgements are known, and where the bus still has events, acknowledged and bus_first, between which they are none.
CREATE MACRO stretch(send, events, handed, sequence) AS CASE
  WHEN events IS NULL THEN if(send = 'accepted', 'OFF_BUS', 'UNANSWERED')
  WHEN handed THEN 'TAKEN'
  WHEN sequence > getvariable('acknowledged') AND sequence >= getvariable('bus_first') THEN 'PENDING'
  WHEN getvariable('sampled') = 1 THEN 'NOT_TAKEN'
  ELSE 'ON_BUS' END;

CREATE MACRO at_source(whereabouts) AS starts_with(coalesce(whereabouts, ''), 'source''s filter');

-- What is said of a message that had to be filtered, by the Sensor, and did not come so far.
CREATE MACRO off_bus_though_let_through() AS 'never on the bus';

CREATE MACRO stretches(c) AS TABLE
SELECT stretch(Send, Events, Handed, Sequence) AS stretch, count(*) AS count
FROM ledger WHERE Flow = c AND Fate = 'BETWEEN' GROUP BY ALL;

-- Messages that never came to the bus, but for those in dead letters: those missing; those that the source's filter does not stop,
-- though they had to be filtered; those that it stops; and those that perhaps came to nobody.
CREATE MACRO off_bus(c) AS TABLE
SELECT count(*) FILTER (Fate = 'BETWEEN' AND Send = 'accepted') AS missing,
  count(*) FILTER (Fate = 'FILTERED' AND Send = 'accepted' AND NOT at_source(Whereabouts)) AS others,
  count(*) FILTER (at_source(Whereabouts)) AS stopped,
  count(*) FILTER (Send = 'unknown') AS unknown
FROM ledger ANTI JOIN dead_letters USING (Flow, Number) WHERE Flow = c AND Events IS NULL AND Send IN ('accepted', 'unknown');

-- What came to the bus and was stopped before it, each copy taken once, of which the source tells how many it received.
CREATE MACRO handled(c) AS (
  SELECT coalesce(sum(Events), 0) + count(*) FILTER (Events IS NULL AND at_source(Whereabouts))
  FROM ledger WHERE Flow = c);

CREATE MACRO stopped_by(filter, verdict) AS
  CASE WHEN verdict = 'drops' THEN filter WHEN starts_with(verdict, 'fails') THEN filter || ', which ' || verdict END;

-- PART failed job: for a flow, an EventId, a fate, and where it failed

INSERT INTO failed_jobs VALUES (?, ?, ?::VARCHAR, ?);

-- PART failed jobs: where failed_jobs has any

-- A message whose Job failed was accepted, whatever its sender heard, and one to be filtered out has passed all filters.
UPDATE ledger SET Fate = if(Expected, j.Fate, 'WRONGLY_PASSED'), Whereabouts = j.Place
FROM (SELECT DISTINCT ON (Flow, EventId) * FROM failed_jobs ORDER BY Flow, EventId, Place) j
WHERE ledger.Flow || '' = j.Flow AND ledger.Fate IN ('BETWEEN', 'FILTERED', 'NEVER_ACCEPTED') AND flow_id(ledger.Flow, ledger.Number) = j.EventId;

-- PART wrongly dropped: for a flow, and the payload id and author of messages that a filter stopped

UPDATE ledger SET Fate = 'WRONGLY_DROPPED', Whereabouts = ''
WHERE Flow = ? AND Fate = 'BETWEEN' AND Send = 'accepted' AND PayloadId = ? AND Author = ?;

-- PART verdict: of a flow, on a payload id and author, of the source and of the Sensor

INSERT INTO verdicts VALUES (?, ?, ?, ?::VARCHAR, ?::VARCHAR);

-- PART dead letters: where any were found; what is on the bus as well has its fate there

UPDATE ledger SET Fate = if(d.GivenUpBy = 'sns', 'GIVEN_UP_BY_SNS'::FATE, 'STILL_QUEUED'::FATE),
  Whereabouts = if(d.GivenUpBy = 'sns', '', coalesce('dead letters in ' || d.Queue, 'dead letters'))
FROM dead_letters d
WHERE ledger.Expected AND Fate IN ('BETWEEN', 'NEVER_ACCEPTED') AND Events IS NULL AND d.Flow = ledger.Flow AND d.Number = ledger.Number;

-- PART on the bus: where it was read; what is on it was accepted, whatever its sender heard

UPDATE ledger SET Fate = if(Expected, 'BETWEEN'::FATE, 'FILTERED'::FATE) WHERE Fate = 'NEVER_ACCEPTED' AND Events > 0;

-- PART stopped: for a flow; a filter stops all messages of a content, at the source or at the Sensor

UPDATE ledger SET Fate = if(Fate = 'FILTERED', Fate, 'WRONGLY_DROPPED'::FATE),
  Whereabouts = if(Events IS NULL, coalesce(stopped_by('source''s filter', v.Source), off_bus_though_let_through()),
    stopped_by('Sensor''s filter', v.Sensor))
FROM verdicts v
WHERE ledger.Flow || '' = ? AND v.Flow = ledger.Flow || '' AND v.PayloadId = ledger.PayloadId AND v.Author = ledger.Author || ''
  AND (Fate = 'FILTERED' OR Fate = 'BETWEEN' AND stretch(Send, Events, Handed, Sequence) IN ('OFF_BUS', 'TAKEN', 'ON_BUS'))
  AND if(Events IS NULL, Send = 'accepted' AND (stopped_by('', v.Source) IS NOT NULL OR Fate = 'FILTERED' AND v.Source = 'passes'),
    stopped_by('', v.Sensor) IS NOT NULL);

-- PART lost: for a fate, whereabouts, a flow, and a stretch

UPDATE ledger SET Fate = ?::VARCHAR::FATE, Whereabouts = ?
WHERE Flow = ? AND Fate = 'BETWEEN' AND stretch(Send, Events, Handed, Sequence) = ?;

-- PART suspected: for a fate, whereabouts, a flow, and whether the messages were accepted

UPDATE ledger SET Fate = ?::VARCHAR::FATE, Whereabouts = ? WHERE Flow = ? AND Fate = 'BETWEEN' AND (Send = 'accepted') = ?;

-- PART results: all that is asked of a ledger

CREATE MACRO counts(c, must_arrive) AS TABLE
SELECT count(*) AS planned, must_arrive AS expected,
  count(*) FILTER (Send = 'accepted') AS accepted,
  count(*) FILTER (Send = 'failed') AS failed,
  count(*) FILTER (Send = 'unknown') AS unknown,
  coalesce(sum(Attempts - 1) FILTER (Attempts > 0), 0) AS retries,
  count(Committed) + any_value(u.lines) AS recorded,
  count(Committed) FILTER (Expected) AS arrived,
  count(*) FILTER (Committed IS NULL AND Expected AND Send = 'accepted') AS lost,
  count(*) FILTER (Committed IS NULL AND Expected AND Send = 'unknown') AS undecided,
  any_value(u.lines) AS unexpected,
  count(*) FILTER (duplicates(Deliveries, Attempts) > 0) AS duplicated,
  coalesce(sum(duplicates(Deliveries, Attempts)), 0) AS duplicates,
  if(bus_read(c), coalesce(sum(least(duplicates(Deliveries, Attempts), duplicates(Events, Attempts))), 0), NULL)
    AS source_duplicates,
  coalesce(sum(Deliveries - 1), 0) AS extra_deliveries,
  count(*) FILTER (Recovered > 0) AS recovered,
  count(*) FILTER (Late) AS late,
  count(*) FILTER (Attempts > 1) AS retried,
  count(*) FILTER (WarmUp) AS warm_up,
  count(*) FILTER (ForeignStamp) AS foreign_stamps,
  if(bus_read(c), count(*) FILTER (Fate = 'FILTERED' AND Events IS NULL AND coalesce(Whereabouts, '') <> off_bus_though_let_through()),
    NULL) AS filtered_at_source,
  if(bus_read(c), count(*) FILTER (Fate = 'FILTERED' AND Events > 0), NULL) AS filtered_by_sensor,
  (SELECT map(list(name), list(lines)) FROM
    (SELECT Fate || '' AS name, count(*) AS lines FROM ledger WHERE Flow = c GROUP BY Fate)) AS fates
FROM ledger, (SELECT count(*) AS lines FROM unexpected WHERE Flow = c) u WHERE Flow = c;

-- What a list of fates says of where a message was lost: the names of Jobs do not go there.
CREATE MACRO place(fate, whereabouts) AS if(fate IN ('JOB_FAILED', 'INSERT_FAILED', 'WRONGLY_PASSED'), '', coalesce(whereabouts, ''));

CREATE MACRO troubles(c, most) AS TABLE
SELECT Kind || '' AS fate, Place AS "where", Lines AS count, list_transform(Numbers, lambda x: flow_id(c, x)) AS examples
FROM (SELECT Fate AS Kind, place(Fate, Whereabouts) AS Place, count(*) AS Lines, min(Number, most) AS Numbers
      FROM ledger WHERE Flow = c AND Fate NOT IN ('DELIVERED', 'FILTERED') GROUP BY ALL)
ORDER BY Kind, Place;

-- ledger.csv: a line a message of the plan and flow, in the order of flow and number, then a line an unexpected row. Ordered while it is
-- numbers, and made text of after that: half the time of the other way round.
CREATE MACRO iso(t) AS strftime(make_timestamp(t), '%Y-%m-%dT%H:%M:%S.%fZ');
CREATE VIEW ledger_csv AS
SELECT coalesce(EventId, flow_id(Flow, Number)) AS EventId, channel_of(Flow) AS Channel, Number, PayloadId, Author, Expected,
  if(Unexpected, 'unexpected', fate_label(Fate)) AS Fate, Whereabouts, Send, Attempts, Deliveries,
  if(Attempts > 0, duplicates(Deliveries, Attempts), NULL) AS Duplicates, Events, Recovered, Late, WarmUp, iso(Intended) AS Intended,
  iso(Sent) AS Sent, iso(Accepted) AS Accepted, iso(Source) AS Source, iso(Bus) AS Bus, iso(Taken) AS Taken, iso(Done) AS Done,
  iso(Process) AS Process, iso(Received) AS Received,
  iso(Committed) AS Committed, trigger_of(Flow) AS Trigger
FROM (SELECT *, NULL::VARCHAR AS EventId, false AS Unexpected, Number AS Place FROM ledger
      UNION ALL BY NAME
      SELECT EventId, Flow, Deliveries, true AS Unexpected, row_number() OVER (ORDER BY Flow, EventId) AS Place FROM unexpected
      ORDER BY Unexpected, Flow, Place);

-- Microseconds from the first attempt to the answer to the last that got one: of all, and to the channel of a flow.
CREATE MACRO from_first_to_last(sent, accepted) AS coalesce(greatest(max(accepted), max(sent)) - min(sent), 0);
CREATE VIEW sending AS SELECT from_first_to_last(FirstSent, Accepted) AS micros FROM ledger;
CREATE MACRO sending_to(c) AS TABLE SELECT from_first_to_last(FirstSent, Accepted) AS micros FROM ledger WHERE Flow = c;

-- When the first message was sent, and the first and the last of the warm-up.
CREATE VIEW sending_times AS
SELECT coalesce(min(FirstSent), 0) AS start, min(FirstSent) FILTER (WarmUp) AS warm_up_start, max(FirstSent) FILTER (WarmUp) AS warm_up_end
FROM ledger;

-- How near a flow's messages came to what no clock allows, by the first and the last point that a clock tells of.
CREATE MACRO nearest(c, earliest, latest) AS TABLE
SELECT min(earliest - Sent) AS most, min(Committed - latest) AS before_row
FROM ledger WHERE Flow = c AND Attempts = 1 AND NOT coalesce(ForeignStamp, false) AND earliest IS NOT NULL;

-- The messages of the flow in the variable flow that statistics count, and the rows that delays are taken of.
CREATE VIEW counted AS FROM ledger WHERE Flow = getvariable('flow') AND NOT WarmUp;
CREATE VIEW delivered AS FROM counted WHERE Fate = 'DELIVERED';
CREATE VIEW delivered_warm_up AS FROM ledger WHERE Flow = getvariable('flow') AND Fate = 'DELIVERED' AND WarmUp;

-- PART journeys: all that is known of the messages that are not as they should be, most_journeys of them at most

-- What has gone otherwise than it should, or late or too often; NULL for what has not. The order of kinds is that of the page.
CREATE MACRO kind(fate, foreign_stamp, deliveries, attempts, late) AS
  CASE WHEN fate NOT IN ('DELIVERED', 'FILTERED') THEN fate || '' WHEN foreign_stamp THEN 'FOREIGN'
    WHEN duplicates(deliveries, attempts) > 0 THEN 'DUPLICATED' WHEN late THEN 'LATE' END;
CREATE VIEW kinds AS SELECT Flow, Number, kind(Fate, ForeignStamp, Deliveries, Attempts, Late) AS Kind FROM ledger;


-- The unexpected rows get what room the messages leave, but half of it at least; of the messages, the first of each kind, all kinds
-- alike.
SET VARIABLE amiss = (SELECT count(*) FROM kinds WHERE Kind IS NOT NULL);
SET VARIABLE unexpected_shown = least((SELECT count(*) FROM unexpected),
  greatest(getvariable('most_journeys') // 2, getvariable('most_journeys') - getvariable('amiss')));
SET VARIABLE messages_shown = getvariable('most_journeys') - getvariable('unexpected_shown');
CREATE TABLE chosen AS
SELECT Flow, Number, Kind FROM (
  SELECT *, generate_subscripts(Numbers, 1) AS Place, unnest(Numbers) AS Number FROM (
    SELECT Flow, Kind, min(Number, getvariable('messages_shown')) AS Numbers FROM kinds WHERE Kind IS NOT NULL GROUP BY ALL))
ORDER BY Place, Flow, Kind LIMIT getvariable('messages_shown');

-- The times that are known of a message, by the names of the points.
CREATE MACRO times(intended, sent, accepted, source, bus, taken, done, process, received, committed) AS
  map_from_entries(list_filter([
  {'k': 'INTENDED', 'v': intended}, {'k': 'SENT', 'v': sent}, {'k': 'ACCEPTED', 'v': accepted}, {'k': 'SOURCE', 'v': source},
  {'k': 'BUS', 'v': bus}, {'k': 'TAKEN', 'v': taken}, {'k': 'DONE', 'v': done}, {'k': 'PROCESS', 'v': process}, {'k': 'RECEIVED', 'v': received}, {'k': 'COMMITTED', 'v': committed}], lambda x: x.v IS NOT NULL));

CREATE VIEW journeys AS
SELECT flow_id(l.Flow, l.Number) AS event_id, l.Flow || '' AS channel,
  concat_ws(', ', fate_label(l.Fate), if(l.Late, 'late', NULL),
    if(l.Attempts > 0 AND duplicates(l.Deliveries, l.Attempts) > 0, 'duplicated', NULL),
    if(l.ForeignStamp, 'sent at a time that no attempt was', NULL)) AS outcome,
  l.Fate NOT IN ('DELIVERED', 'FILTERED') OR coalesce(l.ForeignStamp, false) AS bad, coalesce(l.Whereabouts, '') AS "where",
  l.PayloadId AS payload_id, l.Author || '' AS author, l.Expected AS expected, coalesce(l.Deliveries, 0) AS deliveries, [] AS attempts,
  times(l.Intended, l.Sent, l.Accepted, l.Source, l.Bus, l.Taken, l.Done, l.Process, l.Received, l.Committed) AS times
FROM ledger l JOIN chosen c USING (Flow, Number) ORDER BY c.Kind, l.Flow, l.Number;

CREATE VIEW unexpected_journeys AS
SELECT u.EventId AS event_id, r.Flow || '' AS channel, 'unexpected' AS outcome, true AS bad,
  if(r.RunId IS NULL, 'nobody sent it', 'a row of run ' || r.RunId) AS "where",
  r.PayloadId AS payload_id, r.Author || '' AS author, NULL::BOOLEAN AS expected, r.Deliveries AS deliveries, [] AS attempts,
  times(NULL, r.Sent, NULL, r.Source, NULL, NULL, NULL, r.Process, r.Received, r.Committed) AS times
FROM (FROM unexpected ORDER BY Flow, EventId LIMIT getvariable('unexpected_shown')) u
  JOIN records r ON r.Flow = u.Flow AND coalesce(r.EventId, flow_id(r.Flow, r.Number)) = u.EventId
ORDER BY r.Flow, u.EventId;

-- An attempt writes a line before and one after.
CREATE VIEW chosen_attempts AS
SELECT event_id(Channel, Number) AS event_id, Attempt AS number, coalesce(min(Sent) FILTER (Outcome <> 'started'), min(Sent)) AS sent,
  max(Finished) AS finished, coalesce(max(Outcome || '') FILTER (Outcome <> 'started'), 'started') AS outcome
FROM attempts SEMI JOIN (FROM chosen JOIN flows USING (Flow)) USING (Channel, Number)
GROUP BY Channel, attempts.Number, Attempt ORDER BY event_id, number;

CREATE VIEW all_amiss AS SELECT getvariable('amiss') + (SELECT count(*) FROM unexpected) AS count;
