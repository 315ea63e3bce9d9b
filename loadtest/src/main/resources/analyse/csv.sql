-- PART values

-- Macros that read a value of a CSV file whole, or fail: DuckDB leaves out a time's offset, and rounds a number.

-- A time as this program writes it. Nothing but an offset's absence lets the cast take a time that ends with Z.
CREATE MACRO zoned(t) AS CASE
  WHEN strlen(t) = 27 AND suffix(t, 'Z') THEN epoch_us(CAST(t AS TIMESTAMP))
  WHEN t IS NOT NULL THEN error('a time') END;

-- A time of Argo Events or its bus, as this program writes it; cut to microseconds.
CREATE MACRO fine(t) AS CASE
  WHEN strlen(t) = 30 AND suffix(t, 'Z') THEN epoch_us(CAST(t AS TIMESTAMP))
  WHEN t IS NOT NULL THEN error('a time') END;

-- A time as MySQL writes it: each character is looked at, which takes as long as the cast.
CREATE MACRO unzoned(t) AS CASE
  WHEN t GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]'
    THEN epoch_us(CAST(t AS TIMESTAMP))
  WHEN t IS NOT NULL THEN error('a time') END;

CREATE MACRO whole(t) AS CASE
  WHEN CAST(CAST(t AS BIGINT) AS VARCHAR) = t THEN CAST(t AS BIGINT)
  WHEN t IS NOT NULL THEN error('an integer') END;

CREATE MACRO label(t) AS CASE
  WHEN t NOT IN ('\N', 'NULL') THEN t
  WHEN t IS NOT NULL THEN error('nothing') END;

CREATE MACRO channel(t) AS CASE
  WHEN regexp_full_match(t, '[a-z][a-z0-9]{0,31}') THEN t
  WHEN t IS NOT NULL THEN error('a channel') END;
