#!/usr/bin/env python3
"""Runs a program and does to it what a person or a machine does, each thing once its moment is there.

usage: play.py [--terminal] [MOMENT|ACT]... -- PROGRAM [ARGUMENT...]

  file:PATH    waits until the file has something in it
  said:TEXT    waits until stderr has the text
  wait:SECONDS
  signal:NAME  sends INT, TERM, HUP or KILL
  run:COMMAND  runs a shell command; $PID is the program

Leaves what it said in the files stdout and stderr; with --terminal both are one terminal of 100 columns, whose
text goes to stderr. Ends with the program's status, or 128 and the number of the signal that ended it. A moment
that never comes is a failure (99) after ten minutes; until then nothing depends on how fast the machine is.
"""
import os
import pty
import signal
import subprocess
import sys
import termios
import threading
import time

PATIENCE = 600  # seconds


def main():
    words = sys.argv[1:]
    split = words.index("--")
    acts, command = words[:split], words[split + 1:]
    terminal = "--terminal" in acts
    open("stdout", "wb").close()
    said = open("stderr", "wb", buffering=0)

    def fresh():  # a shell in the background leaves SIGINT ignored, and the limits are the program's own affair
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_DFL)

    if terminal:
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(ours, (24, 100))
        outputs = {"stdout": theirs, "stderr": theirs}
        readers = [(ours, said)]
    else:
        (out, out_end), (error, error_end) = os.pipe(), os.pipe()
        outputs = {"stdout": out_end, "stderr": error_end}
        readers = [(out, open("stdout", "wb", buffering=0)), (error, said)]
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=fresh, **outputs)
    for end in set(outputs.values()):
        os.close(end)

    def copy(source, to):
        try:
            while part := os.read(source, 65536):
                to.write(part)
        except OSError:
            pass  # a terminal whose program has ended

    threads = [threading.Thread(target=copy, args=pair) for pair in readers]
    for thread in threads:
        thread.start()

    def until(there):
        end = time.monotonic() + PATIENCE
        while not there():
            # What ended early is judged by what it left.
            if program.poll() is not None:
                return
            if time.monotonic() > end:
                program.kill()
                sys.exit(99)
            time.sleep(0.005)

    for act in acts:
        kind, _, what = act.partition(":")
        if kind == "file":
            until(lambda: os.path.exists(what) and os.path.getsize(what) > 0)
        elif kind == "said":
            until(lambda: what.encode() in open("stderr", "rb").read())
        elif kind == "wait":
            time.sleep(float(what))
        elif kind == "signal" and program.poll() is None:
            program.send_signal(getattr(signal, "SIG" + what))
        elif kind == "run":
            subprocess.run(what, shell=True, env={**os.environ, "PID": str(program.pid)})
    try:
        status = program.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        program.kill()
        status = 99
    for thread in threads:
        thread.join()
    sys.exit(status if status >= 0 else 128 - status)


main()
