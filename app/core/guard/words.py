"""What each kind of personal data is called on the screen."""

from flask_babel import lazy_gettext as _l

from app.core.personal_data import Kind

KINDS = {
    Kind.DANISH: _l("CPR number"),
    Kind.SWEDISH: _l("Swedish personal number"),
    Kind.NORWEGIAN: _l("Norwegian national number"),
    Kind.FINNISH: _l("Finnish personal code"),
    Kind.DUTCH: _l("Dutch BSN"),
    Kind.GERMAN: _l("German tax or pension number"),
    Kind.BRITISH: _l("National Insurance number"),
    Kind.NHS: _l("NHS number"),
    Kind.CARD: _l("card number"),
    Kind.IBAN: _l("bank account (IBAN)"),
    Kind.PHONE: _l("phone number"),
    Kind.EMAIL: _l("e-mail address"),
    Kind.STREET: _l("street address"),
    Kind.CASE: _l("case number"),
}
