"""What happens to people. Ids only: addresses and tokens are read or made when the mail is written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SignedUp:
    """Somebody made an account; the address is not confirmed yet, and the link that does so is wanted."""

    token_id: int


@dataclass(frozen=True)
class SignUpRepeated:
    """Somebody signed up with the address of this person, who has an account already."""

    person_id: int


@dataclass(frozen=True)
class PasswordResetRequested:
    """Somebody who may be this person forgot the password."""

    person_id: int


@dataclass(frozen=True)
class PasswordChanged:
    """A person has a new password."""

    person_id: int


@dataclass(frozen=True)
class EmailChangeRequested:
    """A person wants another address; the token row holds which."""

    token_id: int


@dataclass(frozen=True)
class PersonRenamed:
    """A person shows another name."""

    person_id: int
