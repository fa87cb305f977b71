//! The listening sockets: one for each address of `--bind`.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};

/// How many connections wait for a worker.
const BACKLOG: i32 = 1024;

/// What the kernel keeps of an answer that a client does not read, in bytes. It would grow to 4 MB by itself.
const SEND_BUFFER_BYTES: usize = 256 * 1024;

/// Listens on every address. One that this machine does not have, such as `::1` where IPv6 is off, is left out where
/// another one of the same name is there.
///
/// # Errors
///
/// The address on which it cannot listen, why, and what to do.
pub(super) fn listen(addresses: &[SocketAddr], send_timeout: Duration) -> io::Result<Vec<TcpListener>> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    let mut left_out = Vec::new();
    for address in addresses {
        // Without a number of its own, a name has one port for all its addresses.
        let port = match (address.port(), listeners.first()) {
            (0, Some(first)) => first.local_addr()?.port(),
            (port, _) => port,
        };
        let address = SocketAddr::new(address.ip(), port);
        match bound(address, send_timeout) {
            Ok(listener) => listeners.push(listener),
            Err(error) if is_missing(&error) => left_out.push((address, error)),
            Err(error) => return Err(explained(address, &error)),
        }
    }
    if listeners.is_empty() {
        let first = left_out.first().map(|(address, error)| explained(*address, error));
        return Err(first.unwrap_or_else(|| ErrorKind::AddrNotAvailable.into()));
    }
    for (address, _) in left_out {
        tracing::warn!(%address, "this machine does not have one of the addresses of `--bind`; it is left out");
    }
    Ok(listeners)
}

/// A listening socket. Its connections end when the peer acknowledges nothing for too long.
fn bound(address: SocketAddr, send_timeout: Duration) -> io::Result<TcpListener> {
    // A machine without IPv6 makes no such socket at all.
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))
        .map_err(|error| io::Error::new(ErrorKind::AddrNotAvailable, error))?;
    socket.set_reuse_address(true)?;
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(send_timeout))?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

fn is_missing(error: &io::Error) -> bool {
    error.kind() == ErrorKind::AddrNotAvailable
}

/// An error with the address, and what to do.
fn explained(address: SocketAddr, error: &io::Error) -> io::Error {
    let why = match error.kind() {
        ErrorKind::AddrInUse => {
            "the address is in use; stop the other process or choose another port with `--bind`".to_owned()
        }
        ErrorKind::PermissionDenied => {
            "permission denied; choose a port from 1024 up with `--bind`, or grant the capability \
             `CAP_NET_BIND_SERVICE`"
                .to_owned()
        }
        ErrorKind::AddrNotAvailable => {
            "this machine has no such address; choose one of its own with `--bind`, or `0.0.0.0` for all of them"
                .to_owned()
        }
        _ => error.to_string(),
    };
    io::Error::new(error.kind(), format!("cannot listen on {address}: {why}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]
mod tests {
    use super::{Duration, ErrorKind, SocketAddr, explained, listen};

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_error_names_the_address_and_what_to_do() {
        for (kind, remedy) in [
            (ErrorKind::AddrInUse, "choose another port with `--bind`"),
            (ErrorKind::PermissionDenied, "choose a port from 1024 up with `--bind`"),
            (ErrorKind::AddrNotAvailable, "choose one of its own with `--bind`"),
        ] {
            let error = explained(address("127.0.0.1:80"), &kind.into()).to_string();
            assert!(error.starts_with("cannot listen on 127.0.0.1:80: ") && error.contains(remedy), "{error}");
        }
    }

    /// 192.0.2.0/24 is for documentation: no machine has such an address.
    #[test]
    fn an_address_that_the_machine_lacks_is_left_out_unless_it_is_the_only_one() {
        let timeout = Duration::from_secs(30);
        let (missing, own) = (address("192.0.2.1:0"), address("127.0.0.1:0"));
        assert_eq!(listen(&[missing, own], timeout).unwrap().len(), 1);
        assert_eq!(listen(&[own, missing], timeout).unwrap().len(), 1);
        assert_eq!(listen(&[missing], timeout).unwrap_err().kind(), ErrorKind::AddrNotAvailable);
    }

    #[test]
    fn a_port_in_use_on_one_address_of_a_name_is_an_error() {
        let timeout = Duration::from_secs(30);
        let taken = listen(&[address("127.0.0.2:0")], timeout).unwrap();
        let port = taken.first().unwrap().local_addr().unwrap().port();
        let addresses = [SocketAddr::new([127, 0, 0, 1].into(), port), SocketAddr::new([127, 0, 0, 2].into(), port)];
        assert_eq!(listen(&addresses, timeout).unwrap_err().kind(), ErrorKind::AddrInUse);
    }
}
