"""The mark of a template's sentences, `_("…")`: they are found by it, and the page has the sentence itself in its place."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

MARK = "_"
CALL = ["name", "lparen", "string", "rparen"]


class Sentences(Extension):
    """Takes the marks away when a template is read: a page has dozens, and each would be a call."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens without the marks."""
        tokens = list(stream)
        place = 0
        while place < len(tokens):
            call = tokens[place : place + len(CALL)]
            is_marked = call[0].value == MARK and [token.type for token in call] == CALL
            yield call[2] if is_marked else call[0]
            place += len(CALL) if is_marked else 1
