"""A small OIDC provider on the loopback: discovery, authorize, token with an RS256 ID token, keys, and
the end of its session. Whoever is sent to it chooses on a page who they are, as with a real one.

It follows OpenID Connect Core 1.0 as far as a client can tell: a code is good once, for the client and
the address that it was made for, behind the client's secret and the PKCE verifier.
"""

import base64
import hashlib
import html
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "vitrine", "the-clients-own-secret"


@dataclass
class Person:
    """`claims` are what the ID token says beside issuer, audience, times and nonce."""

    claims: dict[str, Any]
    age: float = 0.0  # seconds since the token was made


def person(name: str, **claims: Any) -> Person:
    """Somebody of the shop, whose address the provider vouches for."""
    usual = {
        "sub": f"subject-of-{name.lower()}",
        "name": name,
        "email": f"{name.lower()}@shop.example",
        "email_verified": True,
    }
    return Person(usual | claims)


@dataclass
class IdentityProvider:
    """`people` by the name on their button; `signed_out` counts ends of its session."""

    people: dict[str, Person] = field(default_factory=dict)
    signed_out: int = 0
    address: str = ""
    _codes: dict[str, tuple[Person, Mapping[str, str]]] = field(default_factory=dict)
    _key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "test"}))

    def __enter__(self) -> "IdentityProvider":
        routes = [
            Route("/.well-known/openid-configuration", self._metadata),
            Route("/authorize", self._authorize),
            Route("/chosen", self._chosen),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
            Route("/end", self._end),
        ]
        config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="error")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    @property
    def metadata_url(self) -> str:
        return f"{self.address}/.well-known/openid-configuration"

    def secrets_toml(self, label: str = "The Shop") -> str:
        """An [auth] section for the dashboard, on whatever port it listens."""
        return f"""
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{secrets.token_urlsafe(32)}"
client_id = "{CLIENT_ID}"
client_secret = "{CLIENT_SECRET}"
server_metadata_url = "{self.metadata_url}"
label = "{label}"
"""

    async def _metadata(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "end_session_endpoint": f"{self.address}/end",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        if asked.get("client_id") != CLIENT_ID or asked.get("code_challenge_method") != "S256":
            return Response("unknown client", status_code=400)
        buttons = "".join(
            f'<p><a href="/chosen?who={html.escape(name)}&{html.escape(str(asked))}">'
            f"{html.escape(name)}</a></p>"
            for name in self.people
        )
        return HTMLResponse(f"<title>Provider</title><h1>Who are you?</h1>{buttons}")

    async def _chosen(self, request: Request) -> Response:
        asked = dict(request.query_params)
        code = secrets.token_urlsafe(16)
        self._codes[code] = self.people[asked["who"]], asked
        return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}")

    async def _token(self, request: Request) -> Response:
        form = dict((await request.form()).items())
        found = self._codes.pop(str(form.get("code")), None)
        if found is None or not self._is_client(request, form):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        who, asked = found
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            challenge != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        return JSONResponse(
            {
                "access_token": secrets.token_urlsafe(16),
                "token_type": "Bearer",
                "expires_in": 3600,
                "id_token": self._id_token(who, asked["nonce"]),
            }
        )

    def _is_client(self, request: Request, form: Mapping[str, Any]) -> bool:
        told = f"{CLIENT_ID}:{CLIENT_SECRET}".encode()
        return (
            request.headers.get("authorization") == f"Basic {base64.b64encode(told).decode()}"
            or form.get("client_secret") == CLIENT_SECRET
        )

    def _id_token(self, who: Person, nonce: str) -> str:
        made = int(time.time() - who.age)
        claims = who.claims | {
            "iss": self.address,
            "aud": CLIENT_ID,
            "iat": made,
            "exp": int(time.time()) + 600,
            "nonce": nonce,
        }
        return jwt.encode({"alg": "RS256", "kid": "test"}, claims, self._key, algorithms=["RS256"])

    async def _keys(self, request: Request) -> Response:
        return JSONResponse(KeySet([self._key]).as_dict(private=False))

    async def _end(self, request: Request) -> Response:
        self.signed_out += 1
        return RedirectResponse(request.query_params["post_logout_redirect_uri"])
