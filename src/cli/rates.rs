//! Options that bound how many requests people send.

use crate::http::{Net, RateLimits, Rates};

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Rate limits")]
pub struct RateArgs {
    /// Requests a minute from one person; 0 is no limit, here and below.
    #[arg(
        long,
        env = "VIVA_RATE_PERSON",
        hide_env_values = true,
        value_name = "N",
        default_value_t = Rates::default().person
    )]
    rate_person: u32,

    /// Requests a minute from one address (an IPv6 network of 64 bits counts as one).
    #[arg(
        long,
        env = "VIVA_RATE_ADDRESS",
        hide_env_values = true,
        value_name = "N",
        default_value_t = Rates::default().address
    )]
    rate_address: u32,

    /// Attempts a minute to sign in or to redeem an invite, from one address.
    #[arg(
        long,
        env = "VIVA_RATE_ENTRY",
        hide_env_values = true,
        value_name = "N",
        default_value_t = Rates::default().entry
    )]
    rate_entry: u32,

    /// An address, or a range like 10.0.0.0/8, whose X-Forwarded-For says where requests come from.
    #[arg(
        long,
        env = "VIVA_TRUSTED_PROXY",
        hide_env_values = true,
        value_name = "ADDRESS",
        value_delimiter = ','
    )]
    trusted_proxy: Vec<Net>,
}

impl RateArgs {
    /// Whether somebody else's address may be behind the connection's.
    pub fn trusts_proxies(&self) -> bool {
        !self.trusted_proxy.is_empty()
    }

    pub fn limits(&self) -> RateLimits {
        let rates = Rates {
            person: self.rate_person,
            address: self.rate_address,
            entry: self.rate_entry,
        };
        RateLimits::new(rates, self.trusted_proxy.clone())
    }
}
