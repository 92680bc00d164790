"""The field of a form that takes several files."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField

from app.core.db import transaction
from app.core.errors import Invalid, TooMany
from app.core.files.checking import CheckedFile, SentFile, check_file, check_number
from app.core.files.kinds import accepted_extensions
from app.core.files.limits import FileLimits, file_limits
from app.core.files.names import shown_name
from app.core.files.words import accepted_words
from app.core.limits import Limit, count
from app.core.viewer import viewer

# Forms with files, sent by one person in an hour: looking at pictures takes time, also at those that are refused.
SENDING = Limit("sending-files", 60, 3600)


class FilesField(MultipleFileField):  # type: ignore[misc]
    """Files to send with a form: `checked` holds them once the form is valid; what is wrong is said of each."""

    checked: tuple[CheckedFile, ...] = ()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the files that were chosen; an empty field sends one without a name."""
        self.data = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]

    def pre_validate(self, _form: Any) -> None:
        """Check every file by its content."""
        if not self.data:
            return
        try:
            check_number(len(self.data), 0, 0, self.limits)
            with transaction():
                count(SENDING, viewer().id or 0)
        except (Invalid, TooMany) as refusal:
            self.errors.append(refusal.message)
            return
        checked = [self._checked(sent) for sent in self.data]
        self.checked = tuple(file for file in checked if file is not None)

    def _checked(self, sent: FileStorage) -> CheckedFile | None:
        try:
            return check_file(SentFile(sent.filename or "", sent.stream.read()), self.limits)
        except Invalid as refusal:
            self.errors.append(refusal.message)
            return None

    @property
    def limits(self) -> FileLimits:
        """How much may be sent."""
        return file_limits()

    @property
    def accept(self) -> str:
        """What the browser offers for choosing."""
        return accepted_extensions()

    @property
    def hint(self) -> str:
        """What may be sent, and how much of it."""
        how_much = ngettext(
            "At most %(num)s file of %(size)s MB.",
            "At most %(num)s files, each of %(size)s MB at most.",
            self.limits.files,
            size=self.limits.file_megabytes,
        )
        without = _("Photos are kept without the place where they were taken.")
        return f"{accepted_words()} {how_much} {without}"

    @property
    def chosen_names(self) -> list[str]:
        """The names of what was chosen: browsers forget it when a form comes back."""
        return [shown_name(sent.filename or "") for sent in self.data or ()]
