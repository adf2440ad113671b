"""An incident with its clocks, opened as the incident of a profile."""

from collections.abc import Callable

from tests.law import Law

Open = Callable[..., Law]


CERTIN, BOARD = "in.certin.initial", "in.dpdp.board.2"
