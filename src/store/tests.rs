//! The store against a database of its own: SQLite in a temporary folder, or what `VIVA_TEST_DATABASE` names.
