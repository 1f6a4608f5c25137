"""What pip was told reaches uv, and what uv was told itself is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from entrepot.checkout.indexes import for_uv, pip_settings


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home without settings; those of the machine are overridden by name in each test."""
    return {"HOME": str(tmp_path), "PIP_CONFIG_FILE": str(tmp_path / "pip.conf")}


def write(environment: dict[str, str], text: str) -> None:
    Path(environment["PIP_CONFIG_FILE"]).write_text(text, encoding="utf-8")


def test_every_setting_has_its_name_in_uv(environment: dict[str, str], tmp_path: Path) -> None:
    write(
        environment,
        f"""[global]
index-url = https://index.example/simple
extra-index-url =
    https://one.example/simple
    file:///not/there/simple
    https://two.example/simple
find-links = {tmp_path} /not/there
cert = /certificates.pem
proxy = http://proxy.example:3128
trusted-host = index.example
timeout = 40
""",
    )
    told = for_uv(environment)
    assert told["UV_DEFAULT_INDEX"] == "https://index.example/simple"
    assert told["UV_INDEX"] == "https://one.example/simple https://two.example/simple"
    assert told["UV_INDEX_STRATEGY"] == "unsafe-best-match"
    assert told["UV_FIND_LINKS"] == str(tmp_path)
    assert told["SSL_CERT_FILE"] == "/certificates.pem"
    assert told["ALL_PROXY"] == "http://proxy.example:3128"
    assert told["UV_INSECURE_HOST"] == "index.example"
    assert told["UV_HTTP_TIMEOUT"] == "40"


@pytest.mark.parametrize("own", ["UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_FIND_LINKS", "UV_INDEX"])
def test_an_index_of_uvs_own_stands(environment: dict[str, str], own: str) -> None:
    write(environment, "[global]\nindex-url = https://index.example/simple\ncert = /certificates.pem\n")
    told = for_uv(environment | {own: "https://own.example/simple"})
    assert {name: value for name, value in told.items() if name.startswith("UV_")} == {
        own: "https://own.example/simple"
    }
    assert told["SSL_CERT_FILE"] == "/certificates.pem"


def test_an_index_in_uvs_file_stands(environment: dict[str, str], tmp_path: Path) -> None:
    write(environment, "[global]\nindex-url = https://index.example/simple\n")
    (tmp_path / ".config/uv").mkdir(parents=True)
    (tmp_path / ".config/uv/uv.toml").write_text('[[index]]\nurl = "https://own.example/simple"\n', encoding="utf-8")
    assert "UV_DEFAULT_INDEX" not in for_uv(environment)


def test_variables_are_stronger_than_files_and_install_than_global(environment: dict[str, str]) -> None:
    write(
        environment,
        "[install]\nindex_url = https://b.example\nproxy = http://b\n[global]\nindex-url = https://a.example\n",
    )
    told = pip_settings(environment | {"PIP_PROXY": "http://c"})
    assert (told["index-url"], told["proxy"]) == ("https://b.example", "http://c")


def test_certificate_of_the_environment_stands(environment: dict[str, str]) -> None:
    write(environment, "[global]\ncert = /certificates.pem\n")
    assert for_uv(environment | {"SSL_CERT_FILE": "/mine.pem"})["SSL_CERT_FILE"] == "/mine.pem"


@pytest.mark.parametrize("text", ["index-url = no section", "[global\n", "\x00\xff", "[global]\nindex-url"])
def test_a_file_that_cannot_be_read_says_nothing(environment: dict[str, str], text: str) -> None:
    write(environment, "")
    before = pip_settings(environment)
    Path(environment["PIP_CONFIG_FILE"]).write_text(text, encoding="latin-1")
    assert pip_settings(environment) == before
