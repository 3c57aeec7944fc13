"""Client of the tickgate market-data gateway: trades, and books that are right or known to wait."""

from .aio import AsyncClient
from .book import OrderBook
from .client import Client
from .connection import RCVHWM
from .curve import CurveKeys
from .decode import DecodeError, decode
from .messages import (
    BookMessage,
    Broken,
    Delta,
    Event,
    Gap,
    Gateway,
    Heartbeat,
    Hole,
    Item,
    LastExit,
    Level,
    Message,
    Number,
    Restart,
    Silence,
    Snapshot,
    Status,
    TopicStatus,
    Trade,
    Trades,
)
from .reader import Reader, Step
from .tables import levels_to_pandas, levels_to_polars, trades_to_pandas, trades_to_polars
from .topics import depth_topic, trade_topic

__version__ = "0.1.0"

__all__ = [
    "RCVHWM",
    "AsyncClient",
    "BookMessage",
    "Broken",
    "Client",
    "CurveKeys",
    "DecodeError",
    "Delta",
    "Event",
    "Gap",
    "Gateway",
    "Heartbeat",
    "Hole",
    "Item",
    "LastExit",
    "Level",
    "Message",
    "Number",
    "OrderBook",
    "Reader",
    "Restart",
    "Silence",
    "Snapshot",
    "Status",
    "Step",
    "TopicStatus",
    "Trade",
    "Trades",
    "decode",
    "depth_topic",
    "levels_to_pandas",
    "levels_to_polars",
    "trade_topic",
    "trades_to_pandas",
    "trades_to_polars",
]
