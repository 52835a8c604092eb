"""The browser's side of a push message, and a push service that is really there."""

import json
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from toolkit.push.keys import encode


class BrowserSide:
    """The keys that a browser makes when it subscribes, and opening what is sealed for them."""

    def __init__(self, private: int | None = None, auth: bytes | None = None) -> None:
        self.key = (
            ec.generate_private_key(ec.SECP256R1())
            if private is None
            else ec.derive_private_key(private, ec.SECP256R1())
        )
        self.auth = auth or os.urandom(16)
        self.point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.p256dh = encode(self.point)
        self.auth_text = encode(self.auth)

    def open(self, body: bytes) -> bytes:
        """Return what a body says, without its padding: as RFC 8188 and 8291 tell a browser to."""
        salt, length = body[:16], body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        secret = self.key.exchange(ec.ECDH(), sender)
        shared = _hkdf(secret, self.auth, b"WebPush: info\0" + self.point + theirs, 32)
        key = _hkdf(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(shared, salt, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain[-1:] == b"\x02"
        return plain[:-1]

    def read(self, body: bytes) -> dict[str, str]:
        """Return the notification."""
        content: dict[str, str] = json.loads(self.open(body))
        return content


def _hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


@dataclass
class PushService:
    """What a push service was asked, and what it answers next."""

    port: int = 0
    status: int = 201
    location: str = ""
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def host(self) -> str:
        """What PUSH_HOSTS has to name."""
        return f"localhost:{self.port}"

    def endpoint(self, name: str = "one") -> str:
        """Return the address of a browser at this service."""
        return f"https://{self.host}/push/{name}"


@contextmanager
def push_service(folder: Path | None) -> Iterator[PushService]:
    """Run a push service on localhost; over TLS with a certificate in the folder, or without any."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        """Writes down what it is asked."""

        def do_POST(self) -> None:
            """Answer as the test says."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            service.asked.append((self.path, dict(self.headers.items()), body))
            self.send_response(service.status)
            if service.location:
                self.send_header("Location", service.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - the same

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - http.server's signature
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if folder is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_make_certificate(folder))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    service.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate_of(folder: Path) -> Path:
    """Return where the certificate of the service in a folder lies."""
    return folder / "push.pem"


def _make_certificate(folder: Path) -> Path:
    """Write a certificate of localhost, with its key, that names itself as its issuer."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = certificate_of(folder)
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path
