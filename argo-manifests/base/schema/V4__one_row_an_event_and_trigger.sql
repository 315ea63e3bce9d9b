-- One row an event and trigger, of any channel. One statement, so that no delivery meets a table without its key; a recorder of
-- before, which names no trigger, goes on beside it. Who may insert and look may do so as before.
ALTER TABLE argo_event_record
  -- Which trigger brought it; '' is that of the shipped Sensors.
  ADD COLUMN TriggerName VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD UNIQUE KEY event_and_trigger (EventId, TriggerName),
  DROP KEY event_id,
  -- The channel: sqs, sns, or one of a user's own.
  MODIFY COLUMN EventType VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Null where the message is not the demo's.
  MODIFY COLUMN PayloadId INT NULL,
  MODIFY COLUMN CustomMessage VARCHAR(1024) NULL,
  MODIFY COLUMN Author VARCHAR(255) NULL;
