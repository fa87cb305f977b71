//! Where to listen: an address, or a name with every address that it has.

use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::str::FromStr;

/// An address and port, or a name and port, with every address that the name had when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindAddress {
    written: String,
    addresses: Vec<SocketAddr>,
}

impl BindAddress {
    /// Every address, the first one first asked; at least one.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Whether only this machine can reach every one of them.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.addresses.iter().all(|address| address.ip().is_loopback())
    }
}

impl fmt::Display for BindAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl FromStr for BindAddress {
    type Err = &'static str;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        let read = |addresses| Self { written: written.to_owned(), addresses };
        if let Ok(address) = written.parse() {
            return Ok(read(vec![address]));
        }
        let (name, port) = written.rsplit_once(':').ok_or("must be an address or a name, a colon and a port")?;
        let port: u16 = port.parse().map_err(|_| "the port must be a number from 0 to 65535")?;
        if name.is_empty() || name.contains([':', '/']) {
            return Err("must be an address or a name, a colon and a port; an IPv6 address in brackets");
        }
        let addresses: Vec<SocketAddr> =
            (name, port).to_socket_addrs().map_err(|_| "no address has this name")?.collect();
        if addresses.is_empty() { Err("no address has this name") } else { Ok(read(addresses)) }
    }
}

#[cfg(test)]
mod tests {
    use super::BindAddress;

    #[test]
    fn an_address_is_read_as_it_is_and_a_name_with_its_addresses() {
        let read = |written: &str| written.parse::<BindAddress>().map(|read| read.addresses().to_vec());
        assert_eq!(read("127.0.0.1:80"), Ok(vec![([127, 0, 0, 1], 80).into()]));
        assert_eq!(read("[::1]:80"), Ok(vec![([0, 0, 0, 0, 0, 0, 0, 1], 80).into()]));
        assert!(read("localhost:80").is_ok_and(|addresses| addresses.contains(&([127, 0, 0, 1], 80).into())));
        for wrong in ["nowhere", "127.0.0.1", "127.0.0.1:99999", ":80", "::1:80", "localhost:", "http://localhost:80"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
