"""What WTForms itself says of a field, in our words: it has no Danish, and its English is curt."""

from flask_babel import lazy_gettext as _l

CHOOSE = _l("Choose one of these.")
OURS = {
    "This field is required.": _l("Fill this in."),
    "Not a valid choice.": CHOOSE,
    "Invalid Choice: could not coerce.": CHOOSE,
    "Not a valid date value.": _l("Enter a date, such as 2026-11-30."),
    "Not a valid integer value.": _l("Enter a whole number."),
    "Field cannot be longer than %(max)d character.": _l("Use at most %(max)d characters."),
}


class FieldWords:
    """Takes the place of WTForms' translations. WTForms fills in the placeholders."""

    def gettext(self, text: str) -> str:
        """Give our words for WTForms' own; names of fields and the like come back as they are."""
        return str(OURS.get(text, text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Give our words, which are the same for one and for many, else WTForms' own."""
        return str(OURS.get(one, one if number == 1 else many))
