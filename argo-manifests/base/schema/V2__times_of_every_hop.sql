-- All UTC, and null where unknown.
ALTER TABLE argo_event_record
  -- When the event source had it (its clock, whole seconds), and when SNS had it (its clock, milliseconds; SNS only).
  ADD COLUMN SourceTimestamp   DATETIME(6) NULL,
  ADD COLUMN SnsTimestamp      DATETIME(6) NULL,
  -- When the recorder's process started (Job only) and when the recorder had the event (both the recorder's clock).
  ADD COLUMN ProcessTimestamp  DATETIME(6) NULL,
  ADD COLUMN ReceivedTimestamp DATETIME(6) NULL;
