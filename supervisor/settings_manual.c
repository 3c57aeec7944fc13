//  settings_manual - what the manual page of tickgated says besides its options

#include "settings_manual.h"

static const char SYNOPSIS [] =
    ".B tickgated\n"
    "[\\fB\\-\\-config\\fR \\fIFILE\\fR]\n"
    "[\\fB\\-\\-market\\fR \\fICATEGORY\\fB:\\fISYMBOL\\fR[\\fB,\\fISYMBOL\\fR...]]...\n"
    "[\\fB\\-\\-\\fINAME\\fR \\fIVALUE\\fR]...\n"
    ".br\n"
    ".B tickgated\n"
    "\\fB\\-\\-check\\-config\\fR | \\fB\\-\\-print\\-config\\fR | \\fB\\-\\-version\\fR | "
    "\\fB\\-\\-help\\fR";

static const char DESCRIPTION [] =
    ".B tickgated\n"
    "reads public market data of the exchange Bybit (v5) from its WebSocket and publishes\n"
    "trades and order book depth as msgpack on a ZeroMQ socket.\n"
    "It is a supervisor and one or several gateways: a gateway that dies, hangs or receives\n"
    "nothing is cleaned up and started again, while the supervisor's heartbeat goes on.\n"
    ".PP\n"
    "Every setting is a flag, an environment variable and a key of a YAML file.\n"
    "A flag beats the environment, that beats the file, that beats the default.\n"
    "\\fB\\-\\-print\\-config\\fR shows the outcome, and where each value came from.\n"
    "Unknown flags and keys are errors; of variables those whose name is nearly right.\n"
    ".PP\n"
    "A flag that is given again takes the place of the one before; only \\fB\\-\\-market\\fR\n"
    "adds to it.\n"
    "A list of markets takes the place of the whole list of a lower level.\n"
    "Durations carry a unit: 250ms, 60s, 5m, 1h.";

static const char FILES [] =
    ".TP\n"
    ".I /etc/tickgate/tickgate.yaml\n"
    "The customary place for the file of \\fB\\-\\-config\\fR. No file is read unless it is\n"
    "named. It holds up to 1 MiB. Its keys are the names of the options:\n"
    ".IP\n"
    ".nf\n"
    "market:\n"
    "  linear: [BTCUSDT, ETHUSDT]\n"
    "  spot: BTCUSDT\n"
    "depth: [1, 50]\n"
    "silence: 30s\n"
    ".fi\n"
    ".IP\n"
    "Several gateways, up to 16, are a list; what stands in one beats the top level of the file, "
    "for\n"
    "that gateway. Each has a name of its own (a\\-z, 0\\-9 and \\-, up to 32) and a publish\n"
    "endpoint of its own, and may have market, depth, channels, sndhwm, lanes,\n"
    "exchange\\-url, rest\\-url and exchange\\-ca. Without a list there is one gateway, named\n"
    "\"gateway\".\n"
    ".IP\n"
    ".nf\n"
    "gateways:\n"
    "  \\- name: linear\n"
    "    market: linear:BTCUSDT,ETHUSDT\n"
    "    publish: tcp://127.0.0.1:5555\n"
    "  \\- name: option\n"
    "    market: option:BTC\n"
    "    publish: tcp://127.0.0.1:5557\n"
    ".fi\n"
    ".TP\n"
    ".IR FILE \" of \\-\\-curve\\-secret, and the files of \" DIR \" of \\-\\-curve\\-allow\"\n"
    "Keys as\n"
    ".BR tickgate (1)\n"
    "keygen, czmq's zcert and pyzmq's zmq.auth write them. A secret one that anybody but its\n"
    "owner may use is refused. In the directory every *.pub and *.key counts, other files do\n"
    "not. What changes there counts within a second, for connections that are made from then\n"
    "on. Another secret key counts after a restart.\n"
    ".TP\n"
    ".I /etc/ssl/certs/ca\\-certificates.crt\n"
    "The system's CA certificates, used where \\fB\\-\\-exchange\\-ca\\fR is not given.";

static const char ENVIRONMENT [] =
    "Lists are separated by commas. In TICKGATE_MARKET, as anywhere, a symbol with a category\n"
    "begins a new one: linear:BTCUSDT,ETHUSDT,spot:BTCUSDT. A variable whose name is nearly one\n"
    "of these is an error; any other that begins with TICKGATE_ is ignored with a warning.\n"
    ".TP\n.BR XDG_RUNTIME_DIR \", \" TMPDIR\n"
    "Where a gateway that is a process has its pipe until it has connected to it; then\n"
    "/tmp and /dev/shm. One of them must be a directory that can be written, with a name of\n"
    "up to some 60 bytes.";

static const char EXIT_STATUS [] =
    ".TP\n.B 0\n"
    "Asked to stop, or what was asked for is printed.\n"
    ".TP\n.B 64\n"
    "A flag is wrong in itself.\n"
    ".TP\n.B 69\n"
    "An endpoint cannot be bound.\n"
    ".TP\n.B 70\n"
    "A part could not be stopped or restarted, or no thread could be "
    "made\nto begin with; start again from outside.\n"
    ".TP\n.B 74\n"
    "What was asked for cannot be written on standard output.\n"
    ".TP\n.B 78\n"
    "The environment, a file, or the settings together are wrong.";

static const char SIGNALS [] =
    ".TP\n.BR SIGTERM \", \" SIGINT\n"
    "Stop everything in reverse order within five seconds.\n"
    ".TP\n.B SIGHUP\n"
    "Read the settings again, and the lists of symbols that all stands "
    "for.\n"
    "Of what changed, market, depth and channels are taken over: only "
    "the\n"
    "difference is subscribed and unsubscribed, and no connection is made "
    "anew.\n"
    "Any other change is named on stderr and in the log and needs a "
    "restart;\n"
    "settings that are not good are refused whole, and so is a file that "
    "holds no key or is no regular file.\n"
    "Flags and the environment still beat the file.";

static const char EXAMPLES [] =
    "Two linear symbols, with the defaults for everything else:\n"
    ".IP\n"
    ".nf\n"
    "tickgated \\-\\-market linear:BTCUSDT,ETHUSDT\n"
    ".fi\n"
    ".PP\n"
    "Deep books and the trades of all BTC options, restarted after 20 seconds of silence:\n"
    ".IP\n"
    ".nf\n"
    "tickgated \\-\\-market linear:BTCUSDT \\-\\-market option:BTC \\-\\-depth 1,200 "
    "\\-\\-silence 20s\n"
    ".fi\n"
    ".PP\n"
    "Check a file before it is used:\n"
    ".IP\n"
    ".nf\n"
    "tickgated \\-\\-config /etc/tickgate/tickgate.yaml \\-\\-check\\-config\n"
    ".fi";

static const char SEE_ALSO [] = ".BR tickgate (1)";

const sup_manual_t SETTINGS_MANUAL = {
    .version = TICKGATE_VERSION,
    .summary = "publishes Bybit market data on ZeroMQ, and keeps doing so",
    .synopsis = SYNOPSIS,
    .description = DESCRIPTION,
    .files = FILES,
    .environment = ENVIRONMENT,
    .exit_status = EXIT_STATUS,
    .signals = SIGNALS,
    .examples = EXAMPLES,
    .see_also = SEE_ALSO,
};
