"""pybit: its WebSocket, with a callback for books, which it keeps, and one for trades.

It can be pointed to no other host: the constant that holds the address is replaced.
"""

import time

import peer
import pybit.unified_trading

pybit.unified_trading.PUBLIC_WSS = peer.URL + "/v5/public/{CHANNEL_TYPE}"


def on_book(message):
    peer.on_message(message["data"]["seq"], message["topic"], message)


def on_trades(message):
    peer.on_message(message["data"][0]["seq"], message["topic"], message)


socket = pybit.unified_trading.WebSocket(channel_type="linear", testnet=False)
socket.orderbook_stream(50, peer.SYMBOLS, on_book)
socket.trade_stream(peer.SYMBOLS, on_trades)
while True:
    time.sleep(1)
