#include <sqlite3.h>

/// Stops SQLite from counting its memory, which takes a lock for each allocation. sqlite3_config
/// takes a variable number of arguments, so Swift does not see it. Only before anything else.
static inline int csm_sqlite_disable_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
