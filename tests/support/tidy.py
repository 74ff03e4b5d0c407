"""The house rules, each as a function that reads one module and yields its breaches.

A breach says where, what, and what to write instead. `tests/test_tidy.py` runs them over the repository and
shows each of them a module that breaks it.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

MODULE_LINES_MAX = 450
FUNCTION_LINES_MAX = 70
FUNCTION_LINES_P95_MAX = 50

CLOCK_MODULE = "claims/clock.py"
COMMITTING_MODULES = {"workflows/transaction.py"}
PRINTING_MODULES = {"cli.py"}
MONEY_MODULE = re.compile(r"(^|/)(money|benefits|formulas|ledger|postings?|awards?|payments?)(_\w+)?(/|\.py$)")

CLOCK_READINGS = {
    ("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"),
}  # fmt: skip
BROAD = {"Exception", "BaseException"}

BANNED_WORDS = {
    r"TODO|FIXME|XXX|HACK": "do it now, or leave it out",
    r"work-?around|kludge": "say why it is so",
    r"cents?": "fen",
    r"rmb|renminbi": "yuan, or fen in a name",
    r"blacklist\w*": "refused list",
    r"whitelist\w*": "allowed list",
    r"victims?": "injured person",
    r"dummy": "synthetic",
    r"obviously|of course": "nothing; if it were so, it would not need saying",
}
BANNED_MODULE_NAMES = {"util", "utils", "helper", "helpers", "misc", "common", "base_classes", "manager", "managers"}
SILENCED = re.compile(r"#\s*(?:type:\s*ignore|noqa)(?P<code>\[[\w, -]+\]|:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?(?P<rest>.*)")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file: `path` from the root of the repository, and its text."""

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed module."""
        return ast.parse(self.source)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    @property
    def functions(self) -> list[FunctionNode]:
        """Every function and method, nested ones too."""
        return [node for node in self.nodes if isinstance(node, FunctionNode)]

    @property
    def calls(self) -> list[ast.Call]:
        """Every call."""
        return [node for node in self.nodes if isinstance(node, ast.Call)]

    @property
    def comments(self) -> Iterator[tuple[int, str]]:
        """Every comment with its line."""
        for token in tokenize.generate_tokens(io.StringIO(self.source).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string

    def at(self, line: int, fault: str) -> str:
        """A breach, in the form an editor can jump to."""
        return f"{self.path}:{line}: {fault}"


Rule = Callable[[Module], Iterator[str]]


def function_lines(function: FunctionNode) -> int:
    """The length of a function, from `def` to its last line."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def modules_are_short(module: Module) -> Iterator[str]:
    """A module is one idea."""
    lines = len(module.source.splitlines())
    if lines > MODULE_LINES_MAX:
        yield module.at(1, f"{lines} lines; at most {MODULE_LINES_MAX}: split it by idea")


def functions_are_short(module: Module) -> Iterator[str]:
    """A function is read at one look."""
    for function in module.functions:
        lines = function_lines(function)
        if lines > FUNCTION_LINES_MAX:
            yield module.at(
                function.lineno, f"{function.name} has {lines} lines; at most {FUNCTION_LINES_MAX}: split it"
            )


