"""A model field whose text is sealed in the database and bound to its row."""

from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from toolkit.encryption import seal, unseal


@dataclass(frozen=True)
class Sealed:
    """Bytes from the database, not opened yet."""

    content: bytes


class SealedAttribute(DeferredAttribute):
    """Opens a sealed value when it is first read, with the row's own context."""

    field: "EncryptedTextField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:  # noqa: ANN401
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed):
            value = unseal(value.content, context=self.field.context(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        # Without it Python would take the value from the instance's own dict and never come by __get__.
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.Field[str, str]):
    """Text that is encrypted in the database and bound to its row; it cannot be searched or ordered by.

    The model's primary key must be known before the row is saved (a UUID with a default).
    """

    descriptor_class = SealedAttribute

    def get_internal_type(self) -> str:
        """Store as Django stores a BinaryField."""
        return "BinaryField"

    def context(self, instance: models.Model) -> str:
        """Return what a value of this row is bound to."""
        if instance.pk is None:
            raise ValueError(f"{instance._meta.label} needs a primary key before {self.name} can be sealed")
        return f"{instance._meta.db_table}/{self.column}/{instance.pk}"

    def from_db_value(self, value: bytes | memoryview | None, *_: object) -> Sealed | None:
        """Wrap the stored bytes; they are opened when read."""
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:  # noqa: FBT001 - Django's signature
        """Seal the text of the row that is being saved."""
        value = model_instance.__dict__.get(self.attname, "")
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(seal(str(value), context=self.context(model_instance)))

    def get_prep_value(self, value: Any) -> bytes | None:  # noqa: ANN401 - Django's signature
        """Pass sealed bytes on. Raises TypeError for plain text, which only saving a row can seal."""
        if value is None:
            return None
        if isinstance(value, Sealed):
            return value.content
        raise TypeError(f"{self.name} is encrypted: save the row to write it, use its blind index to find it")

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
        """Adapt the bytes to the database driver."""
        content = value if prepared and not isinstance(value, Sealed) else self.get_prep_value(value)
        return None if content is None else cast(Any, connection).Database.Binary(content)

    def value_to_string(self, obj: models.Model) -> str:
        """Refuse to be serialised: contacts do not leave in dumps."""
        raise TypeError(f"{self.name} is encrypted and is not exported")
