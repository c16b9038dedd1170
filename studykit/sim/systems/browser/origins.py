"""The origin of a URL: scheme, host and port (URL standard, "host parsing", "origin"; HTML standard, "same origin")."""

from __future__ import annotations

from ipaddress import IPv6Address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
OPAQUE = ("about", "data", "file", "javascript")
"""Schemes whose documents have an opaque origin, written `null`, which equals no other, not even itself."""


def origin_of(url: str) -> str:
    """Returns `scheme://host[:port]` as a browser writes it.

    That is in lowercase, without a default port, with full IP addresses and ASCII names; `null` for an opaque origin
    (`data:`, `file:`). Raises ValueError for a text that is not a URL with a host.
    """
    parts = urlsplit(url)
    if parts.scheme in OPAQUE:
        return "null"
    if not parts.scheme or not parts.hostname:
        raise ValueError(f"{url!r} is no URL with a scheme and a host")
    port = parts.port
    shown = "" if port is None or port == DEFAULT_PORTS.get(parts.scheme) else f":{port}"
    return f"{parts.scheme}://{_host(parts.hostname)}{shown}"


def same_origin(a: str, b: str) -> bool:
    """True if two URLs have one origin: the same scheme, host and port. Path, query, user and fragment do not count."""
    return origin_of(a) == origin_of(b) != "null"


def parts_of(url: str) -> dict[str, str]:
    """Returns the parts of an origin: scheme, host and port (the default one if none is given)."""
    origin = origin_of(url)
    parts = urlsplit(origin)
    port = parts.port or DEFAULT_PORTS.get(parts.scheme) or "none"
    return {"scheme": parts.scheme or origin, "host": parts.hostname or "none", "port": str(port)}


def path_of(url: str) -> str:
    """Returns the path of a URL as in a request line."""
    return urlsplit(url).path or "/"


def _host(name: str) -> str:
    if ":" in name:
        return f"[{IPv6Address(name).compressed}]"
    address = _ipv4(name)
    return address or ".".join(_ascii(label) for label in name.split("."))


def _ascii(label: str) -> str:
    return label if label.isascii() else label.encode("idna").decode()


def _ipv4(name: str) -> str | None:
    """Returns the IPv4 address of a host, or None.

    `127.1` and `0x7f.1` are addresses too: the last part fills the rest of the 32 bits.
    """
    parts = name.rstrip(".").split(".")
    if not parts[-1][:1].isdigit() or len(parts) > 4:
        return None
    try:
        numbers = [
            int(part, 0) if part.lower().startswith("0x") else int(part, 8 if _octal(part) else 10) for part in parts
        ]
    except ValueError:
        return None
    whole = sum(number << (8 * (3 - place)) for place, number in enumerate(numbers[:-1])) + numbers[-1]
    return ".".join(str(whole >> shift & 255) for shift in (24, 16, 8, 0))


def _octal(part: str) -> bool:
    return len(part) > 1 and part.startswith("0")
