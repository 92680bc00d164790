"""Letters are written from `templates/emails`, in the language of whoever gets them, without a request.

A template has two blocks, `subject` and `text`. It links with `address(endpoint, …)`: a mail is read elsewhere, so
every address in it is whole.
"""

from typing import Any

from flask import current_app
from flask_babel import force_locale

from app.core.mail import Letter


def address(endpoint: str, **values: Any) -> str:
    """Give the public address of a page, the same in a request, a job or a command."""
    site = current_app.extensions["torv_config"].site_url
    return str(site) + current_app.url_map.bind("").build(endpoint, values)


def write(
    template: str, to: str, language: str, *, unsubscribe_url: str | None = None, **facts: Any
) -> Letter:
    """Write the letter `emails/<template>.txt` to an address, in a language."""
    with force_locale(language):
        page = current_app.jinja_env.get_template(f"emails/{template}.txt")
        context = page.new_context({"address": address, "unsubscribe_url": unsubscribe_url, **facts})
        subject = "".join(page.blocks["subject"](context))
        text = "".join(page.blocks["text"](context))
    return Letter(to=to, subject=subject, text=text.strip() + "\n", unsubscribe_url=unsubscribe_url)
