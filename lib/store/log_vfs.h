/* log_vfs.h - the write-ahead log in few writes.
 *
 * SQLite hands each page of a commit to the system by itself, after 24 bytes that head it: two
 * calls for a page. This layer over the system's own (a VFS) gathers what lies side by side and
 * writes it when the log is synced, read or closed, so a small commit is one write and one sync.
 *
 * Only for connections with synchronous=FULL: SQLite then syncs the log before it tells readers of
 * a commit, so nobody looks for what is still here. Files other than the log are not touched. */
#pragma once
#include "base/error.h"

/* Names the layer for sqlite3_open_v2(). May be called by several threads. */
error log_vfs_use(const char **name);
