"""The house rules as functions: source in, broken rules out. A few dozen lines of `ast`, nothing imported."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FEATURES = (
    "core", "accounts", "departments", "terms", "questions", "verification", "tickets", "routing", "moderation",
    "trust", "workplace", "search", "notifications", "imports", "home", "admin", "demo", "jobs", "cli",
)  # fmt: skip
LAYERS = ("models", "events", "permissions", "rules", "queries", "operations", "handlers", "forms", "views")
LEAVES = ("handlers", "forms", "views", "staff_views")
EDGES = ("views", "staff_views", "handlers", "forms")
# Features that are edges altogether, or the core's own edge.
EDGE_FEATURES = ("cli", "jobs", "home", "admin")
# The lists that name every feature.
LISTS = ("app/__init__.py", "app/blueprints.py", "app/models.py", "app/extensions.py", "app/jobs/handlers.py")


@dataclass(frozen=True)
class Source:
    """One module of the app."""

    path: str
    code: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed module."""
        return ast.parse(self.code)

    @property
    def parts(self) -> list[str]:
        """The dotted name in parts: app, feature, layer, …"""
        return self.path.removesuffix(".py").removesuffix("/__init__").split("/")

    @property
    def feature(self) -> str:
        """The feature this module belongs to."""
        return self.parts[1] if len(self.parts) > 1 else ""

    @property
    def layer(self) -> str:
        """The layer inside the feature."""
        return self.parts[2] if len(self.parts) > 2 else ""

    def imports(self) -> Iterator[tuple[int, list[str]]]:
        """Give every import of our own code: line and dotted parts, names imported included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app"):
                for alias in node.names:
                    yield node.lineno, [*(node.module or "").split("."), alias.name]
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.startswith("app."):
                        yield node.lineno, alias.name.split(".")

    def functions(self) -> Iterator[ast.FunctionDef]:
        """Give every function."""
        yield from (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))

    def at(self, line: int, message: str) -> str:
        """Say where a rule is broken."""
        return f"{self.path}:{line}: {message}"


@cache
def sources() -> list[Source]:
    """Read every module of the app, once."""
    paths = sorted((ROOT / "app").rglob("*.py"))
    return [Source(str(path.relative_to(ROOT)), path.read_text()) for path in paths]


def imports_go_down_between_features(source: Source) -> Iterator[str]:
    """A feature imports only from features before it in the order."""
    if source.path in LISTS or source.feature not in FEATURES:
        return
    for line, (_app, feature, *_rest) in source.imports():
        if feature in FEATURES and FEATURES.index(feature) > FEATURES.index(source.feature):
            yield source.at(line, f"{source.feature} imports upwards from {feature}")


def imports_go_down_inside_a_feature(source: Source) -> Iterator[str]:
    """Inside a feature, a layer imports only from layers before it."""
    for line, parts in source.imports():
        same = len(parts) > 2 and parts[1] == source.feature and source.layer in LAYERS and parts[2] in LAYERS
        if same and LAYERS.index(parts[2]) > LAYERS.index(source.layer):
            yield source.at(line, f"{source.layer} imports upwards from {parts[2]}")


def leaves_are_not_imported(source: Source) -> Iterator[str]:
    """Handlers, forms and views are imported by nobody outside their feature, save by the lists."""
    if source.path in LISTS:
        return
    for line, parts in source.imports():
        other = len(parts) > 2 and parts[1] in FEATURES[1:] and parts[1] != source.feature
        if other and parts[2] in LEAVES:
            yield source.at(line, f"imports the leaf {'.'.join(parts[:3])}")


def no_import_inside_a_function(source: Source) -> Iterator[str]:
    """Imports stand at the top, save a heavy library with its reason beside `noqa: PLC0415`."""
    lines = source.code.splitlines()
    for function in source.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                line = lines[node.lineno - 1]
                if "noqa: PLC0415 – " not in line:
                    yield source.at(node.lineno, "import inside a function without a reason")


def request_stays_at_the_edges(source: Source) -> Iterator[str]:
    """Only views, forms and the core's edge know of a request or who is signed in."""
    if source.feature == "core" or source.layer in EDGES or source.feature in EDGE_FEATURES:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("flask", "flask_login"):
            for alias in node.names:
                if alias.name in ("request", "session", "g", "current_user"):
                    yield source.at(node.lineno, f"knows {alias.name}")


def only_transaction_commits(source: Source) -> Iterator[str]:
    """`transaction()` holds the only commit."""
    if source.path == "app/core/db.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "commit":
            yield source.at(node.lineno, "commits")


