//! The socket, its subscriptions, and what the session made of what came.

use std::collections::VecDeque;
use std::fmt;
use std::time::{Duration, Instant};

use crate::book::Book;
use crate::clock::ListeningClock;
use crate::error::{Error, Result};
use crate::item::Item;
use crate::keys::CurveKeys;
use crate::message::Heartbeat;
use crate::session::{Outcome, Session};
use crate::topic::{HEARTBEAT_TOPIC, PREFIX_MAX, STATUS_TOPIC};

/// How many messages may wait in a client's socket, unless the builder says otherwise.
pub const RECEIVE_HWM: i32 = 20_000;

const RECONNECT_MS: i32 = 10;
const RECONNECT_MAX_MS: i32 = 100;
/// A line that was cut in silence is found by ZeroMQ's own pings, and made anew.
const PING_MS: i32 = 5000;
const PONG_MS: i32 = 15_000;
/// How often time is looked at.
const TICK_MS: u64 = 100;
/// Messages in a row after which time is looked at though more are waiting.
const BURST: u32 = 1000;

/// What a client connects to, and how: see [`Client::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct ClientBuilder {
    data: Vec<String>,
    heartbeat: Option<String>,
    curve: Option<CurveKeys>,
    receive_hwm: i32,
}

impl ClientBuilder {
    /// Connect to one more data endpoint: each gateway has its own.
    pub fn data(mut self, endpoint: impl Into<String>) -> Self {
        self.data.push(endpoint.into());
        self
    }

    /// Connect to the supervisor's endpoint, too. Without it a dead gateway looks like a quiet
    /// market, and [`Item::Silence`] is never told.
    pub fn heartbeat(mut self, endpoint: impl Into<String>) -> Self {
        self.heartbeat = Some(endpoint.into());
        self
    }

    /// Speak CURVE. From a gateway that is encrypted nothing comes with wrong keys, or none.
    pub fn curve(mut self, keys: CurveKeys) -> Self {
        self.curve = Some(keys);
        self
    }

    /// How many messages may wait in the socket before further ones are dropped: [`RECEIVE_HWM`]
    /// unless given, 0 for no limit.
    pub fn receive_hwm(mut self, messages: i32) -> Self {
        self.receive_hwm = messages;
        self
    }

    /// Connect. It need not be there yet: the client goes on trying.
    ///
    /// # Errors
    ///
    /// [`Error::Socket`] where an endpoint, a key or the high-water mark is none.
    pub fn connect(self) -> Result<Client> {
        let socket = zmq::Context::new().socket(zmq::SUB)?;
        socket.set_linger(0)?;
        socket.set_rcvhwm(self.receive_hwm)?;
        // Subscriptions wait there, and what is over is dropped.
        socket.set_sndhwm(0)?;
        socket.set_reconnect_ivl(RECONNECT_MS)?;
        socket.set_reconnect_ivl_max(RECONNECT_MAX_MS)?;
        socket.set_heartbeat_ivl(PING_MS)?;
        socket.set_heartbeat_timeout(PONG_MS)?;
        socket.set_ipv6(true)?;
        if let Some(keys) = &self.curve {
            socket.set_curve_serverkey(keys.server_public.as_bytes())?;
            socket.set_curve_publickey(keys.public.as_bytes())?;
            socket.set_curve_secretkey(keys.secret.as_bytes())?;
        }
        socket.set_subscribe(STATUS_TOPIC.as_bytes())?;
        if let Some(endpoint) = &self.heartbeat {
            socket.set_subscribe(HEARTBEAT_TOPIC.as_bytes())?;
            socket.connect(endpoint)?;
        }
        for endpoint in &self.data {
            socket.connect(endpoint)?;
        }
        let mut clock = ListeningClock::new();
        let now_ms = clock.now_ms();
        Ok(Client {
            socket,
            session: Session::new(self.heartbeat.map(|_| now_ms)),
            clock,
            waiting: VecDeque::new(),
            burst: 0,
            ticked_ms: now_ms,
        })
    }
}

