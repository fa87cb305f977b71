"""TLS: HTTP/2 is not offered, and handshakes that never end cost nobody else anything."""

import asyncio
import ssl
import subprocess

from service import GOOD
from wire import answers, connection, crowd, request, until_closed


def flags(folder):
    """A certificate made for this run."""
    key, chain = f"{folder}/key.pem", f"{folder}/certificate.pem"
    line = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    line += ["-subj", "/CN=localhost", "-keyout", key, "-out", chain]
    subprocess.run(line, check=True, capture_output=True)
    return ["--tls-certificate", chain, "--tls-key", key]


def context(protocols):
    made = ssl.create_default_context()
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    made.set_alpn_protocols(protocols)
    return made


async def no_http2(target):
    """10 callers offer HTTP/2 and HTTP/1.1, and then ask over what was chosen."""

    async def one():
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port, ssl=context(["h2", "http/1.1"]))
        assert writer.get_extra_info("ssl_object").selected_alpn_protocol() == "http/1.1"
        writer.write(request(GOOD, more=b"Connection: close\r\n"))
        came, _ = await until_closed(reader, 10)
        assert answers(came) == [200], came[:200]
        writer.transport.abort()

    return f"HTTP/1.1 for each of {len(await crowd(10, one, target.seconds))}"


async def half_handshakes(target):
    """200 callers begin a handshake and never end it."""

    async def one():
        async with connection(target.port) as (reader, writer):
            writer.write(b"\x16\x03\x01\x02\x00\x01")
            _, closed = await until_closed(reader, 10)
            assert closed

    await asyncio.gather(*(one() for _ in range(200)))
    return "closed within 10 s, every one"


ATTACKS = [no_http2, half_handshakes]
