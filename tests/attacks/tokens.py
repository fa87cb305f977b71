"""Bearer tokens and the public keys that verify them, made with openssl."""

import base64
import json
import subprocess
from pathlib import Path


def coded(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def signed(key, claims, kid="one", **header):
    """A bearer token."""
    header = {"alg": "RS256", "typ": "JWT", "kid": kid, **header}
    text = ".".join(coded(json.dumps(part).encode()) for part in (header, claims))
    line = ["openssl", "dgst", "-sha256", "-sign", key]
    return f"{text}.{coded(subprocess.run(line, input=text.encode(), capture_output=True, check=True).stdout)}"


def new_key(folder, kid="one"):
    """A private key, and its public half as in a JWKS."""
    key = f"{folder}/{kid}.pem"
    subprocess.run(["openssl", "genrsa", "-out", key, "2048"], capture_output=True, check=True)
    modulus = subprocess.run(["openssl", "rsa", "-in", key, "-noout", "-modulus"], capture_output=True, check=True).stdout
    number = coded(bytes.fromhex(modulus.decode().strip().split("=")[1]))
    return key, {"kty": "RSA", "kid": kid, "alg": "RS256", "n": number, "e": "AQAB"}


def public_keys(folder):
    """A private key, and the file with its public half."""
    key, public = new_key(folder)
    file = Path(folder, "keys.json")
    file.write_text(json.dumps({"keys": [public]}))
    return key, str(file)