def transactions_open_at_the_edge(source: Source) -> Iterator[str]:
    """Operations, queries, permissions and models never open a transaction."""
    if source.layer not in ("models", "events", "permissions", "queries", "operations"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.With) and "transaction()" in ast.unparse(node.items[0]):
            yield source.at(node.lineno, "opens a transaction")


def operations_take_the_actor_first(source: Source) -> Iterator[str]:
    """Every public function of an operations module takes `actor` first."""
    if source.layer != "operations":
        return
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            arguments = [argument.arg for argument in node.args.args]
            if arguments[:1] != ["actor"]:
                yield source.at(node.lineno, f"{node.name} does not take the actor first")


def one_clock(source: Source) -> Iterator[str]:
    """Only `core.clock` asks the machine for the date."""
    if source.path == "app/core/clock.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in (
            "datetime.now",
            "datetime.utcnow",
            "date.today",
        ):
            yield source.at(node.lineno, f"asks {ast.unparse(node)}")


def one_reader_of_the_environment(source: Source) -> Iterator[str]:
    """Only `config` reads the environment."""
    if source.path == "app/config.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv"):
            yield source.at(node.lineno, "reads the environment")


def one_maker_of_markup(source: Source) -> Iterator[str]:
    """Only `core.prose` makes markup from text; the core's templates hold the catalogue's words and a hidden field."""
    if source.path in ("app/core/prose.py", "app/core/templating.py", "app/core/templates.py"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Markup", "markupsafe.Markup"):
            yield source.at(node.lineno, "makes markup")


def functions_are_small(source: Source) -> Iterator[str]:
    """No function has more than 40 lines, its docstring aside."""
    for function in source.functions():
        docstring = (
            function.body[0].end_lineno - function.body[0].lineno + 1 if ast.get_docstring(function) else 0
        )
        length = (function.end_lineno or 0) - function.lineno + 1 - docstring
        if length > 40:
            yield source.at(function.lineno, f"{function.name} has {length} lines")


def modules_are_small(source: Source) -> Iterator[str]:
    """No module has more than 400 lines."""
    length = len(source.code.splitlines())
    if length > 400:
        yield source.at(1, f"{length} lines")


def modules_say_what_is_here(source: Source) -> Iterator[str]:
    """Every module begins with a docstring."""
    if not ast.get_docstring(source.tree):
        yield source.at(1, "does not say what is here")


def public_functions_say_effect_and_rule(source: Source) -> Iterator[str]:
    """Every public function and class has a docstring."""
    for node in source.tree.body:
        public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if public and not ast.get_docstring(node):
            yield source.at(node.lineno, f"{node.name} has no docstring")


def queries_change_nothing(source: Source) -> Iterator[str]:
    """Queries neither add nor delete nor update."""
    if source.layer != "queries":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            on_session = ast.unparse(node.func.value) in ("s", "session()", "current", "db.session")
            if on_session and node.func.attr in ("add", "add_all", "delete", "flush", "merge"):
                yield source.at(node.lineno, f"changes: {node.func.attr}")


def events_hold_ids(source: Source) -> Iterator[str]:
    """Events hold numbers, never texts or objects."""
    if source.layer != "events":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) not in (
            "int",
            "int | None",
            "bool",
        ):
            yield source.at(node.lineno, f"holds {ast.unparse(node.annotation)}")


def mail_leaves_through_the_mailer(source: Source) -> Iterator[str]:
    """Only `core.mail` knows how mail is sent; nobody reaches out on the web."""
    if source.path == "app/core/mail.py":
        return
    for node in ast.walk(source.tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name.split(".")[0] in ("smtplib", "flask_mailman", "requests", "httpx", "urllib3", "http"):
                yield source.at(node.lineno, f"imports {name}")


def only_tickets_select_tickets(source: Source) -> Iterator[str]:
    """No module outside the tickets feature imports its tables, so none can read a ticket past its viewer."""
    if source.feature == "tickets" or source.path in LISTS:
        return
    for line, parts in source.imports():
        if parts[1:3] == ["tickets", "models"]:
            yield source.at(line, "imports the tables of tickets")


ALL: tuple[Callable[[Source], Iterator[str]], ...] = (
    imports_go_down_between_features,
    imports_go_down_inside_a_feature,
    leaves_are_not_imported,
    no_import_inside_a_function,
    request_stays_at_the_edges,
    only_transaction_commits,
    transactions_open_at_the_edge,
    operations_take_the_actor_first,
    one_clock,
    one_reader_of_the_environment,
    one_maker_of_markup,
    functions_are_small,
    modules_are_small,
    modules_say_what_is_here,
    public_functions_say_effect_and_rule,
    queries_change_nothing,
    events_hold_ids,
    mail_leaves_through_the_mailer,
    only_tickets_select_tickets,
)
