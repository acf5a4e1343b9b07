"""Prints tokens of a user in every algorithm, made by PyJWT as a Django site would, and the JWKS of their keys."""

import json
import sys
import time

import django

django.setup()

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType

secret, username = sys.argv[1:]
user = get_user_model().objects.get(username=username)
visible = [
    ct
    for ct in ContentType.objects.all()
    if user.has_perm(f"{ct.app_label}.view_{ct.model}") or user.has_perm(f"{ct.app_label}.change_{ct.model}")
]
claims = {
    "iss": "https://issuer.example",
    "aud": ["carillon", "other"],
    "sub": str(user.pk),
    "iat": time.time(),
    "nbf": int(time.time()),
    "exp": int(time.time()) + 600,
    "content_types": [ct.pk if n % 2 else f"{ct.app_label}.{ct.model}" for n, ct in enumerate(visible)],
}
keys = {
    "RS": rsa.generate_private_key(65537, 2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "ES512": ec.generate_private_key(ec.SECP521R1()),
}
keys["PS"] = keys["RS"]
tokens, jwks = {}, []
for name in ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]:
    key = secret if name.startswith("HS") else keys.get(name) or keys[name[:2]]
    headers = {} if name.startswith("HS") else {"kid": f"key of {name}"}
    tokens[name] = jwt.encode(claims, key, algorithm=name, headers=headers)
    if headers:
        jwk = jwt.algorithms.get_default_algorithms()[name].to_jwk(key.public_key(), as_dict=True)
        jwks.append(jwk | headers | {"alg": name, "use": "sig"})
expired = jwt.encode(claims | {"exp": int(time.time()) - 60}, secret, algorithm="HS256")
successor = ec.generate_private_key(ec.SECP256R1())
rotated = {"kid": "successor"}
print(
    json.dumps(
        {
            "tokens": tokens,
            "jwks": json.dumps({"keys": jwks}),
            "expired": expired,
            "rotated": jwt.encode(claims, successor, algorithm="ES256", headers=rotated),
            "rotated_jwks": json.dumps(
                {"keys": [jwt.algorithms.ECAlgorithm.to_jwk(successor.public_key(), as_dict=True) | rotated]}
            ),
            "types": ",".join(f"{ct.app_label}.{ct.model}={ct.pk}" for ct in ContentType.objects.all()),
        }
    )
)
