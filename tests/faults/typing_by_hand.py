"""Typing as a Thai keyboard does it: a key goes down, its letter arrives, the key comes up."""

from playwright.async_api import CDPSession


async def press_letter(keyboard: CDPSession, letter: str) -> None:
    """One key of a Thai keyboard; playwright's own keyboard knows the American one only."""
    known = {"key": letter, "text": letter, "unmodifiedText": letter}
    await keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **known})
    await keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": letter})
