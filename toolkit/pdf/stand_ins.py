"""Modules that a package imports and that we hardly ever use: stand-ins, which load them when they are called."""

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType


class StandIn(ModuleType):
    """Stands for a module of which the caller uses only what can be called."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*args: object, **options: object) -> object:
            return getattr(importlib.import_module(self.__name__), name)(*args, **options)

        return call


@contextmanager
def stand_ins(*names: str) -> Iterator[None]:
    """Let what is imported within the context get stand-ins for these modules; after it they are there for others.

    A module that is loaded already is given as it is.
    """
    made = {name: StandIn(name) for name in names if name not in sys.modules}
    sys.modules.update(made)
    try:
        yield
    finally:
        for name in made:
            del sys.modules[name]
