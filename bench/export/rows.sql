-- 5,000,000 rows of the run "bench", half of them sqs and half sns, as the recorders write them.
SET SESSION cte_max_recursion_depth = 5000000;

INSERT INTO argo_event_record
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000000)
SELECT
  NULL,
  CONCAT('bench-', IF(i % 2 = 0, 'sqs', 'sns'), '-', LPAD((i + 1) DIV 2, 7, '0')),
  'bench',
  IF(i % 2 = 0, 4, 5),
  IF(i % 2 = 0, 'sqs', 'sns'),
  CONCAT('Hello from message ', (i + 1) DIV 2),
  IF(i % 2 = 0, 'Ankur', 'David'),
  '2026-11-23 01:02:03.000456' + INTERVAL 500 * i MICROSECOND,
  '2026-11-23 01:02:03.498765' + INTERVAL 500 * i MICROSECOND,
  1,
  '2026-11-23 01:02:03' + INTERVAL i DIV 2000 SECOND,
  IF(i % 2 = 0, NULL, '2026-11-23 01:02:03.123' + INTERVAL i DIV 2 MICROSECOND),
  IF(i % 2 = 0, NULL, '2026-11-23 01:02:03.345678' + INTERVAL 500 * i MICROSECOND),
  '2026-11-23 01:02:03.456789' + INTERVAL 500 * i MICROSECOND,
  ''
FROM n;

ANALYZE TABLE argo_event_record;
