//! Where a request comes from: the peer of the connection, or what a trusted proxy reports.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::http::header::{HeaderMap, HeaderName};
use ipnet::IpNet;

/// Written by proxies: each appends the address of its peer.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Bits of an IPv6 address that one subscriber holds (RFC 6177 gives a site at least these).
const SUBSCRIBER_BITS: u32 = 64;

/// The address of the caller: the nearest one that is not a trusted proxy.
#[must_use]
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut nearest = peer.to_canonical();
    let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).filter_map(|line| line.to_str().ok()).collect();
    let reported = lines.iter().rev().flat_map(|line| line.rsplit(','));
    for address in reported {
        if !is_trusted(&nearest) {
            break;
        }
        let Ok(address) = address.trim().parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
    }
    nearest
}

/// The network of a subscriber: all its addresses count as one.
#[must_use]
pub fn subscriber_network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => Ipv4Addr::into(address),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> SUBSCRIBER_BITS << SUBSCRIBER_BITS).into(),
    }
}
