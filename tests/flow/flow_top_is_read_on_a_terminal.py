#!/usr/bin/env python3
"""tickgate top, as a person sees it: sorted, filtered, resized, while the daemon goes and comes."""

import re
import subprocess
import sys

import rig


class Terminal:
    """A program in a terminal of tmux: keys go in, and the screen can be read."""

    def __init__(self, folder, *command, term="screen-256color"):
        self.socket = str(folder / f"tmux-{term}")
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24",
                  f"TERM={term} {' '.join(command)}; echo ended with $?; sleep 600")

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, *words], check=True, capture_output=True,
                              text=True, timeout=rig.PATIENCE).stdout

    def press(self, *keys):
        self.tmux("send-keys", *keys)

    def screen(self, *flags):
        return self.tmux("capture-pane", "-p", *flags)

    def wait_for(self, pattern, *flags):
        def claim():
            return re.search(pattern, self.screen(*flags), re.M | re.S)
        try:
            return rig.wait_for(f"the screen to show {pattern}", claim)
        except AssertionError:
            print(self.screen(*flags))
            raise

    def end(self):
        self.tmux("kill-server")


def topics(terminal):
    return re.findall(r"^(bybit\.\S+)", terminal.screen(), re.M)


def look(terminal, daemon, the_rig, sim):
    terminal.wait_for(r"SIMULATED DATA  tickgated \S+  pid \d+  up \d+ s  heartbeat \d")
    terminal.wait_for(r"^gateway: live  last event \S+ s ago  restarts 0 \(none\)")
    terminal.wait_for(r"^bybit\.linear\.depth\.50\.BTCUSDT\. +live +\d+\.\d +\d+\.\d +[\d.]+ +0$")
    terminal.wait_for(r"^bybit\.linear\.trade\.ETHUSDT\. +live +[1-9]\S* +\S+ +- +0$")
    assert topics(terminal) == sorted(topics(terminal)) and len(topics(terminal)) == 4

    terminal.press("t")
    rig.wait_for("the other way round",
                 lambda: topics(terminal) == sorted(topics(terminal), reverse=True))
    terminal.press("r")
    rig.wait_for("books first: they come more often",
                 lambda: all("depth" in topic for topic in topics(terminal)[:2]))
    terminal.press("/", "eth")
    rig.wait_for("only one symbol", lambda: len(topics(terminal)) == 2)
    terminal.press("Enter")
    terminal.wait_for("^2 of 4 topics with eth")
    terminal.press("Escape")
    rig.wait_for("all of them", lambda: len(topics(terminal)) == 4)

    terminal.tmux("resize-window", "-x", "120", "-y", "30")
    terminal.wait_for(r"BID +ASK.*q quit")
    terminal.tmux("resize-window", "-x", "40", "-y", "6")
    terminal.wait_for("^4 of 4 topics")
    terminal.tmux("resize-window", "-x", "80", "-y", "24")
    terminal.wait_for("SPREAD  GAPS$")

    sim.fault("jump=BTCUSDT")
    terminal.wait_for(r"^bybit\.linear\.depth\.50\.BTCUSDT\. .* [1-9]$")

    daemon.end()
    terminal.wait_for("^NO HEARTBEAT for .*BTCUSDT. +- +0.0")
    the_rig.daemon(sim, "--market", "linear:BTCUSDT,ETHUSDT")
    terminal.wait_for(r"heartbeat \d\.\d s ago")
    terminal.wait_for(r"^bybit\.linear\.depth\.50\.BTCUSDT\. +live +[1-9]\S* +\S+ +[\d.]+ ")
    terminal.press("q")
    terminal.wait_for("^ended with 0")


def flow(the_rig):
    sim = the_rig.sim("--trades", "5")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT,ETHUSDT")
    command = (str(rig.BIN / "tickgate"), "top", "-c", daemon.data, "--heartbeat", daemon.heartbeat)
    plain = Terminal(the_rig.folder, *command, term="vt100")
    coloured = Terminal(the_rig.folder, *command)
    try:
        plain.wait_for("^gateway: live")
        coloured.wait_for(r"\x1b\[(\d+;)*32m[^\n]*gateway: live", "-e")
        assert not re.search(r"\x1b\[3[0-7]m", plain.screen("-e")), "a vt100 has no colours"
        plain.press("C-c")
        plain.wait_for("^ended with 0")
        look(coloured, daemon, the_rig, sim)
    finally:
        plain.end()
        coloured.end()
    done = subprocess.run([*command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=rig.PATIENCE, check=False)
    assert done.returncode == 69 and "needs a terminal" in done.stderr, done


if __name__ == "__main__":  # one isolation: it sees nothing but the sockets
    with rig.rig() as the_rig:
        flow(the_rig)
    sys.exit(0)
