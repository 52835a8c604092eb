"""Limits on how often something is done, counted under names from which nobody can be found.

What is counted is named by an HMAC under a random key that lives in the cache alone and changes daily; a counter is
gone within a day. The cache is Redis where it answers, else this process's memory: nothing of it is on disk.
"""

import hashlib
import hmac
import ipaddress
import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.http import HttpRequest
from redis import RedisError

logger = logging.getLogger(__name__)

DAY = int(timedelta(days=1).total_seconds())


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in a window of `seconds`, which is a day at most."""

    name: str
    most: int
    seconds: int

    def __post_init__(self) -> None:
        """Raise ValueError for a window that would keep a counter longer than a day."""
        if not 0 < self.seconds <= DAY:
            raise ValueError(f"the window of {self.name} is not within a day")


def count_within(limit: Limit, value: str, *, now: datetime) -> bool:
    """Count one more of a value; return whether it is within the limit. Raises nothing that Redis can cause."""
    try:
        return _count(caches["limits"], limit, value, now) <= limit.most
    except (RedisError, OSError) as error:
        logger.warning("limits are counted in this process alone (%s)", type(error).__name__)
        return _count(caches["default"], limit, value, now) <= limit.most


def sources_of(request: HttpRequest) -> tuple[str, str] | None:
    """Return where a request comes from: its address (of IPv6 the /64), and the network around it (/24 or /48).

    Behind our own proxy, which is where the public address is https, the last address that was forwarded is what the
    proxy saw. None where it cannot be told: a Tor or local proxy, behind which everybody has this machine's address.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        text = request.headers.get("X-Forwarded-For", text).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback:
        return None
    near, around = (32, 24) if address.version == 4 else (64, 48)
    return _network(address, near), _network(address, around)


def _network(address: ipaddress.IPv4Address | ipaddress.IPv6Address, bits: int) -> str:
    return str(ipaddress.ip_network((address, bits), strict=False))


def _count(cache: BaseCache, limit: Limit, value: str, now: datetime) -> int:
    """Return how often the value has been counted in this window, this time included."""
    window = int(now.timestamp()) // limit.seconds
    name = hmac.new(
        _key_of_day(cache, now), f"{limit.name}\0{value}".encode("utf-8", "surrogatepass"), hashlib.sha256
    )
    key = f"limits:{limit.name}:{window}:{name.hexdigest()}"
    cache.add(key, 0, timeout=limit.seconds)
    try:
        return cache.incr(key)
    except ValueError:
        # It ran out between the two lines: this is the first of a new window.
        return 1


def _key_of_day(cache: BaseCache, now: datetime) -> bytes:
    day = now.astimezone(UTC).date().toordinal()
    key = cache.get_or_set(f"limits:key:{day}", lambda: secrets.token_hex(32), timeout=DAY)
    return str(key).encode()
