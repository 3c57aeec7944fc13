"""Tables hold what the messages hold, in types that lose nothing."""

from __future__ import annotations

from decimal import Decimal

import pandas
import polars
import pytest
from conftest import BOOK, TRADES, VECTORS

from tickgate import (
    BookMessage,
    Trades,
    decode,
    levels_to_pandas,
    levels_to_polars,
    trades_to_pandas,
    trades_to_polars,
)


def trades(name: str) -> Trades:
    message = decode(TRADES, (VECTORS / f"{name}.msgpack").read_bytes())
    assert isinstance(message, Trades)
    return message


def book(name: str) -> BookMessage:
    message = decode(BOOK, (VECTORS / f"{name}.msgpack").read_bytes())
    assert isinstance(message, BookMessage)
    return message


def test_trades_in_pandas() -> None:
    messages = [trades("trades_float64"), trades("trades_option")]
    table = trades_to_pandas(messages)
    flat = [trade for message in messages for trade in message.trades]
    assert list(table["id"]) == [trade.id for trade in flat]
    assert list(table["price"]) == [trade.price for trade in flat]
    assert str(table["ts_recv"].dtype) == "datetime64[ns, UTC]"
    assert table["ts_recv"].iloc[0].value == messages[0].ts_recv
    assert table["xseq"].iloc[0] == flat[0].xseq and table["xseq"].isna().iloc[-1]
    assert str(table["mark_iv"].dtype) == "float64" and table["mark_iv"].isna().iloc[0]


def test_trades_in_polars() -> None:
    messages = [trades("trades_float64"), trades("trades_option")]
    table = trades_to_polars(messages)
    flat = [trade for message in messages for trade in message.trades]
    assert table["id"].to_list() == [trade.id for trade in flat]
    assert table["price"].to_list() == [trade.price for trade in flat]
    assert table["ts_recv"].dtype == polars.Datetime("ns", "UTC")
    assert table["ts_recv"].cast(polars.Int64)[0] == messages[0].ts_recv
    assert table["mark_iv"].to_list() == [trade.mark_iv for trade in flat]


def test_levels_in_both() -> None:
    messages = [book("snapshot_float64"), book("delta_float64")]
    wanted = [
        (type(message).__name__.lower(), side, *level)
        for message in messages
        for side, levels in (("bid", message.bids), ("ask", message.asks))
        for level in levels
    ]
    columns = ["type", "side", "price", "size"]
    assert list(levels_to_pandas(messages)[columns].itertuples(index=False, name=None)) == wanted
    assert levels_to_polars(messages)[columns].rows() == wanted


def test_exact_numbers_stay_exact() -> None:
    message = trades("trades_string")
    prices = [trade.price for trade in message.trades]
    assert all(isinstance(price, Decimal) for price in prices)
    assert list(trades_to_pandas([message])["price"]) == prices
    assert trades_to_polars([message])["price"].to_list() == prices


def test_a_mix_of_both_is_exact() -> None:
    messages = [trades("trades_string"), trades("trades_float64")]
    exact = messages[0].trades[0].price
    assert trades_to_polars(messages)["price"].to_list()[0] == exact
    assert trades_to_polars(messages)["price"].to_list()[-1] == Decimal("86723.5")
    assert list(trades_to_pandas(messages)["price"])[-1] == Decimal("86723.5")


@pytest.mark.parametrize("name", ["trades_float64", "trades_string"])
def test_no_messages_give_an_empty_table_with_all_columns(name: str) -> None:
    full = trades_to_pandas([trades(name)])
    assert list(trades_to_pandas([]).columns) == list(full.columns) == trades_to_polars([]).columns
    assert len(trades_to_pandas([])) == len(levels_to_pandas([])) == len(levels_to_polars([])) == 0
    assert isinstance(full, pandas.DataFrame)
