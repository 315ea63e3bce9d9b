-- One row an event, however often it is delivered. All times are UTC.
CREATE TABLE argo_event_record (
  Id                 BIGINT       NOT NULL AUTO_INCREMENT,
  -- Made by the sender: run id, channel and number. Compared byte by byte.
  EventId            VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  RunId              VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PayloadId          INT          NOT NULL,
  EventType          ENUM('sqs', 'sns') NOT NULL,
  CustomMessage      VARCHAR(1024) NOT NULL,
  Author             VARCHAR(255) NOT NULL,
  -- When the sender sent it (the sender's clock), and when the row was inserted (the database's clock).
  EventTimestamp     DATETIME(6)  NOT NULL,
  CreatedAtTimestamp DATETIME(6)  NOT NULL,
  -- How often it was delivered: more than 1 is a duplicate that at-least-once delivery brought.
  Deliveries         INT          NOT NULL DEFAULT 1,
  PRIMARY KEY (Id),
  UNIQUE KEY event_id (EventId),
  KEY run_id (RunId, Id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What INSERT … ON DUPLICATE KEY UPDATE Deliveries = Deliveries + 1 needs. For MySQL UPDATE (Deliveries) would do;
-- MariaDB, on which the tests run, wants UPDATE on the whole table.
GRANT INSERT, UPDATE, SELECT (Deliveries) ON argo_event_record TO recorder;
GRANT SELECT ON argo_event_record TO reader;
