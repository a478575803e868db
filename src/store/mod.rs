//! What is kept: all of the SQL, one file a noun.
//!
//! One text of SQL serves SQLite (the embedded default) and PostgreSQL. Functions take a [`Read`] or a [`Write`], a
//! transaction that is either committed whole or leaves nothing; what a function returns from a `Write` is durable
//! once [`Write::commit`] has returned. Times are passed in. Knows no HTTP and does not grade.

pub mod attempts;
pub mod belongings;
mod clock;
mod connection;
mod database;
pub mod deliveries;
pub mod drafts;
pub mod erase;
mod error;
pub mod events;
mod finish;
mod group;
pub mod hints;
pub mod idempotency;
pub mod interviews;
pub mod invites;
pub mod live;
pub mod notices;
pub mod people;
mod pool;
pub mod progress;
pub mod queue;
pub mod regrades;
pub mod reviews;
pub mod rounds;
mod rows;
pub mod submissions;
mod together;
pub mod tokens;
mod transaction;
pub mod versions;
pub mod webhooks;
pub mod work;

pub use clock::DatabaseClock;
pub use connection::{Connection, Read, Write};
pub use database::{Dialect, Store};
pub use error::StoreError;
pub use finish::finish;
