"""Deferred schema building: few processes read or write every class, and what lies in another is built with it."""

from typing import Any

from pydantic import BaseModel

from xinfang_rules.once import MAKING


class DeferredModel(BaseModel, defer_build=True):
    """A model whose subclasses have their schemas built when first wanted."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Has whoever makes a `TypeAdapter` of the class, as FastAPI does, build its schema at once."""
        if cls.model_fields:  # the others are there to derive from
            cls.model_config["defer_build"] = False

    @classmethod
    def model_rebuild(cls, *, _parent_namespace_depth: int = 2, **how: Any) -> bool | None:
        """Builds the schema. pydantic holds a lock meanwhile, for which a forked child would wait forever."""
        with MAKING:
            return super().model_rebuild(_parent_namespace_depth=_parent_namespace_depth + 1, **how)
