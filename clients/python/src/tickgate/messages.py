"""What the gateway publishes, as typed values.

All times are integers: nanoseconds since 1970 UTC. An ``epoch`` is in milliseconds. A price or size
is a ``float``, or a ``decimal.Decimal`` with all digits of the exchange where the gateway runs with
``numbers: string``. An optional key that a message does not have is ``None`` here; ``simulated``
and ``recovered`` are then ``False``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Optional, Union

Number = Union[float, Decimal]


@dataclass
class Message:
    """What every message has."""

    topic: str
    epoch: int
    """When this incarnation of the gateway started: milliseconds since 1970 UTC."""
    seq: int
    """Number of the message in its topic and epoch."""
    ts_pub: int
    """When it was handed to the gateway's socket."""
    simulated: bool
    """A simulated exchange made it."""


class Trade(NamedTuple):
    """One trade."""

    id: str
    ts_event: int
    """When it was matched."""
    side: Optional[str]
    """What the taker did: ``buy`` or ``sell``."""
    price: Number
    size: Number
    """In the exchange's unit: base coin; of inverse, contracts in USD."""
    tick: Optional[str]
    block: Optional[bool]
    rpi: Optional[bool]
    xseq: Optional[int]
    """The exchange's cross sequence, the same for all fills of one taker order."""
    mark_price: Optional[Number]
    index_price: Optional[Number]
    mark_iv: Optional[Number]
    """Of options; 0.45 is 45 %."""
    iv: Optional[Number]


@dataclass
class Trades(Message):
    """Trades of one symbol that the exchange sent together, in match order."""

    ts_recv: int
    category: str
    symbol: str
    ts_exchange: int
    trades: list[Trade]
    recovered: bool
    """Fetched after an interruption."""


class Level(NamedTuple):
    """A price, and the size that is offered there."""

    price: Number
    size: Number


@dataclass
class BookMessage(Message):
    """What a snapshot and a delta have in common."""

    ts_recv: int
    category: str
    symbol: str
    ts_exchange: int
    depth: int
    """Levels a side, as in the topic."""
    ts_event: Optional[int]
    """When the matching engine made this state."""
    u: int
    """The exchange's update id of this topic."""
    xseq: Optional[int]
    bids: list[Level]
    asks: list[Level]


@dataclass
class Snapshot(BookMessage):
    """All levels of a book, best first."""

    cause: str
    """``exchange``, ``resync``, ``subscribe`` or ``periodic``; others may come."""

    @property
    def is_repetition(self) -> bool:
        """It has no number of its own but that of the last message that it includes."""
        return self.cause not in ("exchange", "resync")


@dataclass
class Delta(BookMessage):
    """The levels of a book that changed; size 0 deletes one."""


@dataclass
class Gap(Message):
    """The gateway says that it missed something: a book is invalid until the next snapshot."""

    ts_recv: int
    """When the hole was noticed."""
    category: str
    symbol: str
    depth: Optional[int]
    cause: str
    since: Optional[int]
    """When the topic's last good message was received."""
    complete: Optional[bool]
    """Of trades: False where the hole is not closed, True where it is by now."""
    final: bool
    """Of trades: this is how the holes ended that gaps before have told."""
    hole_from: Optional[int]
    """Where they could not be closed: when the last trade before what is missing was matched."""
    hole_until: Optional[int]
    """Likewise, the first trade after it."""


@dataclass
class TopicStatus:
    """State of one topic in the gateway."""

    seq: int
    """Number of the topic's last message; 0 before the first."""
    state: str
    """``live``, ``quiet``, ``stale``, ``rejected`` or ``gone``; others may come."""
    last_event: Optional[int]


@dataclass
class Status(Message):
    """The topics that changed since the last status; every tenth tells all."""

    ts_recv: int
    topics: dict[str, TopicStatus]


@dataclass
class LastExit:
    """How a gateway's incarnation before ended."""

    reason: str
    code: int
    signal: int
    at: int


@dataclass
class Gateway:
    """One gateway in a heartbeat."""

    name: str
    isolation: str
    state: str
    pid: int
    epoch: int
    endpoint: str
    restarts: int
    last_exit: LastExit
    connected: bool
    seconds_since_last_event: Optional[float]
    events: int
    published: int
    error_count: int
    queue_size: int
    reconnects: int
    backoff_until: Optional[int]
    topics: Optional[dict[str, int]]
    """How many of its topics are in each state, by the words of ``TopicStatus``."""


@dataclass
class Heartbeat(Message):
    """The supervisor lives. Its ``epoch`` is when the supervisor started."""

    pid: int
    uptime_s: int
    version: str
    numbers: str
    """How prices and sizes are written: ``float64`` or ``string``."""
    gateways: list[Gateway]


@dataclass
class Event(Message):
    """A line of the daemon's log."""

    ts_recv: int
    event: str
    level: str
    fields: dict[str, Union[str, int, float, bool]]
    """The event's own fields."""


@dataclass
class Hole:
    """The messages ``first`` to ``last`` of a topic did not arrive."""

    topic: str
    epoch: int
    first: int
    last: int


@dataclass
class Restart:
    """A topic goes on in a new incarnation of the gateway."""

    topic: str
    epoch: int


@dataclass
class Silence:
    """No heartbeat came for 3 s: a topic's book is invalid until one does.

    Or one knows the gateway as down: a book is invalid until the next incarnation sends its own.
    """

    topic: str


@dataclass
class Broken:
    """A frame that could not be read. It was left out, and the stream goes on."""

    topic: str
    reason: str


Item = Union[Trades, Snapshot, Delta, Gap, Status, Heartbeat, Event, Hole, Restart, Silence, Broken]
"""What a client hands over."""
