// Package tickgate is a client of the tickgate market-data gateway: typed trades and books, each book right or known
// to be waiting, and every loss told.
//
// A [Client] receives from a gateway. [Decode] and [Reader] are its two halves without a socket: for recorded data, or
// for a transport of your own. Topics and keys are those of proto/PROTOCOL.md in the tree of the gateway.
//
// Times are [Nanos], exact. Integers are int64: the contract keeps them below 2^63 and, but for the fields of events,
// not negative. An epoch is in milliseconds since 1970 UTC.
package tickgate
