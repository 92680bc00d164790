"""Plain text and comma-separated values: UTF-8, nothing invisible that acts, no markup, no formulas."""

import re

from app.core.files.problems import FileProblem, Unfit

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# What is text but also a page, a drawing, a program or a document of another kind.
_OTHER = re.compile(r"\s*(?:<[!?/a-zA-Z]|#!|\{\\rtf|%!PS|BEGIN:V|MIME-Version:)")
# A cell that a spreadsheet would calculate. "+45 12 34 56 78" and "-3,5" are no formulas.
_FORMULA = re.compile(r"(?:^|[,;\t|])[ \"']*(?:=|[+\-@][^\n,;\t|]*?[A-Za-z_.](?:\(|\|['/ ]))", re.M)


def check_text(content: bytes) -> None:
    """Refuse what is not readable text in UTF-8, or is text of a kind that does something."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unfit(FileProblem.CHARACTERS) from error
    if _CONTROLS.search(text):
        raise Unfit(FileProblem.CHARACTERS)
    if _OTHER.match(text):
        raise Unfit(FileProblem.KIND)


def check_csv(content: bytes) -> None:
    """Refuse what is no plain text, or has cells that a spreadsheet would calculate."""
    check_text(content)
    if _FORMULA.search(content.decode("utf-8-sig")):
        raise Unfit(FileProblem.FORMULAS)
