"""Giving out the files of tickets."""

from flask import Response

from app.core.doors import signed_in
from app.core.files.serving import download
from app.core.viewer import viewer
from app.tickets.queries.conversation import get_attachment
from app.tickets.views.blueprint import tickets


@tickets.get("/tickets/<reference>/attachments/<int:attachment_id>")
@signed_in
def attachment(reference: str, attachment_id: int) -> Response:
    """Give a file out, to be saved, to whoever may read the ticket."""
    found = get_attachment(viewer(), reference, attachment_id)
    return download(found.stored_name, found.name, found.content_type)
