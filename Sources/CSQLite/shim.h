#include <sqlite3.h>

/// Stops SQLite from counting its memory, which takes a lock for each allocation. sqlite3_config
/// takes a variable number of arguments, so Swift does not see it. Only before anything else.
static inline int csm_sqlite_disable_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// Opens a database's file as one that somebody may have made to do harm
/// (https://sqlite.org/security.html): its schema runs no function with side effects, and nothing
/// writes to it but SQL. sqlite3_db_config takes a variable number of arguments, too.
static inline void csm_sqlite_distrust(sqlite3 *database) {
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
}
