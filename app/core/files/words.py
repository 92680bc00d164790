"""What a person is told about a file that is refused: what is wrong, and what to do."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.files.limits import FileLimits
from app.core.files.problems import FileProblem

WORDS = {
    FileProblem.EMPTY: _l("The file is empty. Choose it again, or leave it out."),
    FileProblem.TOO_LARGE: _l("The file is larger than %(file)s MB. Make it smaller, or divide it."),
    FileProblem.TOO_MANY: _l(
        "At most %(files)s files can go with one message. Send the others with another message."
    ),
    FileProblem.FULL: _l("All files together may be %(ticket)s MB. Leave some out, or make them smaller."),
    FileProblem.KIND: _l("This kind of file cannot be sent. %(accepted)s"),
    FileProblem.HEIC: _l("Photos in the format HEIC cannot be sent. Save the photo as JPEG and send that."),
    FileProblem.OLD_OFFICE: _l(
        "Old office files, and office files with a password, cannot be sent. Save it as PDF, or as .docx, .xlsx or"
        " .pptx without a password."
    ),
    FileProblem.DAMAGED: _l(
        "The file is damaged, or is not what it says it is. Open it on your device and save it anew, or as PDF."
    ),
    FileProblem.DIMENSIONS: _l("The picture has too many pixels. Save it smaller and send that."),
    FileProblem.MOVING: _l(
        "The moving picture is too long or too large. Send a still picture, or a shorter one."
    ),
    FileProblem.ACTIVE: _l(
        "The file holds a program (macros, scripts or a form that acts). Print or save it as a plain PDF."
    ),
    FileProblem.EMBEDDED: _l("There are other files inside the file. Send each of them by itself."),
    FileProblem.LOCKED: _l(
        "The file is locked: it needs a password, or forbids something. Print it to a PDF without a lock and send that."
    ),
    FileProblem.FETCHES: _l(
        "The file gets something from elsewhere when it is opened. Print or save it as a plain PDF."
    ),
    FileProblem.BOMB: _l("The file unpacks to too much. Divide it, or save it as PDF."),
    FileProblem.CHARACTERS: _l(
        "The text cannot be read. Save it as UTF-8 (in a spreadsheet: CSV UTF-8), or as PDF."
    ),
    FileProblem.FORMULAS: _l("The table has formulas. Save it with values only, or as .xlsx."),
}


def words_for(problem: FileProblem, limits: FileLimits) -> str:
    """Say what is wrong with a file and what to do instead."""
    facts = {
        "file": limits.file_megabytes,
        "files": limits.files,
        "ticket": limits.ticket_megabytes,
        "accepted": accepted_words(),
    }
    return str(WORDS[problem]) % facts


def accepted_words() -> str:
    """Say which kinds of file are taken."""
    return str(
        _(
            "You can send pictures (JPEG, PNG, GIF, WebP), PDF, office files (.docx, .xlsx, .pptx, .odt, .ods) and"
            " plain text (.txt, .csv)."
        )
    )
