"""Limits count without keeping whom: an HMAC under a key of the day, in a cache, gone within a day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from toolkit.limits import DAY, Limit, count_within, sources_of

NOON = datetime(2031, 7, 5, 12, tzinfo=UTC)
THREE = Limit("three", most=3, seconds=3600)


def _kept() -> str:
    return str(getattr(caches["limits"], "_cache", {}))


def test_so_many_and_no_more_until_the_next_window() -> None:
    assert [count_within(THREE, "a", now=NOON) for _ in range(5)] == [True, True, True, False, False]
    assert count_within(THREE, "b", now=NOON)
    assert count_within(THREE, "a", now=NOON + timedelta(hours=1))


def test_limits_of_different_names_are_counted_apart() -> None:
    one = Limit("one", most=1, seconds=60)
    assert [count_within(one, "a", now=NOON), count_within(one, "a", now=NOON)] == [True, False]
    assert count_within(THREE, "a", now=NOON)


def test_nothing_that_was_counted_is_kept() -> None:
    count_within(THREE, "203.0.113.9", now=NOON)
    assert "203.0.113.9" not in _kept()
    # The control: the counter itself is there.
    assert "limits:three" in _kept()


def test_the_key_changes_daily() -> None:
    count_within(THREE, "a", now=NOON)
    first = {key for key in getattr(caches["limits"], "_cache", {}) if "limits:key" in key}
    count_within(THREE, "a", now=NOON + timedelta(days=1))
    both = {key for key in getattr(caches["limits"], "_cache", {}) if "limits:key" in key}
    assert (len(first), len(both)) == (1, 2)
    assert len({caches["limits"].get(key.removeprefix(":1:")) for key in both}) == 2


def test_a_window_longer_than_a_day_is_refused() -> None:
    Limit("day", most=1, seconds=DAY)
    with pytest.raises(ValueError, match="not within a day"):
        Limit("days", most=1, seconds=DAY + 1)


def test_without_redis_each_process_counts_for_itself(settings: Settings) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "limits": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nowhere/broker.sock",
        },
    }
    assert [count_within(THREE, "c", now=NOON) for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.9", ("203.0.113.9/32", "203.0.113.0/24")),
        ("::ffff:203.0.113.9", ("203.0.113.9/32", "203.0.113.0/24")),
        ("2001:db8:1:2:3::4", ("2001:db8:1:2::/64", "2001:db8:1::/48")),
        # A Tor or local proxy, behind which is everybody; a unix socket; nonsense.
        ("127.0.0.1", None),
        ("::1", None),
        ("", None),
        ("x\x00y", None),
    ],
)
def test_where_a_request_comes_from(address: str, expected: tuple[str, str] | None) -> None:
    assert sources_of(RequestFactory().get("/", REMOTE_ADDR=address)) == expected


@pytest.mark.parametrize(
    ("header", "near"),
    [(("HTTP_X_FORWARDED_PROTO", "https"), "203.0.113.9/32"), (None, "10.0.0.1/32")],
)
def test_behind_our_proxy_the_last_forwarded_address_counts(
    settings: Settings, header: tuple[str, str] | None, near: str
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = header
    # The first one is what the visitor claims.
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "192.0.2.1, 203.0.113.9"}
    )
    found = sources_of(request)
    assert found is not None
    assert found[0] == near
