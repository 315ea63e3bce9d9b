-- The recorders' user and the readers' user. Their passwords stand in the Secret "database" alone, mounted where
-- MySQL may read files. A missing file makes a NULL statement, and the set-up fails.
SET @create = CONCAT('CREATE USER recorder IDENTIFIED BY ', QUOTE(NULLIF(LOAD_FILE('/var/lib/mysql-files/recorder-password'), '')));
PREPARE create_user FROM @create;
EXECUTE create_user;
SET @create = CONCAT('CREATE USER reader IDENTIFIED BY ', QUOTE(NULLIF(LOAD_FILE('/var/lib/mysql-files/reader-password'), '')));
PREPARE create_user FROM @create;
EXECUTE create_user;
DEALLOCATE PREPARE create_user;

-- What INSERT … ON DUPLICATE KEY UPDATE Deliveries = Deliveries + 1 needs. For MySQL UPDATE (Deliveries) would do;
-- MariaDB, on which the tests run, wants UPDATE on the whole table.
GRANT INSERT, UPDATE, SELECT (Deliveries) ON argo_event_record TO recorder;
GRANT SELECT ON argo_event_record TO reader;
