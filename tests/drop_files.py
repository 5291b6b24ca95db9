#!/usr/bin/env python3
"""Drops files on an X11 window as a file manager does: the source's half of the protocol XDND, version 5.

usage: drop_files.py WINDOW FILE...

Ends with 0 once the window says that it has taken them. Speaks with libX11 itself, which every X11 program
brings along; https://freedesktop.org/wiki/Specifications/XDND
"""
import sys
from ctypes import CDLL, POINTER, Structure, Union, byref, c_char_p, c_int, c_long, c_ulong, c_void_p
from pathlib import Path

PROPERTY_MODE_REPLACE, CURRENT_TIME = 0, 0
SELECTION_REQUEST, SELECTION_NOTIFY, CLIENT_MESSAGE = 30, 31, 33


class ClientMessage(Structure):
    _fields_ = [("type", c_int), ("serial", c_ulong), ("send_event", c_int), ("display", c_void_p), ("window", c_ulong),
                ("message_type", c_ulong), ("format", c_int), ("data", c_long * 5)]


class SelectionRequest(Structure):
    _fields_ = [("type", c_int), ("serial", c_ulong), ("send_event", c_int), ("display", c_void_p), ("owner", c_ulong),
                ("requestor", c_ulong), ("selection", c_ulong), ("target", c_ulong), ("property", c_ulong), ("time", c_ulong)]


class SelectionNotify(Structure):
    _fields_ = [("type", c_int), ("serial", c_ulong), ("send_event", c_int), ("display", c_void_p), ("requestor", c_ulong),
                ("selection", c_ulong), ("target", c_ulong), ("property", c_ulong), ("time", c_ulong)]


class Event(Union):
    _fields_ = [("type", c_int), ("client", ClientMessage), ("request", SelectionRequest), ("notify", SelectionNotify), ("room", c_long * 24)]


x11 = CDLL("libX11.so.6")
for name, result, *arguments in [
    ("XOpenDisplay", c_void_p, c_char_p), ("XDefaultRootWindow", c_ulong, c_void_p), ("XInternAtom", c_ulong, c_void_p, c_char_p, c_int),
    ("XCreateSimpleWindow", c_ulong, c_void_p, c_ulong, *[c_int] * 5, c_ulong, c_ulong), ("XSetSelectionOwner", c_int, c_void_p, *[c_ulong] * 3),
    ("XTranslateCoordinates", c_int, c_void_p, c_ulong, c_ulong, c_int, c_int, POINTER(c_int), POINTER(c_int), POINTER(c_ulong)),
    ("XSendEvent", c_int, c_void_p, c_ulong, c_int, c_long, POINTER(Event)), ("XNextEvent", c_int, c_void_p, POINTER(Event)),
    ("XChangeProperty", c_int, c_void_p, c_ulong, c_ulong, c_ulong, c_int, c_int, c_char_p, c_int), ("XSync", c_int, c_void_p, c_int),
]:
    function = getattr(x11, name)
    function.restype, function.argtypes = result, arguments

display = x11.XOpenDisplay(None) or sys.exit("no X11 display")
root = x11.XDefaultRootWindow(display)
source = x11.XCreateSimpleWindow(display, root, 0, 0, 1, 1, 0, 0, 0)
target = int(sys.argv[1], 0)
uris = "".join(Path(name).resolve().as_uri() + "\r\n" for name in sys.argv[2:]).encode()


def atom(name):
    return x11.XInternAtom(display, name.encode(), 0)


def send(window, event):
    x11.XSendEvent(display, window, 0, 0, byref(event))
    x11.XSync(display, 0)


def tell(message, *data):
    event = Event()
    event.client = ClientMessage(type=CLIENT_MESSAGE, window=target, message_type=atom(message), format=32, data=(c_long * 5)(source, *data))
    send(target, event)


x, y, child = c_int(), c_int(), c_ulong()
x11.XTranslateCoordinates(display, target, root, 100, 100, byref(x), byref(y), byref(child))
selection, kind = atom("XdndSelection"), atom("text/uri-list")
x11.XSetSelectionOwner(display, selection, source, CURRENT_TIME)
tell("XdndEnter", 5 << 24, kind)
tell("XdndPosition", 0, x.value << 16 | y.value, CURRENT_TIME, atom("XdndActionCopy"))
while True:
    event = Event()
    x11.XNextEvent(display, byref(event))
    if event.type == CLIENT_MESSAGE and event.client.message_type == atom("XdndStatus"):
        if not event.client.data[1] & 1:
            sys.exit("the window takes no files")
        tell("XdndDrop", 0, CURRENT_TIME)
    elif event.type == SELECTION_REQUEST:
        asked = event.request
        x11.XChangeProperty(display, asked.requestor, asked.property, asked.target, 8, PROPERTY_MODE_REPLACE, uris, len(uris))
        answer = Event()
        answer.notify = SelectionNotify(type=SELECTION_NOTIFY, requestor=asked.requestor, selection=selection, target=asked.target,
                                        property=asked.property, time=asked.time)
        send(asked.requestor, answer)
    elif event.type == CLIENT_MESSAGE and event.client.message_type == atom("XdndFinished"):
        sys.exit(0)
