"""References people can say over the phone, and codes with which a caller takes a ticket over. Pure but for chance."""

import secrets
import unicodedata

from app.core.tokens import token_hash

# Nothing that looks like something else (B 8, G 6, S 5, Z 2, I L 1, O Q 0, U V), and no vowels, so that it is no word.
LETTERS = "CDFHJKMNPRTWXY3479"
GROUP = 4
REFERENCE_GROUPS, CODE_GROUPS = 2, 3


def new_reference() -> str:
    """Make a reference: two groups of four, one of eleven thousand million; nothing of the case is in it."""
    return _grouped("".join(secrets.choice(LETTERS) for _ in range(REFERENCE_GROUPS * GROUP)))


def new_claim_code(seed: bytes = b"") -> str:
    """Make a claim code: three groups of four. Whoever holds it and the reference is the caller.

    The same seed makes the same code, so that a form sent twice can show it twice though only its hash is kept.
    """
    number = int.from_bytes(seed or secrets.token_bytes(32), "big")
    letters = ""
    for _ in range(CODE_GROUPS * GROUP):
        number, letter = divmod(number, len(LETTERS))
        letters += LETTERS[letter]
    return _grouped(letters)


def claim_code_hash(reference: str, code: str) -> str:
    """Give what is stored of a claim code; it is good for this reference only."""
    return token_hash(f"{reference} {code}")


def read_reference(typed: str) -> str:
    """Give the reference somebody typed or said as it is kept; what cannot be one stays as it is, and is not found."""
    return _read(typed, REFERENCE_GROUPS)


def read_claim_code(typed: str) -> str:
    """Give the claim code somebody typed as it was made."""
    return _read(typed, CODE_GROUPS)


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def _read(typed: str, groups: int) -> str:
    letters = "".join(unicodedata.normalize("NFKC", typed).upper().replace("-", " ").split())
    if len(letters) != groups * GROUP or not set(letters) <= set(LETTERS):
        return typed
    return _grouped(letters)
