"""What a web server loads; the `flask` command finds the app here too."""

import click

from app import create_app
from app.jobs.serving import serve

app = create_app()
if click.get_current_context(silent=True) is None:  # a server loads us, not the `flask` command
    serve(app)
