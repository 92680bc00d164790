"""How the audit trail's entries are said. A test keeps a word here for everything that is recorded."""

from flask_babel import lazy_gettext as _l

# By what was recorded.
WORDS = {
    "role_granted": _l("gave a role"),
    "role_revoked": _l("took a role away"),
    "person_suspended": _l("suspended a person"),
    "suspension_lifted": _l("ended a suspension"),
    "department_created": _l("set up a department"),
    "department_changed": _l("changed a department"),
    "topic_created": _l("set up a topic"),
    "topic_changed": _l("changed a topic"),
    "topic_deleted": _l("deleted a topic"),
    "question_redacted": _l("took text out of a question"),
    "decision_made": _l("decided on a post or a person"),
    "appeal_decided": _l("decided on an appeal"),
    "glass_broken": _l("broke the glass of a ticket"),
    "terms_published": _l("published new terms"),
    "removal_made": _l("removed everything a person posted"),
    "removal_undone": _l("brought back what was removed"),
    "crisis_set": _l("set a topic's crisis"),
    "crisis_ended": _l("ended a topic's crisis"),
    "tickets_erased": _l("erased tickets kept long enough"),
}
