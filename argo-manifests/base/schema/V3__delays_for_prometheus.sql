-- The HTTP recorder tells Prometheus the delays of all rows: it may read times and event types, and no content.
GRANT SELECT (Id, EventType, EventTimestamp, SnsTimestamp, ProcessTimestamp, ReceivedTimestamp, CreatedAtTimestamp)
  ON argo_event_record TO recorder;
