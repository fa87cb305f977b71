//! Where a request comes from: the peer of the connection, or what a trusted proxy reports.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use actix_web::http::header::{HeaderMap, HeaderName};
use ipnet::IpNet;

/// Written by proxies: each appends the address of its peer.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The well-known prefix `64:ff9b::/96`.
const NAT64_PREFIX: u128 = 0x0064_ff9b << 64;

/// Bits of an IPv6 address that one subscriber holds (RFC 6177 gives a site at least these).
const SUBSCRIBER_BITS: u32 = 64;

/// The address of the caller: the nearest one that is not a trusted proxy.
#[must_use]
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut nearest = embedded_ipv4(peer);
    let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).filter_map(|line| line.to_str().ok()).collect();
    let reported = lines.iter().rev().flat_map(|line| line.rsplit(','));
    for address in reported {
        if !is_trusted(&nearest) {
            break;
        }
        let Some(address) = parse(address.trim()) else { break };
        nearest = address;
    }
    nearest
}

/// An address as proxies write it: plain, or with a port.
fn parse(text: &str) -> Option<IpAddr> {
    let plain = text.parse::<IpAddr>().or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    let bracketed =
        || text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).and_then(|text| text.parse().ok());
    plain.ok().or_else(bracketed).map(embedded_ipv4)
}

/// The IPv4 address inside an IPv4-mapped or NAT64 address (RFC 6052), else the address itself.
fn embedded_ipv4(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if address.to_bits() >> 32 == NAT64_PREFIX => {
            let [.., a, b, c, d] = address.octets();
            Ipv4Addr::new(a, b, c, d).into()
        }
        address => address,
    }
}

/// The network of a subscriber: all its addresses count as one.
#[must_use]
pub fn subscriber_network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => Ipv4Addr::into(address),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> SUBSCRIBER_BITS << SUBSCRIBER_BITS).into(),
    }
}
