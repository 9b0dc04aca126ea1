"""Where the embedded engine says that it listens."""

import pytest

from vitrine.llm.embedded.server import url


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("localhost", "http://localhost:80"),
        ("::1", "http://[::1]:80"),
    ],
)
def test_an_ipv6_host_stands_in_brackets(host: str, expected: str) -> None:
    assert url(host, 80) == expected
