-- Statistics of durations, and what charts are drawn from; figures are microseconds. A macro that takes a relation takes its name:
-- counted and delivered of ledger.sql, or the view of a dump. A value v is an expression of that relation's columns.

-- PART of any relation

-- A quantile q of n values is the nearest-rank one: the value at place ⌈q·n⌉ of the sorted values, counting from 1 (Hyndman and Fan
-- 1996, definition 1), with the quantile as a decimal, so that no rounding moves the place.
CREATE MACRO distribution(relation, v, places) AS TABLE
SELECT count(v) AS count, count(v) FILTER (v < 0) AS negative, coalesce(min(v), 0) AS min, coalesce(avg(v), 0) AS mean,
  if(count(v) = 1, 'nan'::DOUBLE, coalesce(stddev_samp(v), 0)) AS deviation, coalesce(max(v), 0) AS max,
  coalesce(quantile_disc(v, places), []) AS quantiles
FROM query_table(relation);

CREATE MACRO quantiles(relation, v, places) AS TABLE SELECT quantile_disc(v, places) AS quantiles FROM query_table(relation);

-- Bin -1 is the open first one, bin closed the open last one.
CREATE MACRO histogram_bins(relation, v, low, width, closed) AS TABLE
SELECT CASE WHEN v < low THEN -1 ELSE least((v - low) // width, closed) END AS bin, count(v) AS count
FROM query_table(relation) WHERE v IS NOT NULL GROUP BY bin;

-- PART of a ledger

-- Bins in equal ratios, so many to a factor of ten; -1 holds all below a microsecond.
CREATE MACRO ratio_bins(to_a_ten) AS TABLE
SELECT CASE WHEN Committed - Sent < 1 THEN -1 ELSE floor(log10(Committed - Sent) * to_a_ten)::INTEGER END AS bin, count(*) AS count
FROM delivered GROUP BY bin;

CREATE MACRO timeline(start, width) AS TABLE
SELECT (Sent - start) // width AS index, count(*) AS count, quantile_disc(Committed - Sent, 0.5) AS p50,
  quantile_disc(Committed - Sent, 0.95) AS p95, max(Committed - Sent) AS max
FROM delivered GROUP BY index ORDER BY index;

-- Counted by the lowest value of the bucket that an HdrHistogram of three digits puts a value in: few rows, and no error beside its own.
-- Negative values count as 0.
CREATE MACRO delay_buckets(start, width) AS TABLE
SELECT (Sent - start) // width AS step,
  CASE WHEN v < 2048 THEN v ELSE v - v % (1::BIGINT << (floor(log2(v))::INT - 10)) END AS bucket, count(*) AS count
FROM (SELECT Sent, greatest(0, Committed - Sent) AS v FROM delivered) GROUP BY ALL ORDER BY ALL;

-- The rows whose delay lies between two values, and the parts of their mean delay. A hop that a message lacks took it no time: its next
-- one holds it.
CREATE MACRO delay_band(low, high, hops) AS TABLE
SELECT count(*) AS count, coalesce(avg(Committed - Sent), 0) AS mean, hops AS parts
FROM delivered WHERE Committed - Sent BETWEEN low AND high;
CREATE MACRO mean_hop(hop) AS coalesce(avg(coalesce(hop, 0)), 0);

-- All rows slower or faster than two values, and of the others, and of the warm-up, so many of a million by the hash of their number.
CREATE MACRO scatter(share, slower, faster) AS TABLE
SELECT Sent AS sent, Committed - Sent AS delay, Number AS number FROM ledger
WHERE Flow = getvariable('flow') AND Fate = 'DELIVERED'
  AND (hash(Number) % 1000000 < share OR NOT WarmUp AND (Committed - Sent > slower OR Committed - Sent < faster))
ORDER BY Sent, Number;

-- Every k-th delay, where k is every, in the order of sending.
CREATE MACRO delays_in_order(every) AS TABLE
SELECT Delay FROM (SELECT Committed - Sent AS Delay, row_number() OVER (ORDER BY FirstSent, Number) - 1 AS Place FROM delivered)
WHERE Place % every = 0 ORDER BY Place;
