"""``python -m sistercity_nb``: the command line where no script is on the PATH.

Says in a plain sentence what is missing when it is started by the wrong Python, before anything else is
imported. The translations cannot be read then, so the sentence comes in both languages.
"""

import sys

OLDEST = (3, 11)


def _stop(thai: str, english: str) -> None:
    sys.stderr.write(f"{thai}\n{english}\n")
    sys.exit(1)


def _main() -> None:
    if sys.version_info < OLDEST:
        found = "{}.{}".format(*sys.version_info[:2])
        _stop(
            f"โปรแกรมนี้ต้องใช้ Python 3.11 ขึ้นไป แต่ที่นี่เป็นรุ่น {found} โปรดติดตั้งจาก python.org แล้วเรียกใหม่ด้วยรุ่นนั้น",
            f"This needs Python 3.11 or later; this is {found}. Get one from python.org and try again.",
        )
    try:
        from sistercity_nb.cli import main
    except ModuleNotFoundError as error:
        if str(error.name).startswith("sistercity_nb"):
            raise
        _stop(
            f"Python ที่เรียกอยู่นี้ยังไม่ได้ติดตั้ง {error.name} โปรดสั่ง make run หรือ pip install -e . ในโฟลเดอร์นี้",
            f"{error.name} is not installed for this Python. Type make run here, or pip install -e .",
        )
    main()


if __name__ == "__main__":
    _main()
