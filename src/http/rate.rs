//! How many requests one person and one address may send: buckets that fill up again, in this process's memory.
//!
//! A bucket holds a minute's worth, to be used in any rhythm. Addresses are the connections' own; only behind a proxy
//! that the operator trusts is `X-Forwarded-For` believed.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use axum::extract::{ConnectInfo, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::extract::Received;
use super::{App, Code, Problem};
use crate::interview::{PersonId, Time};

/// Requests a minute; 0 bounds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    pub person: u32,
    pub address: u32,
    /// Attempts to sign in or to redeem an invite, from one address.
    pub entry: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            person: 1_200,
            // A class behind one address.
            address: 60_000,
            entry: 60,
        }
    }
}

/// A range of addresses: `10.0.0.0/8`, `2001:db8::/32`, or a single one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    address: IpAddr,
    prefix: u8,
}

/// Whom a bucket is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Person(PersonId),
    Address(IpAddr),
    Entry(IpAddr),
}

/// All buckets. One for each process: several nodes admit that many times as much.
#[derive(Debug)]
pub struct RateLimits {
    most: Rates,
    /// Whose `X-Forwarded-For` is believed.
    proxies: Vec<Net>,
    buckets: Mutex<Buckets>,
}

/// When each bucket will be full again, in microseconds; one that is full isn't kept.
#[derive(Debug)]
struct Buckets {
    full: HashMap<Key, i64>,
    /// At this many, those that have filled up are thrown away.
    sweep_at: usize,
}

/// Fewer aren't worth a sweep.
const SWEEP_AT: usize = 10_000;

const MINUTE: i64 = 60_000_000;

/// From where a request came, as far as that is known.
#[derive(Debug, Clone, Copy)]
struct Sender(IpAddr);

/// An attempt to get in, which was admitted.
pub struct Entry;

impl RateLimits {
    pub fn new(rates: Rates, proxies: Vec<Net>) -> Self {
        let buckets = Mutex::new(Buckets {
            full: HashMap::new(),
            sweep_at: SWEEP_AT,
        });
        Self {
            most: rates,
            proxies,
            buckets,
        }
    }

    /// Takes one out of a person's bucket.
    pub fn person(&self, person: PersonId, now: Time) -> Result<(), Problem> {
        self.take(Key::Person(person), self.most.person, now)
    }

    fn take(&self, key: Key, a_minute: u32, now: Time) -> Result<(), Problem> {
        if a_minute == 0 {
            return Ok(());
        }
        let now = now.as_millis().saturating_mul(1000);
        let one = MINUTE / i64::from(a_minute);
        // A panic can't leave the map half changed.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.full.len() >= buckets.sweep_at {
            buckets.full.retain(|_, full| *full > now);
            buckets.sweep_at = SWEEP_AT.max(buckets.full.len() * 2);
        }
        let full = buckets.full.entry(key).or_insert(now);
        let after = (*full).max(now) + one;
        // An empty bucket needs a minute; the rounding of `one` must not cost the last request.
        let over = after - now - one * i64::from(a_minute);
        if over <= 0 {
            *full = after;
            return Ok(());
        }
        // Rounded up: whoever comes back then is let in.
        let seconds = u32::try_from((over + 999_999) / 1_000_000).unwrap_or(60);
        let detail = format!("at most {a_minute} a minute; come back in {seconds} s");
        Err(Problem::new(Code::RateLimited, detail).retry_after(seconds))
    }

    /// Who is behind a connection from `peer`: the last address on the way that is not a trusted proxy's.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let trusted = |address: IpAddr| self.proxies.iter().any(|net| net.contains(address));
        let mut client = peer.to_canonical();
        let said: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .flat_map(|value| value.to_str().unwrap_or_default().split(','))
            .collect();
        for hop in said.iter().rev() {
            if !trusted(client) {
                break;
            }
            // What a trusted proxy can't have written ends the way.
            let Some(address) = address(hop.trim()) else {
                break;
            };
            client = address;
        }
        client
    }
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse().map(|address: SocketAddr| address.ip());
    let address: Option<IpAddr> = text.parse().or_else(|_| with_port()).ok();
    address.map(|address| address.to_canonical())
}

/// What shares a bucket: an IPv6 network gives each of its machines 2^64 addresses to send from.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

/// Lets a request pass, or not, by the address that it came from.
pub fn admit(app: &App, request: &mut Request) -> Result<(), Problem> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let Some(ConnectInfo(peer)) = peer else {
        return Ok(());
    };
    let from = household(app.rates.client(peer.ip(), request.headers()));
    request.extensions_mut().insert(Sender(from));
    let rate = app.rates.most.address;
    app.rates.take(Key::Address(from), rate, app.clock.now())
}

