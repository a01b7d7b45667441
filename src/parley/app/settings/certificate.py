"""A self-signed certificate for `parley up --tls`: cameras need https off loopback."""

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

VALID = timedelta(days=397)  # the longest that browsers take (CA/Browser Forum, SC-031)
RENEW_BEFORE = timedelta(days=30)


def self_signed(folder: Path, host: str) -> tuple[Path, Path]:
    """Certificate and key below `folder`, made or renewed when needed.

    Args:
        folder: Made with mode 0700.
        host: The name or address in the installation's URL; loopback names are added.
    """
    from cryptography import x509  # noqa: PLC0415 - only for --tls

    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if certificate.exists() and key.exists():
        known = x509.load_pem_x509_certificate(certificate.read_bytes())
        if known.not_valid_after_utc - datetime.now(UTC) > RENEW_BEFORE and _names(host) == {
            str(name.value)
            for name in known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        }:
            return certificate, key
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificate_pem, key_pem = _make(host)
    descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(key_pem)
    certificate.write_bytes(certificate_pem)
    return certificate, key


def _names(host: str) -> set[str]:
    return {host, "localhost", "127.0.0.1", "::1"}


def _make(host: str) -> tuple[bytes, bytes]:
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID  # noqa: PLC0415

    def general(name: str) -> x509.GeneralName:
        try:
            return x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            return x509.DNSName(name)

    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Parley (self-signed)")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
        .add_extension(
            x509.SubjectAlternativeName([general(n) for n in sorted(_names(host))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return certificate.public_bytes(serialization.Encoding.PEM), pem
