//! Which addresses may be spoken to: whoever registers a webhook makes this machine send requests, and must not reach
//! with them what only this machine can reach.
//!
//! A name is resolved once, every address that it has is judged, and the connection goes to one that was judged: a name
//! that resolves to something else a moment later gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use url::{Host, Url};

const RESOLVING: Duration = Duration::from_secs(5);

/// Longer ones are nobody's address.
const MAX_URL: usize = 2000;

/// What the operator allows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Policy {
    /// HTTPS to addresses of the public internet.
    #[default]
    Public,
    /// Any address, and plain HTTP: where the receivers are on a network that everybody who may register trusts.
    Any,
}

/// Why a receiver is not spoken to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the address is not a URL: {0}")]
    NotUrl(String),
    #[error("the address must begin with https://")]
    Scheme,
    #[error("the address may hold neither a user nor a password nor a fragment")]
    Extra,
    #[error("the address may have at most {MAX_URL} characters")]
    Long,
    #[error("the name {0} can't be resolved")]
    Unresolved(String),
    #[error("{0} is not an address of the public internet")]
    NotPublic(IpAddr),
}

impl Policy {
    /// The address, if its form is admitted; nothing is resolved.
    pub fn parse(self, text: &str) -> Result<Url, Refusal> {
        if text.len() > MAX_URL {
            return Err(Refusal::Long);
        }
        let url = Url::parse(text).map_err(|error| Refusal::NotUrl(error.to_string()))?;
        match (url.scheme(), self) {
            ("https", _) | ("http", Policy::Any) => {}
            _ => return Err(Refusal::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(Refusal::Extra);
        }
        Ok(url)
    }

    /// Where to connect for `url`: resolved now, and judged.
    pub async fn resolve(self, url: &Url) -> Result<SocketAddr, Refusal> {
        let port = url.port_or_known_default().unwrap_or(443);
        let addresses = match url.host() {
            Some(Host::Ipv4(address)) => vec![IpAddr::V4(address)],
            Some(Host::Ipv6(address)) => vec![IpAddr::V6(address)],
            Some(Host::Domain(name)) => lookup(name, port).await?,
            None => return Err(Refusal::NotUrl("it names no host".to_owned())),
        };
        if self == Policy::Public
            && let Some(inner) = addresses.iter().find(|address| !is_public(**address))
        {
            return Err(Refusal::NotPublic(*inner));
        }
        let first = addresses.first().copied();
        let unresolved = || Refusal::Unresolved(url.host_str().unwrap_or_default().to_owned());
        Ok(SocketAddr::new(first.ok_or_else(unresolved)?, port))
    }
}

async fn lookup(name: &str, port: u16) -> Result<Vec<IpAddr>, Refusal> {
    let found = tokio::time::timeout(RESOLVING, tokio::net::lookup_host((name, port))).await;
    match found {
        Ok(Ok(found)) => Ok(found.map(|address| address.ip()).collect()),
        Ok(Err(_)) | Err(_) => Err(Refusal::Unresolved(name.to_owned())),
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// IANA's special-purpose registry, and one address with which a cloud's machines reach their host.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match (a, b, c) {
        (0 | 10 | 127, ..) => true,
        (100, 64..128, _) => true,
        (169, 254, _) => true,
        (172, 16..32, _) => true,
        (192, 0, 0 | 2) | (192, 88, 99) | (192, 168, _) => true,
        (198, 18 | 19, _) | (198, 51, 100) => true,
        (203, 0, 113) => true,
        (224.., ..) => true,
        _ => address == Ipv4Addr::new(168, 63, 129, 16),
    };
    !special
}

/// Global unicast, without what carries an address of version 4 or is reserved.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            embedded(high, low)
        }
        [0x2002, high, low, ..] => embedded(high, low),
        // Teredo, benchmarks, ORCHID, documentation.
        [0x2001, 0..0x200, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..0x1000, ..] => false,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet() {
        for inner in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "168.63.129.16",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.1",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "100::1",
            "3fff::1",
        ] {
            assert!(!is_public(inner.parse().unwrap()), "{inner}");
        }
        for outer in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:4860::8888",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::1",
        ] {
            assert!(is_public(outer.parse().unwrap()), "{outer}");
        }
    }

    #[tokio::test]
    async fn every_spelling_of_an_inner_address_is_refused() {
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://localhost/",
            "https://①②⑦.⓪.⓪.①/",
            "https://169.254.169.254/latest",
        ] {
            let url = Policy::Public.parse(url).unwrap();
            let refusal = Policy::Public.resolve(&url).await.unwrap_err();
            assert!(matches!(refusal, Refusal::NotPublic(_)), "{url}: {refusal}");
        }
    }

    #[test]
    fn forms_that_are_refused() {
        let refusal = |text: &str| Policy::Public.parse(text).unwrap_err();
        assert!(matches!(refusal("receiver"), Refusal::NotUrl(_)));
        assert_eq!(refusal("http://example.com/"), Refusal::Scheme);
        assert_eq!(refusal("ftp://example.com/"), Refusal::Scheme);
        assert_eq!(refusal("https://me:secret@example.com/"), Refusal::Extra);
        assert_eq!(refusal("https://example.com/#part"), Refusal::Extra);
        assert_eq!(
            refusal(&format!("https://example.com/{}", "x".repeat(2000))),
            Refusal::Long
        );
        assert!(Policy::Any.parse("http://example.com/").is_ok());
    }
}