def modules_say_what_they_are(module: Module) -> Iterator[str]:
    """Every module has a docstring, and every public function and class of one says what it means."""
    if not ast.get_docstring(module.tree):
        yield module.at(1, "no module docstring: say in a sentence what a reader finds here")
    for node in module.tree.body:
        if (
            isinstance(node, FunctionNode | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ):
            yield module.at(node.lineno, f"{node.name} has no docstring: meaning, units, errors, article")


def names_say_the_idea(module: Module) -> Iterator[str]:
    """No module is named for holding odds and ends."""
    path = PurePosixPath(module.path)
    for name in (*path.parent.parts, path.stem):
        if name in BANNED_MODULE_NAMES:
            yield module.at(1, f"a module called {name} holds anything: name the idea")


def types_are_complete(module: Module) -> Iterator[str]:
    """Every function says what it returns, and annotations are never evaluated."""
    for function in module.functions:
        if function.returns is None:
            yield module.at(function.lineno, f"{function.name} does not say what it returns: add -> …")
    if module.functions and "from __future__ import annotations" not in module.source:
        yield module.at(1, "from __future__ import annotations is missing")


def one_place_commits(module: Module) -> Iterator[str]:
    """A transaction is committed in one module, so that nothing is half there."""
    if module.path in COMMITTING_MODULES:
        return
    for call in module.calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit":
            yield module.at(call.lineno, "commit( stands only in workflows/transaction.py: let the transaction commit")


def one_place_reads_the_clock(module: Module) -> Iterator[str]:
    """Time comes in as an argument."""
    if module.path == CLOCK_MODULE:
        return
    for node in module.nodes:
        if not isinstance(node, ast.Attribute):
            continue
        owner = node.value
        name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
        if (name, node.attr) in CLOCK_READINGS:
            yield module.at(node.lineno, f"{name}.{node.attr}: take the time as an argument; only {CLOCK_MODULE} asks")


def no_error_is_swallowed(module: Module) -> Iterator[str]:
    """A broad except stands only where the error is raised again."""
    for node in module.nodes:
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _raises_again(node):
            yield module.at(node.lineno, "broad except: name the error you can answer, or raise it again")
        if isinstance(node, ast.Call) and _called(node) == "suppress" and any(map(_is_broad, node.args)):
            yield module.at(node.lineno, "broad suppress: name the error you can answer")


def _is_broad(kind: ast.expr | None) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(one is None or (isinstance(one, ast.Name) and one.id in BROAD) for one in kinds)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def no_library_prints(module: Module) -> Iterator[str]:
    """Only the command line writes to the terminal."""
    if module.path in PRINTING_MODULES:
        return
    for call in module.calls:
        if isinstance(call.func, ast.Name) and call.func.id == "print":
            yield module.at(call.lineno, "print: return the fact, or log it")


def money_is_whole_fen(module: Module) -> Iterator[str]:
    """Where money is reckoned there is no float: no literal, no float(), no round(), no true division."""
    if not MONEY_MODULE.search(module.path):
        return
    for node in module.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield module.at(node.lineno, f"{node.value}: money is whole fen; write the ratio of two integers")
        if isinstance(node, ast.Call) and _called(node) in {"float", "round", "Decimal"}:
            yield module.at(node.lineno, f"{_called(node)}(: money is whole fen; use claims.money.half_up")
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            yield module.at(node.lineno, "a / b is a float: use claims.money.half_up or //")


def words_are_ours(module: Module) -> Iterator[str]:
    """One word for one thing, and no promise for later."""
    for number, line in enumerate(module.source.splitlines(), start=1):
        for banned, instead in BANNED_WORDS.items():
            found = re.search(rf"(?<![A-Za-z])(?:{banned})(?![A-Za-z])", line, re.IGNORECASE)
            if found:
                yield module.at(number, f"“{found[0]}”: write {instead}")


def silenced_checks_have_a_reason(module: Module) -> Iterator[str]:
    """A check is silenced by its code, with a reason beside it."""
    for line, comment in module.comments:
        marked = re.match(
            r"#\s*(?:type:\s*ignore|noqa)(?P<code>\[[\w, -]+\]|:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?(?P<rest>.*)", comment
        )
        if marked and not (marked["code"] and re.search(r"\w{3}", marked["rest"])):
            yield module.at(line, f"{comment}: name the check and write the reason after it")


def tests_are_never_skipped(module: Module) -> Iterator[str]:
    """A test runs or is not there."""
    for node in module.nodes:
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in {"skip", "skipif", "xfail", "importorskip", "SkipTest", "skipUnless", "skipIf"}:
            yield module.at(getattr(node, "lineno", 1), f"{name}: a test runs, or it is not there")


HOUSE_RULES: tuple[Rule, ...] = (
    modules_are_short, functions_are_short, modules_say_what_they_are, names_say_the_idea, types_are_complete,
    one_place_commits, one_place_reads_the_clock, no_error_is_swallowed, no_library_prints, money_is_whole_fen,
    words_are_ours, silenced_checks_have_a_reason,
)  # fmt: skip
TEST_RULES: tuple[Rule, ...] = (
    modules_are_short, functions_are_short, types_are_complete, no_error_is_swallowed, silenced_checks_have_a_reason,
    tests_are_never_skipped,
)  # fmt: skip
