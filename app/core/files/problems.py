"""Why a file is refused."""

from enum import StrEnum


class FileProblem(StrEnum):
    """What is wrong with a file, or with the files of one message."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"  # with one message
    FULL = "full"  # all messages together
    KIND = "kind"  # not a kind we take, by its content
    HEIC = "heic"
    OLD_OFFICE = "old-office"
    DAMAGED = "damaged"
    DIMENSIONS = "dimensions"  # too many pixels
    MOVING = "moving"  # too many frames
    ACTIVE = "active"  # scripts, macros, actions
    EMBEDDED = "embedded"  # files inside the file
    LOCKED = "locked"  # needs a password
    FETCHES = "fetches"  # asks other servers for something when opened
    BOMB = "bomb"  # unpacks to far more than it is
    CHARACTERS = "characters"  # not UTF-8, or control characters
    FORMULAS = "formulas"


class Unfit(Exception):
    """A file cannot be taken, for this reason."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem
