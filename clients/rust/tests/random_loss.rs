//! Whatever is lost or late, a valid book is the right one, and no lost trade is left untold.

mod support;

use std::collections::{BTreeMap, HashMap};

use serde_json::{json, Value};
use support::{delta, pack, trades, BOOK, EPOCH, TRADES};
use tickgate::{decode, Item, Level, Reader};

/// A small generator of random numbers, the same with each run (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % limit
    }
}

type Side = BTreeMap<u64, f64>;

/// What a gateway publishes of one book, and the state after each number.
struct Truth {
    epoch: u64,
    seq: u64,
    sides: [Side; 2],
    states: HashMap<(u64, u64), [Side; 2]>,
}

impl Truth {
    fn restart(&mut self, chance: &mut Chance) -> Value {
        self.epoch += 1;
        self.seq = 0;
        self.news(chance);
        self.snapshot("exchange")
    }

    fn news(&mut self, chance: &mut Chance) -> Value {
        self.seq += 1;
        let mut message = self.stamped();
        for (side, (key, lowest)) in self.sides.iter_mut().zip([("bids", 1), ("asks", 11)]) {
            let (price, size) = (lowest + chance.below(9), chance.below(3) as f64);
            message[key] = json!([[price as f64, size]]);
            side.insert(price, size);
            side.retain(|_, size| *size > 0.0);
        }
        self.states
            .insert((self.epoch, self.seq), self.sides.clone());
        message
    }

    fn snapshot(&self, cause: &str) -> Value {
        let mut message = self.stamped();
        message["type"] = json!("snapshot");
        message["cause"] = json!(cause);
        for (side, key) in self.sides.iter().zip(["bids", "asks"]) {
            message[key] = side
                .iter()
                .map(|(price, size)| json!([*price as f64, size]))
                .collect();
        }
        message
    }

    fn stamped(&self) -> Value {
        let mut message = delta(self.seq);
        message["epoch"] = json!(self.epoch);
        message
    }
}

fn side(levels: &[Level]) -> Side {
    let pair = |level: &Level| (level.price.to_f64() as u64, level.size.to_f64());
    levels.iter().map(pair).collect()
}

#[test]
fn a_valid_book_is_right() {
    for seed in 1..=5 {
        let mut chance = Chance(seed);
        let mut truth = Truth {
            epoch: EPOCH,
            seq: 0,
            sides: Default::default(),
            states: HashMap::new(),
        };
        let mut reader = Reader::new(BOOK, None).unwrap();
        let mut sent = vec![truth.restart(&mut chance)];
        let mut valid = 0;
        for now_ms in 0..4000 {
            let message = match chance.below(100) {
                0 => truth.restart(&mut chance),
                1..=4 => truth.snapshot("periodic"),
                5 => {
                    truth.news(&mut chance);
                    truth.snapshot("resync")
                }
                //  Late, or twice.
                6 => {
                    sent[sent.len() - 1 - chance.below(sent.len().min(50) as u64) as usize].clone()
                }
                _ => truth.news(&mut chance),
            };
            sent.push(message.clone());
            let is_lost = chance.below(100) < 3;
            if is_lost {
                continue;
            }
            let _ = reader.take(decode(BOOK, &pack(&message)).unwrap().unwrap(), now_ms);
            let book = reader.book().unwrap();
            if book.is_valid() {
                valid += 1;
                let [bids, asks] = &truth.states[&(reader.epoch(), reader.seq())];
                assert_eq!(
                    (&side(book.bids()), &side(book.asks())),
                    (bids, asks),
                    "seed {seed}"
                );
            }
        }
        assert!(valid > 1000, "{valid}");
    }
}

#[test]
fn every_lost_trade_is_told() {
    for seed in 1..=5 {
        let mut chance = Chance(seed);
        let mut reader = Reader::new(TRADES, None).unwrap();
        let (mut known, mut lost) = (Vec::new(), 0);
        for seq in 1..2000 {
            if 1 < seq && seq < 1999 && chance.below(10) == 0 {
                lost += 1;
                continue;
            }
            let message = decode(TRADES, &pack(&trades(seq))).unwrap().unwrap();
            for item in reader.take(message, seq).items {
                match item {
                    Item::Hole(hole) => known.extend(hole.first..=hole.last),
                    Item::Trades(trades) => known.push(trades.seq),
                    other => panic!("{other:?}"),
                }
            }
        }
        assert!(lost > 100 && known.into_iter().eq(1..2000), "seed {seed}");
    }
}
