"""cryptofeed: its FeedHandler, with a callback for books, which it keeps, and one for each trade.

It can be pointed to no other host: the endpoint of its class is replaced, and symbols that it would ask
the exchange for are told. It subscribes books of 200 levels, whatever is asked for.
"""

import asyncio
import logging

import peer
from cryptofeed import FeedHandler
from cryptofeed.connection import WebsocketEndpoint
from cryptofeed.defines import L2_BOOK, PERPETUAL, TRADES
from cryptofeed.exchanges import Bybit
from cryptofeed.symbols import Symbols

NAMES = {f"{symbol.removesuffix('USDT')}-USDT-PERP": symbol for symbol in peer.SYMBOLS}
previous = 0


async def on_book(book, _):
    peer.on_message(book.raw["data"]["seq"], book.raw["topic"], book.raw)


async def on_trade(trade, _):
    """Trades of one message come one by one: the first counts."""
    global previous
    number = trade.raw["seq"]
    if number != previous:
        peer.on_message(number, f"publicTrade.{trade.raw['s']}", trade.raw)
    previous = number


logging.disable(logging.CRITICAL)
Symbols.set("BYBIT", NAMES, {"instrument_type": dict.fromkeys(NAMES, PERPETUAL), "tick_size": {}})
Bybit.websocket_endpoints = [WebsocketEndpoint(peer.URL + "/v5/public/linear", options={"compression": None})]
handler = FeedHandler(config={"log": {"disabled": True}, "uvloop": True})
handler.add_feed(Bybit(symbols=list(NAMES), channels=[L2_BOOK, TRADES],
                       callbacks={L2_BOOK: on_book, TRADES: on_trade}), timeout=-1)
asyncio.set_event_loop(asyncio.new_event_loop())  # Of uvloop, which it has chosen by now
handler.run(install_signal_handlers=False)
