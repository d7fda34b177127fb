"""datasketch's MinHash and its index, as its documentation uses them: ``near_duplicates.py ASKED ANSWERS``.

ASKED holds ``texts`` and ``queries``; ANSWERS gets, for each query, the places of the texts alike, and the
CPU seconds of asking.
"""

import json
import sys
import time
from pathlib import Path

from datasketch import MinHash, MinHashLSH

ALIKE = 0.5  # Jaccard of the runs of three letters
RUN = 3


def signed(text: str) -> MinHash:
    """The signature of a text's runs of three letters."""
    made = MinHash(num_perm=128)
    made.update_batch([text[at : at + RUN].encode() for at in range(max(1, len(text) - RUN + 1))])
    return made


def main(asked: str, answers: str) -> None:
    """Index the texts, ask for the queries, and write what was found."""
    given = json.loads(Path(asked).read_text("utf-8"))
    index = MinHashLSH(threshold=ALIKE, num_perm=128)
    known = [signed(text) for text in given["texts"]]
    for place, signature in enumerate(known):
        index.insert(place, signature)
    began = time.process_time()
    found = []
    for query in given["queries"]:
        signature = signed(query)
        near = index.query(signature)
        found.append(sorted(place for place in near if signature.jaccard(known[place]) >= ALIKE))
    cpu = time.process_time() - began
    Path(answers).write_text(json.dumps({"found": found, "cpu": cpu}), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