impl FromRequestParts<App> for Entry {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Received(now) = Received::from_request_parts(parts, app).await?;
        if let Some(Sender(from)) = parts.extensions.get() {
            app.rates
                .take(Key::Entry(*from), app.rates.most.entry, now)?;
        }
        Ok(Self)
    }
}

impl Net {
    fn contains(&self, address: IpAddr) -> bool {
        let same = |bits: u32, a: u128, b: u128| {
            let rest = bits - u32::from(self.prefix);
            rest == bits || (a ^ b).checked_shr(rest).unwrap_or(0) == 0
        };
        match (self.address, address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => same(32, a.to_bits().into(), b.to_bits().into()),
            (IpAddr::V6(a), IpAddr::V6(b)) => same(128, a.to_bits(), b.to_bits()),
            _ => false,
        }
    }
}

impl std::str::FromStr for Net {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is neither an address nor a range like 10.0.0.0/8");
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        if prefix > most {
            return Err(wrong());
        }
        Ok(Self { address, prefix })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interview::Span;

    fn limits(person: u32) -> RateLimits {
        let rates = Rates {
            person,
            ..Rates::default()
        };
        let proxies = ["10.0.0.0/8", "2001:db8::1"].map(|net| net.parse().unwrap());
        RateLimits::new(rates, proxies.to_vec())
    }

    #[test]
    fn a_minutes_worth_at_once_and_then_as_it_fills_up() {
        for a_minute in [1, 7, 60, 1_200] {
            let limits = limits(a_minute);
            let person = PersonId::from(uuid::Uuid::from_u128(1));
            let start = Time::from_millis(1_700_000_000_000);
            let granted = |now: Time| {
                let mut count = 0;
                while limits.person(person, now).is_ok() {
                    count += 1;
                }
                count
            };
            assert_eq!(granted(start), a_minute);
            assert_eq!(granted(start), 0);
            let other = PersonId::from(uuid::Uuid::from_u128(2));
            assert!(limits.person(other, start).is_ok());
            assert_eq!(granted(start + Span::from_minutes(1)), a_minute);
            let later = start + Span::from_minutes(100);
            assert_eq!(granted(later), a_minute, "it holds no more than that");
        }
    }

    #[test]
    fn nothing_bounds_nothing() {
        let limits = limits(0);
        let person = PersonId::from(uuid::Uuid::from_u128(1));
        assert!((0..5_000).all(|_| limits.person(person, Time::from_millis(0)).is_ok()));
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let limits = limits(1);
        let client = |peer: &str, said: &[&str]| {
            let mut headers = HeaderMap::new();
            for said in said {
                headers.append("x-forwarded-for", said.parse().unwrap());
            }
            limits.client(peer.parse().unwrap(), &headers).to_string()
        };
        assert_eq!(client("203.0.113.5", &["198.51.100.1"]), "203.0.113.5");
        assert_eq!(client("10.1.2.3", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(
            client("::ffff:10.1.2.3", &["198.51.100.1:80"]),
            "198.51.100.1"
        );
        let forged = ["192.0.2.9, 198.51.100.1, 10.9.9.9"];
        assert_eq!(client("10.1.2.3", &forged), "198.51.100.1");
        assert_eq!(
            client("10.1.2.3", &["192.0.2.9", "198.51.100.1"]),
            "198.51.100.1"
        );
        assert_eq!(client("2001:db8::1", &["2001:db8::2"]), "2001:db8::2");
        assert_eq!(client("10.1.2.3", &["192.0.2.9, unknown"]), "10.1.2.3");
        assert_eq!(client("10.1.2.3", &[]), "10.1.2.3");
    }

    #[test]
    fn a_range_contains_what_begins_like_it() {
        let net = |text: &str| text.parse::<Net>().unwrap();
        let contains = |range: &str, one: &str| net(range).contains(one.parse().unwrap());
        assert!(contains("10.0.0.0/8", "10.255.0.1") && !contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("192.0.2.1", "192.0.2.1") && !contains("192.0.2.1", "192.0.2.2"));
        assert!(contains("0.0.0.0/0", "1.2.3.4") && contains("::/0", "2001:db8::1"));
        assert!(!contains("0.0.0.0/0", "2001:db8::1"));
        assert!(contains("2001:db8::/32", "2001:db8:1::1"));
        for wrong in ["10.0.0.0/33", "10.0.0.0/", "ten", "::/129", "10.0.0.0/-1"] {
            assert!(wrong.parse::<Net>().is_err(), "{wrong}");
        }
        let home = |text: &str| household(text.parse().unwrap());
        assert_eq!(home("2001:db8::1"), home("2001:db8::2:3"));
        assert_ne!(home("2001:db8::1"), home("2001:db8:0:1::1"));
    }
}
