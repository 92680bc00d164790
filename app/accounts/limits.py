"""How often one may sign in, sign up and have mails sent, and by which keys that is counted."""

from ipaddress import IPv6Address, ip_address

from app.core.limits import Limit
from app.core.tokens import token_hash

# Failed sign-ins; one that succeeds is taken back.
SIGN_IN_ACCOUNT = Limit("sign-in.account", times=5, seconds=60)
SIGN_IN_NETWORK = Limit("sign-in.network", times=25, seconds=300)
SIGN_UP_NETWORK = Limit("sign-up.network", times=5, seconds=3600)
FORGOTTEN_NETWORK = Limit("forgotten.network", times=10, seconds=3600)
# Mails that strangers can make us send to one address.
LETTERS = Limit("letters", times=5, seconds=3600)


def network_of(address: str | None) -> str:
    """Give what one household or office shares: the IPv4 address, or the /64 of an IPv6 address."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)


def account_key(email: str) -> str:
    """Give the key an address is counted under, which does not show the address."""
    return token_hash(email.strip().lower())
