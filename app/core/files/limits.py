"""How much may be sent."""

from dataclasses import dataclass

from flask import current_app

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileLimits:
    """How large a file may be, how many may go with one message, and how much all of one ticket may be."""

    file_megabytes: int = 10
    files: int = 5
    ticket_megabytes: int = 50

    @property
    def file_bytes(self) -> int:
        """The size of one file."""
        return self.file_megabytes * MEGABYTE

    @property
    def ticket_bytes(self) -> int:
        """The size of all files of one ticket together."""
        return self.ticket_megabytes * MEGABYTE


def file_limits() -> FileLimits:
    """Give the limits of this site."""
    limits: FileLimits = current_app.extensions["torv_config"].file_limits
    return limits