/// Receives from a gateway.
///
/// It reconnects by itself, and subscribes a book again where its stream had a hole. It may be
/// moved to another thread.
pub struct Client {
    socket: zmq::Socket,
    session: Session,
    clock: ListeningClock,
    /// For the caller.
    waiting: VecDeque<Item>,
    burst: u32,
    ticked_ms: u64,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the gateway that publishes at this data endpoint, and of its supervisor.
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::connect`].
    pub fn connect(data: impl Into<String>, heartbeat: impl Into<String>) -> Result<Client> {
        Client::builder(data).heartbeat(heartbeat).connect()
    }

    /// The same with settings.
    pub fn builder(data: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            data: vec![data.into()],
            heartbeat: None,
            curve: None,
            receive_hwm: RECEIVE_HWM,
        }
    }

    /// Receive all topics that begin with this; a whole topic ends with a dot.
    ///
    /// # Errors
    ///
    /// [`Error::PrefixTooLong`] of more than [`PREFIX_MAX`] bytes.
    pub fn subscribe(&mut self, prefix: &str) -> Result<()> {
        if prefix.len() > PREFIX_MAX {
            return Err(Error::PrefixTooLong(prefix.len()));
        }
        if self.session.follow(prefix) {
            self.socket.set_subscribe(prefix.as_bytes())?;
        }
        Ok(())
    }

    /// Take back what was subscribed with the same text, and forget its books. Other texts are
    /// ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Socket`].
    pub fn unsubscribe(&mut self, prefix: &str) -> Result<()> {
        if self.session.leave(prefix) {
            self.socket.set_unsubscribe(prefix.as_bytes())?;
        }
        Ok(())
    }

    /// The next item; waits for it for ever.
    ///
    /// # Errors
    ///
    /// [`Error::Socket`]. A frame that cannot be read is no error, but [`Item::Broken`].
    pub fn receive(&mut self) -> Result<Item> {
        loop {
            if let Some(item) = self.receive_timeout(Duration::MAX)? {
                return Ok(item);
            }
        }
    }

    /// The next item; `None` where none came for so long.
    ///
    /// # Errors
    ///
    /// As [`Client::receive`].
    pub fn receive_timeout(&mut self, timeout: Duration) -> Result<Option<Item>> {
        let began = Instant::now();
        loop {
            if let Some(item) = self.read()? {
                return Ok(Some(item));
            }
            let left = timeout.saturating_sub(began.elapsed());
            if left.is_zero() {
                return Ok(None);
            }
            self.wait(left.min(Duration::from_millis(TICK_MS)))?;
        }
    }

    /// The book of a depth topic; `None` where the topic was not subscribed whole and nothing came
    /// on it.
    pub fn book(&self, topic: &str) -> Option<&Book> {
        self.session.book(topic)
    }

    /// The book of each depth topic that was subscribed whole or that something came on, in no
    /// order.
    pub fn books(&self) -> impl Iterator<Item = &Book> {
        self.session.books()
    }

    /// The last heartbeat; `None` before the first one.
    pub fn heartbeat(&self) -> Option<&Heartbeat> {
        self.session.heartbeat()
    }

    /// How many frames could not be read; each one was also handed over as [`Item::Broken`].
    pub fn broken(&self) -> u64 {
        self.session.broken()
    }

    /// The next item of what is there already.
    fn read(&mut self) -> Result<Option<Item>> {
        loop {
            if let Some(item) = self.waiting.pop_front() {
                return Ok(Some(item));
            }
            let was_there = self.take_message()?;
            if !was_there || self.burst >= BURST {
                self.tick()?;
                return Ok(self.waiting.pop_front());
            }
        }
    }

    /// False: the socket has none.
    fn take_message(&mut self) -> Result<bool> {
        let frames = match self.socket.recv_multipart(zmq::DONTWAIT) {
            Err(zmq::Error::EAGAIN | zmq::Error::EINTR) => return Ok(false),
            frames => frames?,
        };
        self.burst += 1;
        let now_ms = self.clock.now_ms();
        let outcome = self.session.take(&frames, now_ms);
        self.settle(outcome)?;
        Ok(true)
    }

    fn tick(&mut self) -> Result<()> {
        self.burst = 0;
        let now_ms = self.clock.now_ms();
        if now_ms - self.ticked_ms >= TICK_MS {
            self.ticked_ms = now_ms;
            let outcome = self.session.tick(now_ms);
            self.settle(outcome)?;
        }
        Ok(())
    }

    fn settle(&mut self, outcome: Outcome) -> Result<()> {
        self.waiting.extend(outcome.items);
        for topic in outcome.resubscribe {
            self.resubscribe(&topic)?;
        }
        Ok(())
    }

    /// Ask for a snapshot. The gateway hears only of a text that is new to the socket; and to leave
    /// the topic itself would lose what comes meanwhile.
    fn resubscribe(&self, topic: &str) -> Result<()> {
        let mut text = topic.chars();
        while !text.as_str().is_empty() && self.session.follows(text.as_str()) {
            text.next_back();
        }
        self.socket.set_subscribe(text.as_str().as_bytes())?;
        self.socket.set_unsubscribe(text.as_str().as_bytes())?;
        Ok(())
    }

    fn wait(&self, at_most: Duration) -> Result<()> {
        let wait_ms = at_most.as_millis() as i64 + 1;
        match self.socket.poll(zmq::POLLIN, wait_ms) {
            Err(zmq::Error::EINTR) => Ok(()),
            polled => Ok(polled.map(|_| ())?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_in_silence_is_found_by_pings() {
        let endpoint = "tcp://127.0.0.1:1";
        let client = Client::connect(endpoint, endpoint).unwrap();
        assert_eq!(client.socket.get_heartbeat_ivl(), Ok(5000));
        assert_eq!(client.socket.get_heartbeat_timeout(), Ok(15_000));
    }
}
