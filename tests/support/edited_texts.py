"""Letter texts as a clerk has edited them, without touching the files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from jinja2 import BaseLoader, ChoiceLoader, DictLoader

from notifications.soundness import require_sound
from notifications.texts import environment

BODY = '{%% extends "_letter.txt" %%}\n{%% block body %%}\n%s\n{%% endblock %%}'


@contextmanager
def edited_texts() -> Iterator[dict[str, str]]:
    """The edited texts by file name, to be filled in; they are read before the real ones."""
    texts: dict[str, str] = {}
    env = environment()
    assert isinstance(env.loader, BaseLoader)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(env, "loader", ChoiceLoader([DictLoader(texts), env.loader]))
        forget_texts()
        yield texts
    forget_texts()


def forget_texts() -> None:
    """What was read of texts is read anew."""
    require_sound.cache_clear()
    cache = environment().cache
    assert cache is not None
    cache.clear()
