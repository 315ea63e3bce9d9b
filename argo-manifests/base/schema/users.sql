-- Who may do what. Passwords stand only in the Secret "database", mounted where MySQL may read files. A missing file
-- makes a NULL statement, and the set-up fails. What recorder and reader may do stands with the table, in V1.
SET @create = CONCAT('CREATE USER recorder IDENTIFIED BY ', QUOTE(NULLIF(LOAD_FILE('/var/lib/mysql-files/recorder-password'), '')));
PREPARE create_user FROM @create;
EXECUTE create_user;
SET @create = CONCAT('CREATE USER reader IDENTIFIED BY ', QUOTE(NULLIF(LOAD_FILE('/var/lib/mysql-files/reader-password'), '')));
PREPARE create_user FROM @create;
EXECUTE create_user;
SET @create = CONCAT('CREATE USER migrator IDENTIFIED BY ', QUOTE(NULLIF(LOAD_FILE('/var/lib/mysql-files/migrator-password'), '')));
PREPARE create_user FROM @create;
EXECUTE create_user;
DEALLOCATE PREPARE create_user;

-- Who changes the schema, and gives the others their rights on it: nobody else may.
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX ON argometer.* TO migrator WITH GRANT OPTION;
