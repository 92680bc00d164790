"""The measure: one Flask page that reads twenty rows from SQLite and shows them by Jinja, of a chosen size.

Nothing in it is slower than it need be: the template is compiled once, the rows hold just what is shown.
"""

import os
import sqlite3

from flask import Flask, render_template
from jinja2 import DictLoader

PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
<ol>{% for row in rows %}<li><a href="/{{ row[0] }}">{{ row[1] }}</a><p>{{ row[2] }}</p></li>{% endfor %}</ol>
</body></html>"""
ROWS = 20
MARKUP = 60  # bytes around the words of one row

app = Flask(__name__)
app.jinja_loader = DictLoader({"page.html": PAGE})
database = os.environ.get("BARE_DATABASE", "")


def prepare(path: str, size: int) -> None:
    """Make the database at `path` anew, for a page of about `size` bytes."""
    words = ("words and words " * size)[: max(1, size // ROWS - MARKUP)]
    rows = [(f"Line number {number} & more", words) for number in range(ROWS)]
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE IF EXISTS lines")
        connection.execute("CREATE TABLE lines (id INTEGER PRIMARY KEY, title TEXT, body TEXT)")
        connection.executemany("INSERT INTO lines (title, body) VALUES (?, ?)", rows)
    connection.close()


@app.get("/")
def show() -> str:
    """Show the page: connect, read, render."""
    connection = sqlite3.connect(database)
    rows = connection.execute("SELECT id, title, body FROM lines ORDER BY id LIMIT ?", (ROWS,)).fetchall()
    connection.close()
    return render_template("page.html", title="Bare", rows=rows)
