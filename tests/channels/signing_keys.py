"""Keys made for the tests, and tokens signed with them as platforms do."""

from __future__ import annotations

import json
import time
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

KEY_ID = "test-key"


@lru_cache
def rsa_key(which: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@lru_cache
def elliptic_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def key_set(**more: Any) -> dict[str, Any]:
    """Return the platform's public key as a JSON Web Key Set."""
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key("the platform's").public_key()))
    return {"keys": [{**key, "kid": KEY_ID, "use": "sig", "alg": "RS256", **more}]}


def token(claims: dict[str, Any], *, which: str = "the platform's", issued: float | None = None) -> str:
    """Return a token of an hour, signed with the platform's key or another."""
    start = int(issued or time.time())
    whole = {"iat": start, "nbf": start, "exp": start + 3600, **claims}
    return jwt.encode(whole, rsa_key(which), algorithm="RS256", headers={"kid": KEY_ID})
