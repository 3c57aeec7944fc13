"""Rows for pandas and polars. Neither is needed unless its function is called.

Times become timestamps in nanoseconds, UTC. Numbers stay what they are: ``float``, or ``Decimal``
(in pandas a column of objects; in polars one of decimals with 18 digits after the point); of a mix
of both all become ``Decimal``. A key that no message has is a column of nulls.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .messages import BookMessage, Level, Trade, Trades

if TYPE_CHECKING:
    import pandas
    import polars

_TIMES = ("ts_event", "ts_exchange", "ts_recv", "ts_pub")
_NUMBERS = ("price", "size", "mark_price", "index_price", "mark_iv", "iv")
_TEXTS = ("category", "symbol", "type", "id", "side", "tick")
_FLAGS = ("block", "rpi", "recovered", "simulated")
_TRADE_COLUMNS = (
    *("category", "symbol", *Trade._fields),
    *("recovered", "ts_exchange", "ts_recv", "ts_pub", "epoch", "seq", "simulated"),
)
_LEVEL_COLUMNS = (
    *("category", "symbol", "depth", "type", "side", "price", "size", "u", "xseq"),
    *("ts_event", "ts_exchange", "ts_recv", "ts_pub", "epoch", "seq", "simulated"),
)

Row = tuple[Any, ...]


def trade_rows(messages: Iterable[Trades]) -> list[Row]:
    """One row a trade, in the columns of the tables of trades."""
    return [
        (
            *(message.category, message.symbol, *trade),
            *(message.recovered, message.ts_exchange, message.ts_recv, message.ts_pub),
            *(message.epoch, message.seq, message.simulated),
        )
        for message in messages
        for trade in message.trades
    ]


def level_rows(messages: Iterable[BookMessage]) -> list[Row]:
    """One row a level of snapshots and deltas: bids, then asks. Size 0 in a delta deletes."""
    return [
        _level_row(message, side, level)
        for message in messages
        for side, levels in (("bid", message.bids), ("ask", message.asks))
        for level in levels
    ]


def trades_to_pandas(messages: Iterable[Trades]) -> pandas.DataFrame:
    """A row for each trade, in the order of the messages."""
    return _to_pandas(trade_rows(messages), _TRADE_COLUMNS)


def levels_to_pandas(messages: Iterable[BookMessage]) -> pandas.DataFrame:
    """A row for each level of snapshots and deltas."""
    return _to_pandas(level_rows(messages), _LEVEL_COLUMNS)


def trades_to_polars(messages: Iterable[Trades]) -> polars.DataFrame:
    """A row for each trade, in the order of the messages."""
    return _to_polars(trade_rows(messages), _TRADE_COLUMNS)


def levels_to_polars(messages: Iterable[BookMessage]) -> polars.DataFrame:
    """A row for each level of snapshots and deltas."""
    return _to_polars(level_rows(messages), _LEVEL_COLUMNS)


def _level_row(message: BookMessage, side: str, level: Level) -> Row:
    return (
        *(message.category, message.symbol, message.depth, type(message).__name__.lower()),
        *(side, *level, message.u, message.xseq),
        *(message.ts_event, message.ts_exchange, message.ts_recv, message.ts_pub),
        *(message.epoch, message.seq, message.simulated),
    )


def _columns(rows: list[Row], names: tuple[str, ...]) -> tuple[dict[str, list[Any]], bool]:
    """The values by column, and whether its numbers are decimals. Where some are, all become so."""
    values = zip(*rows) if rows else ((),) * len(names)
    columns = {name: list(column) for name, column in zip(names, values)}
    is_exact = any(isinstance(price, Decimal) for price in columns["price"])
    if is_exact:
        for name in _NUMBERS:
            if name in columns:
                columns[name] = [_to_decimal(value) for value in columns[name]]
    return columns, is_exact


def _to_decimal(value: object) -> object:
    #  The text of a float is the exchange's decimal, its exact value is not.
    return Decimal(repr(value)) if isinstance(value, float) else value


def _to_pandas(rows: list[Row], names: tuple[str, ...]) -> pandas.DataFrame:
    import pandas

    columns, is_exact = _columns(rows, names)
    numbers = "object" if is_exact else "float64"

    def series(name: str) -> Any:
        if name in _TIMES:
            #  By way of Int64: a float on the way would lose the last digits of a time.
            whole = pandas.Series(columns[name], dtype="Int64")
            return pandas.to_datetime(whole, unit="ns", utc=True)
        if name in _NUMBERS:
            return pandas.Series(columns[name], dtype=numbers)
        if name in _TEXTS:
            return pandas.Series(columns[name], dtype="string")
        return pandas.Series(columns[name], dtype="boolean" if name in _FLAGS else "Int64")

    return pandas.DataFrame({name: series(name) for name in names})


def _to_polars(rows: list[Row], names: tuple[str, ...]) -> polars.DataFrame:
    import polars

    columns, is_exact = _columns(rows, names)
    numbers: Any = polars.Decimal(38, 18) if is_exact else polars.Float64

    def kind(name: str) -> Any:
        if name in _TIMES:
            return polars.Datetime("ns", "UTC")
        if name in _NUMBERS:
            return numbers
        if name in _TEXTS:
            return polars.String
        return polars.Boolean if name in _FLAGS else polars.Int64

    return polars.DataFrame(columns, schema={name: kind(name) for name in names})
