"""What the container files promise. They are read, not run: no engine is needed."""

import copy
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.parts import ROOT
from toolkit.encryption import read_keys
from toolkit.serving.children import PROGRAMS

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
ROOT_USERS = {"", "0", "root"}


def weaknesses(compose: dict[str, Any]) -> list[str]:
    """Return each promise that a service breaks."""
    found = []
    for name, service in compose["services"].items():
        user = str(service.get("user", "")).split(":")[0]
        checks = service.get("healthcheck", {})
        named_secrets = set(service.get("secrets", []))
        promises = {
            "runs as root": user not in ROOT_USERS,
            "can write to its own file system": service.get("read_only") is True,
            "keeps capabilities": service.get("cap_drop") == ["ALL"] and "cap_add" not in service,
            "can gain privileges": "no-new-privileges:true" in service.get("security_opt", []),
            "is privileged": not service.get("privileged"),
            "has no health check": bool(checks.get("test")) or (name == "migrate" and checks.get("disable")),
            "is never started again": service.get("restart")
            == ("no" if name == "migrate" else "unless-stopped"),
            "uses a secret that is not declared": named_secrets <= set(compose["secrets"]),
            "holds a secret in its environment": not any(
                re.search(r"(PASSWORD|SECRET|_KEYS?|TOKEN|DATABASE_URL|EMAIL_URL)$", variable)
                for variable in service.get("environment", {})
            ),
            "is reached from outside": "ports" not in service or name == "proxy",
        }
        found += [f"{name} {promise}" for promise, kept in promises.items() if not kept]
    found += [
        f"{name} is not a file" for name, secret in compose["secrets"].items() if set(secret) != {"file"}
    ]
    return found


def test_every_service_keeps_its_promises() -> None:
    assert weaknesses(COMPOSE) == []
    assert set(COMPOSE["services"]) == {"proxy", "migrate", "web", "worker", "beat", "database", "broker"}


@pytest.mark.parametrize(
    ("change", "weakness"),
    [
        ({"user": "root"}, "web runs as root"),
        ({"read_only": False}, "web can write to its own file system"),
        ({"cap_add": ["NET_ADMIN"]}, "web keeps capabilities"),
        ({"healthcheck": {"disable": True}}, "web has no health check"),
        ({"environment": {"SECRET_KEY": "x"}}, "web holds a secret in its environment"),
        ({"ports": ["8000:8000"]}, "web is reached from outside"),
    ],
)
def test_a_broken_promise_is_found(change: dict[str, Any], weakness: str) -> None:
    """The control."""
    compose = copy.deepcopy(COMPOSE)
    compose["services"]["web"].update(change)
    assert weaknesses(compose) == [weakness]


def test_database_and_broker_are_on_the_inner_network_only() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert {name: COMPOSE["services"][name]["networks"] for name in ("database", "broker")} == {
        "database": ["inside"],
        "broker": ["inside"],
    }


def test_processes_are_those_of_serve() -> None:
    for name in PROGRAMS:
        service = COMPOSE["services"][name]
        assert service["command"] == ["python", "manage.py", "serve", "--only", name]
        assert service["healthcheck"]["test"] == ["CMD", "python", "-m", "toolkit.serving.health", name]


def test_image_runs_as_a_user_without_rights_and_holds_no_secret() -> None:
    build, final = re.split(r"(?m)^FROM .*$", (ROOT / "Dockerfile").read_text())[1:]
    assert re.findall(r"(?m)^USER (.+)$", final) == ["10001:10001"]
    assert re.findall(r"(?m)^HEALTHCHECK ", final) == ["HEALTHCHECK "]
    assert "SECRET_KEY" not in final
    # The key of the build is made there and thrown away with it.
    assert "SECRET_KEY=$(" in build
    assert build.count("--require-hashes") == 2


def test_proxy_runs_as_a_user_without_rights() -> None:
    assert (ROOT / "docker" / "caddy.Dockerfile").read_text().rstrip().endswith("USER 10001:10001")


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed")
def test_caddyfile_is_understood(tmp_path: Path) -> None:
    result = subprocess.run(
        ["caddy", "validate", "--adapter", "caddyfile", "--config", str(ROOT / "docker" / "Caddyfile")],
        env={"DOMAIN": "localhost", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_secrets_are_made_once_and_can_be_used(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    script = [str(ROOT / "scripts" / "docker-secrets"), str(folder)]
    subprocess.run(script, check=True, capture_output=True)
    assert {file.name for file in folder.iterdir()} == set(COMPOSE["secrets"])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o444}
    assert len(read_keys(folder / "field_keys").encrypt) == 1
    assert len((folder / "secret_key").read_text()) == 96
    assert (folder / "database_password").read_text() in (folder / "database_url").read_text()
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    subprocess.run(script, check=True, capture_output=True)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
