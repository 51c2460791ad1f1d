//! Programs that every engine must run alike.
