"""How every table is named and how words are stored. Declared before any table."""

from enum import Enum
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Columns that were added to tables that have rows already: what those hold in them.
EMPTY: Final = {"server_default": sa.text("''")}
ZERO: Final = {"server_default": sa.text("0")}


def words(enum: type[Enum]) -> Any:
    """Return a column type that stores the enum's values and lets the database refuse others."""
    return sa.Enum(
        enum,
        name=enum.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
        length=32,
    )
